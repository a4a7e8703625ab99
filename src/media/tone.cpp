// SPDX-License-Identifier: MIT
#include "media/tone.hpp"

#include <cmath>
#include <numbers>

namespace janus_talk::media {

Tone::Tone(double hz, double peak_dbfs, unsigned channels) noexcept
    : channels_(channels), amplitude_(32767.0 * std::pow(10.0, peak_dbfs / 20.0)),
      step_(2.0 * std::numbers::pi * hz / sample_rate) {}

PcmSource::Pull Tone::read(PcmSpan frame) noexcept {
    for (std::size_t i = 0; i + channels_ <= frame.size(); i += channels_) {
        const auto sample = static_cast<std::int16_t>(std::lround(amplitude_ * std::sin(phase_)));
        for (std::size_t channel = 0; channel < channels_; ++channel)
            frame[i + channel] = sample;
        phase_ += step_;
    }
    phase_ = std::fmod(phase_, 2.0 * std::numbers::pi);
    return Pull::sound;
}

} // namespace janus_talk::media
