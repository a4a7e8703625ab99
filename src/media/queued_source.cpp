// SPDX-License-Identifier: MIT
#include "media/queued_source.hpp"

namespace janus_talk::media {

QueuedSource::QueuedSource(Kind kind, unsigned channels)
    : kind_(kind), frame_size_(frame_samples * channels), ring_(frame_size_ * capacity_frames) {}

bool QueuedSource::offer(PcmView frame) noexcept {
    if (ring_.write(frame))
        return true;
    overflowed_.store(true, std::memory_order_release);
    return false;
}

PcmSource::Pull QueuedSource::read(PcmSpan frame) noexcept {
    // Asked first: a frame that came before the end is then seen below.
    const bool finished = finished_.load(std::memory_order_acquire);
    if (kind_ == Kind::live)
        trim();
    if (ring_.read(frame))
        return Pull::sound;
    return finished ? Pull::ended : Pull::nothing;
}

void QueuedSource::trim() noexcept {
    const std::size_t waiting = ring_.size();
    if (overflowed_.exchange(false, std::memory_order_acq_rel)) {
        // Nobody has read for a while (not connected yet): that sound was not meant for anybody.
        ring_.discard(waiting);
    } else if (waiting > live_limit * frame_size_) {
        const std::size_t excess = waiting - live_target * frame_size_;
        ring_.discard(excess);
        dropped_.fetch_add(excess / frame_size_, std::memory_order_relaxed);
    }
}

} // namespace janus_talk::media
