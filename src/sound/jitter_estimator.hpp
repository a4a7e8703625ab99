// SPDX-License-Identifier: MIT
#pragma once

#include "sound/pcm.hpp"

#include <array>
#include <cstddef>
#include <optional>

namespace janus_talk::sound {

/// Learns from the arrival of packets how long playout must wait for the slow ones.
///
/// The transit of a packet is its arrival minus its RTP time: a number without meaning of its own,
/// because the two clocks have nothing in common. What counts is by how much a packet is slower
/// than the fastest one of the last seconds. Those differences go into a histogram that forgets,
/// and the delay is chosen so that all but very few of them fit.
class JitterEstimator {
public:
    /// @param transit arrival minus RTP time
    void note(Ticks transit) noexcept;

    /// The transit of the fastest recent packet. It follows a clock that drifts: a minimum counts
    /// for 5 to 10 s. @pre something was noted
    [[nodiscard]] Ticks base() const noexcept { return base_; }

    [[nodiscard]] bool empty() const noexcept { return noted_ == 0; }

    /// The delay that all recent packets but one need (at least 99.6 %): one outlier in five
    /// seconds, such as the first packet of a connection, is not worth more delay; a second one is.
    /// 0 to `longest`.
    [[nodiscard]] Ticks delay() const noexcept { return delay_; }

    void reset() noexcept { *this = {}; }

    /// The longest delay that can be measured; slower packets count as this.
    static constexpr Ticks longest = 1000 * ticks_per_ms;

private:
    void set_base(Ticks base) noexcept;
    void shift(std::ptrdiff_t distance) noexcept;
    void normalise() noexcept;
    [[nodiscard]] Ticks measure() const noexcept;

    static constexpr Ticks bin_width = ticks_per_ms;
    static constexpr std::size_t bins = longest / bin_width;
    /// A packet's weight is down to a third after 5 s; bad times are forgotten after half a minute.
    static constexpr std::size_t memory_packets = 250;
    static constexpr Ticks base_window = 5 * Ticks{sample_rate};

    static constexpr double largest_weight = 1e6;

    std::array<double, bins> histogram_{};
    // Of the next packet.
    double weight_ = 1;
    Ticks delay_ = 0;
    std::size_t noted_ = 0;
    Ticks base_ = 0;
    Ticks window_minimum_ = 0;
    Ticks previous_minimum_ = 0;
    Ticks window_age_ = 0;
    // What is too little for a bin when the base moves.
    Ticks unshifted_ = 0;
};

} // namespace janus_talk::sound
