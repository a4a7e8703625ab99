// SPDX-License-Identifier: MIT
#pragma once

#include "sound/pcm.hpp"

#include <array>

namespace janus_talk::sound {

/// Takes what no voice has out of a microphone's sound: the constant offset of a cheap converter,
/// mains hum, wind, steps, a table that is knocked. Butterworth, 2nd order: -3 dB at `cutoff_hz`,
/// -40 dB a decade below, no ripple above. Adds no delay to speak of. Never allocates.
///
/// One object per stream; any thread, one at a time.
class HighPass {
public:
    /// The deepest voices begin at about 85 Hz, and their first overtones carry them.
    static constexpr double cutoff_hz = 80;

    /// @param channels 1 or 2
    explicit HighPass(unsigned channels) noexcept : channels_(channels) {}

    /// In place, whole samples of all channels; what goes beyond full scale stays there.
    void process(PcmSpan samples) noexcept;

private:
    struct Memory {
        double first = 0;
        double second = 0;
    };

    unsigned channels_;
    std::array<Memory, 2> memory_{};
};

} // namespace janus_talk::sound
