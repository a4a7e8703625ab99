// SPDX-License-Identifier: MIT
#include "media/media_session.hpp"

#include "media/media_session_impl.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace janus_talk::media {

namespace {

/// How often the packet counter is looked at; each `ticks_per_second`-th time figures are reported.
constexpr std::chrono::milliseconds tick_interval{250};
constexpr int ticks_per_second = 4;

/// Late frames are worth a complaint from 100 ms of lost sound on, and no more often than this.
constexpr std::uint64_t late_complaint_frames = 5;
constexpr std::chrono::seconds late_complaint_interval{10};

} // namespace

EndContext MediaSession::Impl::end_context() {
    return {loop_,
            mailbox_,
            options_.stereo ? 2U : 1U,
            [this](const core::MediaEvent& event) { emit(event); },
            [this](const base::Failure& failure) { fail(failure); },
            missing_,
            devices_,
            echo_,
            voice_processing(options_)};
}

void MediaSession::Impl::fail(const base::Failure& failure) {
    if (peer_)
        emit(core::media::Failed{peer_->epoch(), failure});
}

void MediaSession::Impl::start(core::MediaEpoch epoch) {
    if (peer_)
        hang_up();
    const unsigned channels = options_.stereo ? 2 : 1;
    outgoing_ = make_outgoing(channels);
    incoming_ = make_incoming(epoch, channels);
    output_->play(incoming_);
    if (options_.decode)
        player_ = std::make_unique<PlayoutClock>(incoming_);
    flow_ = {};
    ticks_ = 0;
    if (room_talks_)
        home_.send([](Impl& self) { self.on_talking(false); });
    late_reported_ = 0;
    try {
        peer_ = std::make_unique<PeerConnection>(
                epoch,
                options_,
                PeerConnection::Parts{loop_, runtime_.identity(), mailbox_, outgoing_, incoming_},
                [this, epoch](const core::MediaEvent& event) { on_peer_event(epoch, event); });
        if (expected_loss_ > 0)
            peer_->set_expected_loss(expected_loss_);
    } catch (const base::Error& error) {
        later_fail(epoch, error.failure());
    }
    timer_.arm_at(Clock::now() + tick_interval);
}

/// Only the peer connection ends: the ends of the sound path and the recordings go on, and have
/// silence until the next one is up.
void MediaSession::Impl::hang_up() {
    outgoing_->shut(); // the source has one reader at a time
    output_->play(nullptr);
    player_.reset();
    levels_.forget();
    teardown_.run({release_peer()}, [] {});
}

BlockingWork MediaSession::Impl::release_peer() {
    BlockingWork work = peer_->release();
    // We may be inside one of its reports: it goes when the stack has unwound.
    mailbox_.post(
            [peer = std::shared_ptr<PeerConnection>{std::move(peer_)}]() mutable { peer.reset(); });
    return work;
}

std::shared_ptr<OutgoingVoice> MediaSession::Impl::make_outgoing(unsigned channels) {
    auto voice = std::make_shared<OutgoingVoice>(
            parrot_ ? parrot_ : input_->source(),
            channels,
            OutgoingVoice::Reports{
                    [home = home_](const LevelWindow& window) {
                        home.send([window](Impl& self) { self.on_sent_level(window); });
                    },
                    [home = home_] {
                        home.send([](Impl& self) { self.emit(core::media::InputEnded{}); });
                    }});
    recordings_.copy_sent(*voice);
    voice->copy_packets_to(options_.sent_packets);
    voice->add(interlude_);
    voice->lead_in(static_cast<int>(options_.lead_in / frame_duration));
    voice->set_muted(muted_);
    return voice;
}

std::shared_ptr<IncomingVoice> MediaSession::Impl::make_incoming(core::MediaEpoch epoch,
                                                                 unsigned channels) {
    const auto& delay = options_.playout_delay;
    std::vector<std::shared_ptr<PcmSink>> sinks = recordings_.heard();
    if (auto sink = output_->sink())
        sinks.push_back(std::move(sink));
    if (parrot_)
        sinks.push_back(parrot_);
    auto voice = std::make_shared<IncomingVoice>(
            sound::Playout::Settings{
                    channels, sound::to_ticks(delay.min), sound::to_ticks(delay.max)},
            std::move(sinks),
            IncomingVoice::Reports{[home = home_](const LevelWindow& window) {
                                       home.send([window](Impl& self) {
                                           self.on_heard_level(window);
                                       });
                                   },
                                   [home = home_, epoch] {
                                       home.send([epoch](Impl& self) {
                                           if (self.peer_ && self.peer_->epoch() == epoch)
                                               self.emit(core::media::FirstAudio{epoch});
                                       });
                                   },
                                   [home = home_](bool on) {
                                       home.send([on](Impl& self) { self.on_talking(on); });
                                   }},
            options_.decode,
            options_.codec);
    recordings_.copy_packets(*voice);
    voice->copy_arrivals_to(options_.received_packets);
    return voice;
}

void MediaSession::Impl::apply_answer(core::MediaEpoch epoch, const core::CheckedAnswer& answer) {
    if (peer_ && peer_->epoch() == epoch)
        peer_->apply_answer(answer);
}

void MediaSession::Impl::add_remote_candidate(core::MediaEpoch epoch,
                                              const std::string& candidate) {
    if (peer_ && peer_->epoch() == epoch)
        peer_->add_remote_candidate(candidate);
}

void MediaSession::Impl::set_muted(bool muted) {
    muted_ = muted;
    if (outgoing_)
        outgoing_->set_muted(muted);
}

void MediaSession::Impl::set_expected_loss(unsigned percent) {
    expected_loss_ = percent;
    if (peer_)
        peer_->set_expected_loss(percent);
}

void MediaSession::Impl::hush_parrot(bool hushed) {
    if (parrot_)
        parrot_->hush(hushed);
}

void MediaSession::Impl::stop(core::MediaEpoch epoch) {
    if (peer_ && peer_->epoch() != epoch)
        return;
    tear_down({input_->stop(), output_->stop()}, [home = home_, epoch] {
        home.send([epoch](Impl& self) { self.emit(core::media::Stopped{epoch}); });
    });
}

void MediaSession::Impl::tear_down(std::vector<BlockingWork> devices, std::function<void()> done) {
    timer_.disarm();
    end_saying(
            base::Failure{base::ExitCode::failed, "The call ended before all was said.", {}, {}});
    std::vector<BlockingWork> work;
    ends_run_ = false;
    if (peer_)
        work.push_back(release_peer());
    // Devices may block, so what must not be lost goes first.
    std::vector<BlockingWork> recordings = recordings_.stop();
    for (auto* each : {&recordings, &devices})
        std::move(each->begin(), each->end(), std::back_inserter(work));
    output_->play(nullptr);
    player_.reset();
    outgoing_.reset();
    incoming_.reset();
    levels_.forget();
    teardown_.run(std::move(work), std::move(done));
}

void MediaSession::Impl::later_fail(core::MediaEpoch epoch, base::Failure failure) {
    home_.send([epoch, failure = std::move(failure)](Impl& self) {
        self.emit(core::media::Failed{epoch, failure});
    });
}

void MediaSession::Impl::start_ends() {
    if (std::exchange(ends_run_, true))
        return; // since an earlier peer connection
    recordings_.start();
    input_->start();
    output_->start();
}

void MediaSession::Impl::on_peer_event(core::MediaEpoch epoch, const core::MediaEvent& event) {
    if (!peer_ || peer_->epoch() != epoch)
        return;
    emit(event);
    // Devices may take their time from here on; the offer did not wait for them.
    if (peer_ && std::holds_alternative<core::media::OfferReady>(event))
        start_ends();
}

void MediaSession::Impl::on_sent_level(const std::optional<LevelWindow>& sent) {
    if (peer_)
        emit(levels_.with(sent, Clock::now()));
}

void MediaSession::Impl::on_heard_level(const LevelWindow& heard) {
    levels_.note_heard(heard, Clock::now());
    // Otherwise the sending side sets the pace: it never pauses.
    if (options_.listen_only)
        on_sent_level(std::nullopt);
}

void MediaSession::Impl::on_talking(bool on) {
    // A connection that went while somebody talked has not told the end.
    if (peer_ && std::exchange(room_talks_, on) != on)
        emit(core::media::RoomTalking{on});
}

void MediaSession::Impl::on_tick() {
    const auto now = Clock::now();
    timer_.arm_at(now + tick_interval);
    if (!peer_ || !peer_->is_verified())
        return;
    watch_flow(now);
    if (!peer_ || ++ticks_ % ticks_per_second != 0)
        return;
    complain_if_late(now);
    if (peer_)
        emit(peer_->sample_stats(now));
}

void MediaSession::Impl::watch_flow(Clock::time_point now) {
    if (const auto receiving = flow_.check(now, incoming_->packets()))
        emit(core::media::RtpFlow{peer_->epoch(), *receiving});
}

void MediaSession::Impl::complain_if_late(Clock::time_point now) {
    const std::uint64_t late = outgoing_->late_frames();
    if (late < late_reported_ + late_complaint_frames ||
        now - late_reported_at_ < late_complaint_interval)
        return;
    const std::string count = std::to_string(late - late_reported_);
    late_reported_ = late;
    late_reported_at_ = now;
    emit(core::media::Warning{{base::ExitCode::device,
                               "This machine was too busy to send in time: " + count +
                                       " frames of 20 ms were left out.",
                               "Give the program more CPU time.",
                               {}}});
}

MediaSession::MediaSession(const GstRuntime& runtime,
                           MediaOptions options,
                           const loop::MainLoop& loop,
                           const loop::Mailbox& mailbox,
                           core::MediaObserver& observer)
    : impl_(std::make_unique<Impl>(runtime, std::move(options), loop, mailbox, observer)) {}

MediaSession::~MediaSession() = default;

void MediaSession::start(core::MediaEpoch epoch) noexcept {
    impl_->start(epoch);
}

void MediaSession::apply_answer(core::MediaEpoch epoch,
                                const core::CheckedAnswer& answer) noexcept {
    impl_->apply_answer(epoch, answer);
}

void MediaSession::add_remote_candidate(core::MediaEpoch epoch,
                                        const std::string& candidate) noexcept {
    impl_->add_remote_candidate(epoch, candidate);
}

void MediaSession::set_muted(bool muted) noexcept {
    impl_->set_muted(muted);
}

void MediaSession::set_expected_loss(unsigned percent) noexcept {
    impl_->set_expected_loss(percent);
}

void MediaSession::hush_parrot(bool hushed) noexcept {
    impl_->hush_parrot(hushed);
}

void MediaSession::stop(core::MediaEpoch epoch) noexcept {
    impl_->stop(epoch);
}

void MediaSession::start_recording(const std::string& file, std::uint64_t tag) noexcept {
    impl_->start_recording(file, tag);
}

void MediaSession::stop_recording(std::uint64_t tag) noexcept {
    impl_->stop_recording(tag);
}

void MediaSession::say(const std::string& file, std::uint64_t tag) noexcept {
    impl_->say(file, tag);
}

bool MediaSession::teardown_is_blocked() noexcept {
    return Teardown::is_blocked();
}

} // namespace janus_talk::media
