// SPDX-License-Identifier: MIT
#include "media/incoming_voice.hpp"

#include "media/voice_codec.hpp"
#include "sound/rtp_clock.hpp"

#include <utility>

namespace janus_talk::media {

namespace {

sound::Ticks ticks_of(IncomingVoice::TimePoint time) {
    return sound::to_ticks(time.time_since_epoch());
}

} // namespace

IncomingVoice::IncomingVoice(const sound::Playout::Settings& settings,
                             std::vector<std::shared_ptr<PcmSink>> sinks,
                             Reports reports,
                             bool decode,
                             core::Codec codec)
    : channels_(settings.channels), sinks_(std::move(sinks)), reports_(std::move(reports)),
      decode_(decode), codec_(core::facts_of(codec)),
      playout_(make_decoder(codec, settings.channels), settings), meter_(settings.channels),
      talk_(settings.channels) {}

void IncomingVoice::copy_packets_to(std::shared_ptr<PacketSink> sink) {
    playout_.tap_packets(
            [sink = std::move(sink)](sound::VoiceDecoder::PayloadView payload,
                                     std::uint32_t timestamp) { sink->write(payload, timestamp); });
}

sound::Playout::Figures IncomingVoice::figures() const {
    const std::lock_guard lock{mutex_};
    return playout_.figures();
}

IncomingVoice::TimePoint IncomingVoice::last_read() const {
    const std::lock_guard lock{mutex_};
    return last_read_;
}

void IncomingVoice::receive(std::span<const std::uint8_t> payload,
                            std::uint32_t timestamp) noexcept {
    if (!open_.load(std::memory_order_acquire))
        return;
    if (arrivals_)
        arrivals_->write(payload, timestamp);
    if (!decode_) {
        if (packets_.fetch_add(1, std::memory_order_relaxed) == 0)
            reports_.first_sound();
        return;
    }
    {
        const std::lock_guard lock{mutex_};
        playout_.insert(payload,
                        sound::at_our_rate(timestamp, codec_.clock_rate),
                        ticks_of(std::chrono::steady_clock::now()));
    }
    if (packets_.fetch_add(1, std::memory_order_relaxed) == 0)
        first_packet_.notify_all();
}

PcmSource::Pull IncomingVoice::read(PcmSpan samples) noexcept {
    const std::lock_guard lock{mutex_};
    last_read_ = std::chrono::steady_clock::now();
    play(samples, last_read_);
    return Pull::sound;
}

std::chrono::nanoseconds IncomingVoice::read_at(PcmSpan samples, TimePoint due) noexcept {
    const std::lock_guard lock{mutex_};
    play(samples, due);
    return sound::to_time(playout_.excess());
}

void IncomingVoice::play(PcmSpan samples, TimePoint due) {
    playout_.read(samples, ticks_of(due));
    if (playout_.figures().played == 0)
        return;
    if (!std::exchange(heard_, true))
        reports_.first_sound();
    for (const auto& sink : sinks_)
        sink->write_at(samples, due);
    if (const auto window = meter_.add(samples))
        reports_.level(*window);
    if (const auto talks = talk_.add(samples); talks && reports_.talking)
        reports_.talking(*talks);
}

std::optional<IncomingVoice::TimePoint>
IncomingVoice::wait_for_start(const std::stop_token& stopping) {
    std::unique_lock lock{mutex_};
    if (!first_packet_.wait(lock, stopping, [this] { return playout_.start_time().has_value(); }))
        return std::nullopt;
    return TimePoint{std::chrono::duration_cast<TimePoint::duration>(
            sound::to_time(*playout_.start_time()))};
}

} // namespace janus_talk::media
