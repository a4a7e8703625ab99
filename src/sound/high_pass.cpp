// SPDX-License-Identifier: MIT
#include "sound/high_pass.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace janus_talk::sound {

namespace {

struct Coefficients {
    double gain;
    double a1;
    double a2;
};

/// Bilinear transform of 1/(s² + √2·s + 1), turned into a high-pass.
Coefficients design() {
    const double k = std::tan(std::numbers::pi * HighPass::cutoff_hz / sample_rate);
    const double scale = 1 / (1 + std::numbers::sqrt2 * k + k * k);
    return {scale, 2 * (k * k - 1) * scale, (1 - std::numbers::sqrt2 * k + k * k) * scale};
}

const Coefficients filter = design();

/// Far below one step of a sample. Digital silence would otherwise end in denormal numbers, which
/// some processors handle a hundred times slower.
constexpr double nothing = 1e-9;

double without_denormals(double value) {
    return std::abs(value) < nothing ? 0 : value;
}

std::int16_t to_sample(double value) {
    constexpr double lowest = std::numeric_limits<std::int16_t>::min();
    constexpr double highest = std::numeric_limits<std::int16_t>::max();
    return static_cast<std::int16_t>(std::lround(std::clamp(value, lowest, highest)));
}

} // namespace

void HighPass::process(PcmSpan samples) noexcept {
    for (std::size_t i = 0; i < samples.size(); ++i) {
        Memory& memory = memory_[i % channels_];
        const double in = samples[i];
        const double out = filter.gain * in + memory.first;
        memory.first = without_denormals(-2 * filter.gain * in - filter.a1 * out + memory.second);
        memory.second = without_denormals(filter.gain * in - filter.a2 * out);
        samples[i] = to_sample(out);
    }
}

} // namespace janus_talk::sound
