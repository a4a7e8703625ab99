// SPDX-License-Identifier: MIT
#include "media/parrot.hpp"

#include <algorithm>

namespace janus_talk::media {

namespace {

std::size_t frames_in(std::chrono::milliseconds time) {
    return static_cast<std::size_t>(std::max<std::int64_t>(1, time / frame_duration));
}

} // namespace

Parrot::Parrot(std::chrono::milliseconds delay, unsigned channels)
    : delay_(frames_in(delay) * frame_samples * channels),
      tolerance_(frames_in(tolerance) * frame_samples * channels),
      samples_(delay_ + 2 * tolerance_) {}

void Parrot::hush(bool hushed) noexcept {
    const std::lock_guard lock{mutex_};
    hushed_ = hushed;
    forget();
}

void Parrot::forget() noexcept {
    waiting_ = 0;
    flows_ = false;
}

void Parrot::write(PcmView samples) noexcept {
    const std::lock_guard lock{mutex_};
    if (hushed_)
        return;
    for (const std::int16_t sample : samples) {
        samples_[next_] = sample;
        next_ = (next_ + 1) % samples_.size();
    }
    waiting_ = std::min(waiting_ + samples.size(), samples_.size());
}

PcmSource::Pull Parrot::read(PcmSpan frame) noexcept {
    const std::lock_guard lock{mutex_};
    if (waiting_ > delay_ + tolerance_)
        waiting_ = delay_;
    flows_ = waiting_ >= (flows_ ? frame.size() : std::max(delay_, frame.size()));
    if (!flows_)
        return Pull::nothing;
    const std::size_t size = samples_.size();
    std::size_t from = (next_ + size - waiting_) % size;
    for (std::int16_t& sample : frame) {
        sample = samples_[from];
        from = (from + 1) % size;
    }
    waiting_ -= frame.size();
    return Pull::sound;
}

} // namespace janus_talk::media
