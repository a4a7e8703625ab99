// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <span>

// Between 48 kHz and the 8 kHz of telephony. Flat to 3.4 kHz within 0.1 dB, and 58 dB down from
// 4.6 kHz on, in either direction.

namespace janus_talk::sound {

/// 48 kHz to 8 kHz.
inline constexpr std::size_t narrow_band_ratio = 6;

/// Taps of the low-pass: linear phase, hence the same delay for all pitches.
inline constexpr std::size_t narrow_band_taps = 145;

/// Takes one of six samples, after all that 8 kHz can't hold was filtered out. What comes out is
/// 67 samples (1.4 ms) old.
class Decimator {
public:
    [[nodiscard]] float take(std::span<const float, narrow_band_ratio> samples) noexcept;

private:
    std::array<float, narrow_band_taps> past_{};
};

/// Makes six samples of one. What comes out is `delay` samples (1.5 ms) old.
class Interpolator {
public:
    static constexpr std::size_t delay = (narrow_band_taps - 1) / 2;

    void give(float sample, std::span<float, narrow_band_ratio> out) noexcept;

    /// The same for a sample whose sound was made elsewhere: what follows will fit to it.
    void note(float sample) noexcept;

private:
    std::array<float, narrow_band_taps / narrow_band_ratio + 1> past_{};
};

} // namespace janus_talk::sound
