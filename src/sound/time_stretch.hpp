// SPDX-License-Identifier: MIT
#pragma once

#include "sound/pcm.hpp"

#include <cstddef>
#include <vector>

namespace janus_talk::sound {

/// How much a change may be heard.
enum class StretchEffort {
    /// Only where the wave repeats itself well, or where it is silent.
    gentle,
    /// Wherever it fits best: to get out of a delay that is heard anyway.
    forced,
};

/// Takes one period of the wave out of the last `window` samples (per channel) of `samples`, and
/// fades over the seam: the same speech at the same pitch, in less time.
/// @param at_most samples per channel that may be taken out
/// @return samples per channel taken out; 0 when no period fits
std::size_t shorten(std::vector<std::int16_t>& samples,
                    unsigned channels,
                    std::size_t window,
                    std::size_t at_most,
                    StretchEffort effort);

/// The opposite: repeats one period. @return samples per channel put in
std::size_t lengthen(std::vector<std::int16_t>& samples,
                     unsigned channels,
                     std::size_t window,
                     std::size_t at_most,
                     StretchEffort effort);

/// Appends `count` samples per channel that go on as the wave did: its last period again and again.
/// For sound that is late, or to fade from.
void carry_on(std::vector<std::int16_t>& samples, unsigned channels, std::size_t count);

/// The periods that are looked for: 2.5 ms (400 Hz) to 15 ms (67 Hz, a deep voice).
inline constexpr std::size_t shortest_period = 120;
inline constexpr std::size_t longest_period = 720;

} // namespace janus_talk::sound
