// SPDX-License-Identifier: MIT
#pragma once

#include "media/answerer.hpp"
#include "media/recording.hpp"
#include "media/session_bench.hpp"
#include "media/sound_files.hpp"

#include <chrono>
#include <csignal>
#include <sys/resource.h>

namespace janus_talk::media::test {

/// Where recordings are made.
struct Studio {
    [[nodiscard]] EndContext context(unsigned channels = 1) {
        (void)runtime();
        return {stage.loop,
                stage.mailbox.sender(),
                channels,
                [this](const core::MediaEvent& event) { log.on_media_event(event); },
                [](const base::Failure&) {}};
    }

    /// Plays a sine into a sink in real time.
    void play(PcmSink& sink, double hz, std::chrono::milliseconds time) {
        const auto frames = static_cast<std::size_t>(time / frame_duration);
        const Samples sound = sine(hz, static_cast<double>(frames) * 0.02);
        auto due = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i < frames; ++i) {
            sink.write({sound.data() + i * frame_samples, frame_samples});
            due += frame_duration;
            stage.wait_for([&] { return std::chrono::steady_clock::now() >= due; });
        }
    }

    void finish(Recording& recording) {
        if (const BlockingWork work = recording.stop())
            work();
        stage.let(10ms);
    }

    Stage stage;
    EventLog log;
};

/// Makes files unable to grow beyond a size, as a full disk does.
class FullDisk {
public:
    explicit FullDisk(rlim_t size) : before_(signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &saved_);
        const rlimit limit{size, saved_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }

    ~FullDisk() {
        setrlimit(RLIMIT_FSIZE, &saved_);
        signal(SIGXFSZ, before_);
    }

    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;
    FullDisk(FullDisk&&) = delete;
    FullDisk& operator=(FullDisk&&) = delete;

private:
    rlimit saved_{};
    sighandler_t before_;
};

} // namespace janus_talk::media::test
