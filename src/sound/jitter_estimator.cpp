// SPDX-License-Identifier: MIT
#include "sound/jitter_estimator.hpp"

#include <algorithm>

namespace janus_talk::sound {

void JitterEstimator::note(Ticks transit) noexcept {
    if (noted_ == 0) {
        base_ = window_minimum_ = previous_minimum_ = transit;
    }
    window_minimum_ = std::min(window_minimum_, transit);
    // Each packet stands for a frame of time; losses make the window a little longer.
    window_age_ += frame_ticks;
    if (window_age_ >= base_window) {
        window_age_ = 0;
        previous_minimum_ = window_minimum_;
        window_minimum_ = transit;
    }
    set_base(std::min(window_minimum_, previous_minimum_));

    const auto slower = static_cast<std::size_t>(std::max<Ticks>(0, transit - base_) / bin_width);
    // Forgetting the old is the same as counting the new for more. At the beginning all packets
    // count the same, so that the first guess is soon outvoted.
    noted_ = std::min(noted_ + 1, memory_packets);
    if (noted_ == memory_packets)
        weight_ *= 1.0 + 1.0 / memory_packets;
    histogram_[std::min(slower, bins - 1)] += weight_;
    if (weight_ > largest_weight)
        normalise();
    delay_ = measure();
}

void JitterEstimator::normalise() noexcept {
    for (double& weight : histogram_)
        weight /= weight_;
    weight_ = 1;
}

void JitterEstimator::set_base(Ticks base) noexcept {
    // The packets that were noted against the old base stay where they are in time.
    unshifted_ += base - base_;
    base_ = base;
    const Ticks whole = unshifted_ / bin_width;
    unshifted_ -= whole * bin_width;
    if (whole != 0)
        shift(static_cast<std::ptrdiff_t>(whole));
}

void JitterEstimator::shift(std::ptrdiff_t distance) noexcept {
    constexpr auto size = static_cast<std::ptrdiff_t>(bins);
    std::array<double, bins> shifted{};
    for (std::ptrdiff_t from = 0; from < size; ++from) {
        const auto to = std::clamp<std::ptrdiff_t>(from - distance, 0, size - 1);
        shifted[static_cast<std::size_t>(to)] += histogram_[static_cast<std::size_t>(from)];
    }
    histogram_ = shifted;
}

Ticks JitterEstimator::measure() const noexcept {
    // A single new packet is forgiven. A hair more, because sums are not exact.
    const double forgiven = 1.001 * weight_;
    double above = 0;
    for (std::size_t bin = bins; bin > 0; --bin) {
        above += histogram_[bin - 1];
        if (above > forgiven)
            return static_cast<Ticks>(bin) * bin_width;
    }
    return 0;
}

} // namespace janus_talk::sound
