// SPDX-License-Identifier: MIT
#include "media/outgoing_voice.hpp"

#include "media/interlude.hpp"

#include <algorithm>
#include <utility>

namespace janus_talk::media {

namespace {

// The encoder looks 6.5 ms ahead, so the end of the last frame leaves with the next packet; one
// more for the packet to pass the network stack.
constexpr int frames_until_drained = 2;

} // namespace

OutgoingVoice::OutgoingVoice(std::shared_ptr<PcmSource> source, unsigned channels, Reports reports)
    : source_(std::move(source)), reports_(std::move(reports)), limiter_(channels),
      meter_(channels) {}

bool OutgoingVoice::tick(std::chrono::nanoseconds lateness, PcmSpan frame) noexcept {
    if (!open_.load(std::memory_order_acquire))
        return false;
    if (lateness > latest) {
        late_.fetch_add(1, std::memory_order_relaxed);
        std::fill(frame.begin(), frame.end(), std::int16_t{0});
        copy(frame);
        return false;
    }
    const auto due = std::chrono::steady_clock::now() - lateness;
    const bool captured = fill(frame, due);
    const bool silent = !captured || muted_.load(std::memory_order_relaxed);
    const std::uint64_t clipped = take_clipped(captured ? PcmView{frame} : PcmView{});
    if (silent) {
        std::fill(frame.begin(), frame.end(), std::int16_t{0});
    } else {
        clipped_ += clipped;
    }
    if (interlude_)
        interlude_->mix(frame);
    limiter_.process(frame);

    note_level(frame);
    copy(frame);
    if (auto window = meter_.add(frame)) {
        window->clipped = std::exchange(clipped_, 0);
        reports_.level(*window);
    }
    if (ended_)
        note_end();
    return true;
}

bool OutgoingVoice::fill(PcmSpan frame, PcmSource::TimePoint due) noexcept {
    if (ended_ || frames_before_ > 0) {
        frames_before_ -= frames_before_ > 0 ? 1 : 0;
        return false;
    }
    const PcmSource::Pull pull = source_->read_due(frame, due);
    ended_ = pull == PcmSource::Pull::ended;
    return pull == PcmSource::Pull::sound;
}

void OutgoingVoice::copy(PcmView frame) const noexcept {
    for (const auto& sink : copies_)
        sink->write(frame);
}

std::uint64_t OutgoingVoice::take_clipped(PcmView frame) noexcept {
    const auto counted = source_->take_clipped();
    return counted ? *counted : count_clipped(frame);
}

void OutgoingVoice::note_level(PcmView frame) noexcept {
    // The packet also carries the end of the frame before (encoder look-ahead): the louder one
    // counts, so that a packet with sound in it is never marked as silence.
    const std::uint8_t current = rtp_level(frame);
    level_ = std::min(current, previous_level_);
    previous_level_ = current;
}

void OutgoingVoice::note_end() noexcept {
    if (frames_after_end_ > frames_until_drained)
        return;
    ++frames_after_end_;
    if (frames_after_end_ > frames_until_drained)
        reports_.input_ended();
}

} // namespace janus_talk::media
