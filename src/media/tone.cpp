// SPDX-License-Identifier: MIT
#include "media/tone.hpp"

#include <cmath>
#include <numbers>

namespace janus_talk::media {

Tone::Tone(double hz, double peak_dbfs, unsigned channels) noexcept
    : channels_(channels), amplitude_(32767.0 * std::pow(10.0, peak_dbfs / 20.0)),
      step_(2.0 * std::numbers::pi * hz / sample_rate) {}

PcmSource::Pull Tone::read(PcmSpan frame) noexcept {
    // A sine per sample is a tenth of what the encoder takes: turn a pointer instead, set right
    // once a frame.
    double sine = amplitude_ * std::sin(phase_);
    double cosine = amplitude_ * std::cos(phase_);
    const double turn_sine = std::sin(step_);
    const double turn_cosine = std::cos(step_);
    for (std::size_t i = 0; i + channels_ <= frame.size(); i += channels_) {
        // Rounded to the nearest without a call: the offset makes every value positive.
        const auto sample = static_cast<std::int16_t>(static_cast<int>(sine + 32768.5) - 32768);
        for (std::size_t channel = 0; channel < channels_; ++channel)
            frame[i + channel] = sample;
        const double turned = sine * turn_cosine + cosine * turn_sine;
        cosine = cosine * turn_cosine - sine * turn_sine;
        sine = turned;
        phase_ += step_;
    }
    phase_ = std::fmod(phase_, 2.0 * std::numbers::pi);
    return Pull::sound;
}

} // namespace janus_talk::media
