// SPDX-License-Identifier: MIT
#pragma once

#include "sound/pcm.hpp"

#include <cstdint>

namespace janus_talk::sound {

/// The RTP time of a packet in units of 1/48000 s, as Playout counts it. Nothing has to be known of
/// the packets before: where the 32 bits of the slower clock begin anew, ours do so as well.
/// @param clock_rate Hz of the codec's RTP clock, a divisor of 48000
[[nodiscard]] constexpr std::uint32_t at_our_rate(std::uint32_t timestamp,
                                                  unsigned clock_rate) noexcept {
    const std::uint64_t time = std::uint64_t{timestamp} * (sample_rate / clock_rate);
    return static_cast<std::uint32_t>(time & 0xFFFFFFFF);
}

} // namespace janus_talk::sound
