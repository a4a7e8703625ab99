// SPDX-License-Identifier: MIT
#include "media/sample_ring.hpp"

#include <algorithm>

namespace janus_talk::media {

SampleRing::SampleRing(std::size_t capacity) : samples_(capacity) {}

bool SampleRing::write(PcmView samples) noexcept {
    const std::uint64_t written = written_.load(std::memory_order_relaxed);
    const std::uint64_t consumed = consumed_.load(std::memory_order_acquire);
    if (samples.size() > samples_.size() - (written - consumed))
        return false;
    const std::size_t at = written % samples_.size();
    const std::size_t first = std::min(samples.size(), samples_.size() - at);
    std::copy_n(samples.begin(), first, samples_.begin() + static_cast<std::ptrdiff_t>(at));
    std::copy(
            samples.begin() + static_cast<std::ptrdiff_t>(first), samples.end(), samples_.begin());
    written_.store(written + samples.size(), std::memory_order_release);
    return true;
}

bool SampleRing::read(PcmSpan samples) noexcept {
    const std::uint64_t consumed = consumed_.load(std::memory_order_relaxed);
    const std::uint64_t written = written_.load(std::memory_order_acquire);
    if (written - consumed < samples.size())
        return false;
    const std::size_t at = consumed % samples_.size();
    const std::size_t first = std::min(samples.size(), samples_.size() - at);
    const auto from = samples_.begin() + static_cast<std::ptrdiff_t>(at);
    std::copy_n(from, first, samples.begin());
    std::copy_n(samples_.begin(),
                samples.size() - first,
                samples.begin() + static_cast<std::ptrdiff_t>(first));
    consumed_.store(consumed + samples.size(), std::memory_order_release);
    return true;
}

void SampleRing::discard(std::size_t count) noexcept {
    const std::uint64_t consumed = consumed_.load(std::memory_order_relaxed);
    const std::uint64_t written = written_.load(std::memory_order_acquire);
    consumed_.store(consumed + std::min<std::uint64_t>(count, written - consumed),
                    std::memory_order_release);
}

std::size_t SampleRing::size() const noexcept {
    const std::uint64_t consumed = consumed_.load(std::memory_order_acquire);
    return static_cast<std::size_t>(written_.load(std::memory_order_acquire) - consumed);
}

} // namespace janus_talk::media
