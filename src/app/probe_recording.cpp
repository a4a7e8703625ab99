// SPDX-License-Identifier: MIT
#include "app/probe_recording.hpp"

#include "base/text.hpp"
#include "loop/timer.hpp"

#include <utility>
#include <variant>

namespace janus_talk::app {

namespace {

core::Problem recording_warning(base::Failure failure) {
    return {core::Severity::warning, std::move(failure)};
}

} // namespace

ProbeRecording::ProbeRecording(loop::MainLoop& loop, std::string path, Listener listener)
    : loop_(loop), mailbox_(loop), path_(std::move(path)), listener_(std::move(listener)),
      recording_(path_, context(), media::Recording::Form::timed) {
    recording_.start();
}

media::EndContext ProbeRecording::context() {
    return {loop_,
            mailbox_.sender(),
            1,
            [this](const core::MediaEvent& event) {
                if (const auto* warning = std::get_if<core::media::Warning>(&event))
                    listener_(recording_warning(warning->failure));
                if (const auto* change = std::get_if<core::media::RecordingChanged>(&event))
                    listener_(*change);
            },
            [](const base::Failure&) {}};
}

ProbeVoice::Copies ProbeRecording::copies() const {
    return {recording_.sent(), recording_.heard()};
}

bool ProbeRecording::finish() {
    bool is_late = false;
    loop::Timer limit{loop_, [&] {
                          is_late = true;
                          loop_.quit();
                      }};
    limit.arm_at(std::chrono::steady_clock::now() + finish_limit);
    // What the recording tells is posted before, and so comes before.
    teardown_.run({recording_.stop()}, [this, sender = mailbox_.sender()] {
        sender.post([this] {
            complete_ = true;
            loop_.quit();
        });
    });
    // Somebody may have asked for an end before.
    while (!complete_ && !is_late)
        loop_.run();
    if (complete_)
        return true;
    listener_(recording_warning({base::ExitCode::ok,
                                 "The recording '" + base::harmless(path_) +
                                         "' was not completed in time; its end may be missing.",
                                 {},
                                 {}}));
    return false;
}

} // namespace janus_talk::app
