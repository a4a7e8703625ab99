// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include "loop/timer.hpp"
#include "media/call_recordings.hpp"
#include "media/device_watch.hpp"
#include "media/echo_reference.hpp"
#include "media/end_factory.hpp"
#include "media/flow_watch.hpp"
#include "media/interlude.hpp"
#include "media/level_report.hpp"
#include "media/media_session.hpp"
#include "media/missing_devices.hpp"
#include "media/parrot.hpp"
#include "media/peer_connection.hpp"
#include "media/playout_clock.hpp"
#include "media/teardown.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace janus_talk::media {

class MediaSession::Impl {
public:
    Impl(const GstRuntime& runtime,
         MediaOptions options,
         const loop::MainLoop& loop,
         const loop::Mailbox& mailbox,
         core::MediaObserver& observer)
        : runtime_(runtime), options_(std::move(options)), mailbox_(mailbox.sender()),
          observer_(observer), home_(mailbox_, this), muted_(options_.muted),
          timer_(
                  loop, [this] { on_tick(); }, loop::Priority::low),
          loop_(loop), input_(make_audio_input(options_, end_context())),
          output_(make_audio_output(options_, end_context())),
          recordings_(options_, [this] { return end_context(); }) {}

    ~Impl() {
        home_.close();
        tear_down({input_->close(), output_->stop()}, [] {});
    }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    Impl(Impl&&) = delete;
    Impl& operator=(Impl&&) = delete;

    void start(core::MediaEpoch epoch);
    void apply_answer(core::MediaEpoch epoch, const core::CheckedAnswer& answer);
    void add_remote_candidate(core::MediaEpoch epoch, const std::string& candidate);
    void set_muted(bool muted);
    void set_expected_loss(unsigned percent);
    void hush_parrot(bool hushed);
    void stop(core::MediaEpoch epoch);

    // media_commands.cpp
    void start_recording(const std::string& file, std::uint64_t tag);
    void stop_recording(std::uint64_t tag);
    void say(const std::string& file, std::uint64_t tag);

private:
    using Clock = std::chrono::steady_clock;

    EndContext end_context();
    void answer(std::uint64_t tag, std::optional<base::Failure> failure);
    void end_saying(std::optional<base::Failure> failure);
    std::shared_ptr<OutgoingVoice> make_outgoing(unsigned channels);
    std::shared_ptr<IncomingVoice> make_incoming(core::MediaEpoch epoch, unsigned channels);
    void tear_down(std::vector<BlockingWork> devices, std::function<void()> done);
    void later_fail(core::MediaEpoch epoch, base::Failure failure);

    void emit(const core::MediaEvent& event) { observer_.on_media_event(event); }

    void start_ends();
    void hang_up();
    BlockingWork release_peer();
    void on_peer_event(core::MediaEpoch epoch, const core::MediaEvent& event);
    void on_sent_level(const std::optional<LevelWindow>& sent);
    void on_heard_level(const LevelWindow& heard);
    void on_talking(bool on);
    void on_tick();
    void watch_flow(Clock::time_point now);
    void complain_if_late(Clock::time_point now);

    void fail(const base::Failure& failure);

    const GstRuntime& runtime_;
    const MediaOptions options_;
    const loop::Mailbox::Sender mailbox_;
    core::MediaObserver& observer_;
    Courier<Impl> home_;
    bool muted_;
    unsigned expected_loss_ = 0;
    loop::Timer timer_;
    const loop::MainLoop& loop_;
    const std::shared_ptr<MissingDevices> missing_ = std::make_shared<MissingDevices>(
            [this](const core::MediaEvent& event) { emit(event); });
    const std::shared_ptr<DeviceWatch> devices_ = std::make_shared<DeviceWatch>(loop_, mailbox_);
    const std::shared_ptr<EchoReference> echo_ =
            std::make_shared<EchoReference>(options_.stereo ? 2U : 1U);
    std::unique_ptr<AudioInput> input_;
    std::unique_ptr<AudioOutput> output_;
    CallRecordings recordings_;
    /// What it has heard is not forgotten when the connection is made anew. Null: no parrot.
    const std::shared_ptr<Parrot> parrot_ =
            options_.parrot_delay
                    ? std::make_shared<Parrot>(*options_.parrot_delay, options_.stereo ? 2U : 1U)
                    : nullptr;
    /// A file that is being played into the call.
    std::unique_ptr<AudioInput> saying_;
    std::uint64_t saying_tag_ = 0;
    const std::shared_ptr<Interlude> interlude_ =
            std::make_shared<Interlude>(options_.stereo ? 2U : 1U);
    Teardown teardown_;
    /// Devices and recordings; from the first offer to stop().
    bool ends_run_ = false;

    // Of the current epoch; all null between stop() and start().
    std::unique_ptr<PeerConnection> peer_;
    LevelReport levels_;
    std::shared_ptr<OutgoingVoice> outgoing_;
    std::shared_ptr<IncomingVoice> incoming_;
    std::unique_ptr<PlayoutClock> player_;
    FlowWatch flow_;
    int ticks_ = 0;
    bool room_talks_ = false;
    std::uint64_t late_reported_ = 0;
    Clock::time_point late_reported_at_;
};

} // namespace janus_talk::media
