// SPDX-License-Identifier: MIT
#include "sound/limiter.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace janus_talk::sound {

namespace {

constexpr double full_scale = 32768;

/// Longer than half a wave of a deep voice: the volume does not move within a wave, hence no
/// distortion.
constexpr unsigned hold_samples = sample_rate / 80;

/// Down by 60 dB in 0.7 s; the way from full scale to the knee takes a tenth of a second.
constexpr double release_per_sample = 0.9998;

/// The highest sample allowed for a peak. Rises as fast as the peak at the knee, ever slower above,
/// and reaches the ceiling at full scale.
double limit_for(double peak) {
    constexpr double knee = Limiter::knee;
    constexpr double room = Limiter::ceiling - knee;
    constexpr double span = full_scale - knee;
    constexpr double slope = span / room;
    return knee + room * (1 - std::pow(1 - (peak - knee) / span, slope));
}

} // namespace

void Limiter::follow(double peak) noexcept {
    if (peak >= envelope_) {
        envelope_ = peak;
        hold_ = hold_samples;
    } else if (hold_ > 0) {
        --hold_;
    } else {
        envelope_ = std::max(peak, envelope_ * release_per_sample);
    }
}

void Limiter::process(PcmSpan samples) noexcept {
    for (std::size_t at = 0; at + channels_ <= samples.size(); at += channels_) {
        const PcmSpan moment = samples.subspan(at, channels_);
        int peak = 0;
        for (const std::int16_t sample : moment)
            peak = std::max(peak, std::abs(int{sample}));
        follow(peak);
        if (envelope_ <= knee)
            continue;
        const double gain = limit_for(envelope_) / envelope_;
        for (std::int16_t& sample : moment) {
            const auto turned_down = static_cast<int>(std::lround(sample * gain));
            sample = static_cast<std::int16_t>(std::clamp<int>(turned_down, -ceiling, ceiling));
        }
    }
}

} // namespace janus_talk::sound
