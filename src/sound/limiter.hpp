// SPDX-License-Identifier: MIT
#pragma once

#include "sound/pcm.hpp"

#include <cstdint>

namespace janus_talk::sound {

/// Keeps every sample at or below half of full scale (-6 dBFS). AudioBridge adds the voices of a
/// room in 16 bit and wraps around when the sum does not fit: two people who shout at the same time
/// still fit.
///
/// Up to `knee` (-8 dBFS) samples pass bit by bit. Above, a soft knee turns the volume down, at
/// once and only as far as needed, so that it needs no look-ahead and adds no delay; it comes back
/// in a tenth of a second. All channels are turned down together, so that a voice stays where it
/// is. Never allocates.
///
/// One object per stream; any thread, one at a time.
class Limiter {
public:
    static constexpr std::int16_t ceiling = 16383;
    static constexpr std::int16_t knee = 13045;

    /// @param channels 1 or 2
    explicit Limiter(unsigned channels) noexcept : channels_(channels) {}

    /// In place, whole samples of all channels.
    void process(PcmSpan samples) noexcept;

private:
    void follow(double peak) noexcept;

    unsigned channels_;
    // The loudness that the volume is made for.
    double envelope_ = 0;
    unsigned hold_ = 0;
};

} // namespace janus_talk::sound
