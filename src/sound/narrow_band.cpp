// SPDX-License-Identifier: MIT
#include "sound/narrow_band.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace janus_talk::sound {

namespace {

using Taps = std::array<double, narrow_band_taps>;

/// In the middle of 3.4 and 4.6 kHz, as a share of 48 kHz.
constexpr double cut_off = 4000.0 / 48000;
/// Kaiser's window for 60 dB; 145 taps are what it needs for 1.2 kHz from pass to stop.
constexpr double kaiser_beta = 5.653;

/// The modified Bessel function of order 0, by its series.
double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; k < 30; ++k) {
        term *= x * x / (4.0 * k * k);
        sum += term;
    }
    return sum;
}

/// A low-pass whose taps sum up to 1.
Taps make_low_pass() {
    Taps taps{};
    constexpr double middle = (narrow_band_taps - 1) / 2.0;
    for (std::size_t i = 0; i < taps.size(); ++i) {
        const double x = static_cast<double>(i) - middle;
        const double angle = 2 * std::numbers::pi * cut_off * x;
        const double sinc = x == 0 ? 1 : std::sin(angle) / angle;
        const double place = x / middle;
        taps.at(i) = sinc * bessel(kaiser_beta * std::sqrt(1 - place * place));
    }
    const double sum = std::accumulate(taps.begin(), taps.end(), 0.0);
    for (double& tap : taps)
        tap /= sum;
    return taps;
}

/// The taps are symmetric, so they may be read against the newest sample or the oldest.
const std::array<float, narrow_band_taps>& decimating_taps() {
    static const auto taps = [] {
        std::array<float, narrow_band_taps> all{};
        const Taps low_pass = make_low_pass();
        std::transform(low_pass.begin(), low_pass.end(), all.begin(), [](double tap) {
            return static_cast<float>(tap);
        });
        return all;
    }();
    return taps;
}

using Phase = std::array<float, narrow_band_taps / narrow_band_ratio + 1>;

/// For each of the six samples the taps that do not meet a nought, the newest sample first.
const std::array<Phase, narrow_band_ratio>& interpolating_taps() {
    static const auto phases = [] {
        std::array<Phase, narrow_band_ratio> all{};
        const Taps low_pass = make_low_pass();
        for (std::size_t i = 0; i < low_pass.size(); ++i)
            all.at(i % narrow_band_ratio).at(i / narrow_band_ratio) =
                    static_cast<float>(low_pass.at(i) * narrow_band_ratio);
        return all;
    }();
    return phases;
}

} // namespace

float Decimator::take(std::span<const float, narrow_band_ratio> samples) noexcept {
    std::copy(past_.begin() + narrow_band_ratio, past_.end(), past_.begin());
    std::copy(samples.begin(), samples.end(), past_.end() - narrow_band_ratio);
    const auto& taps = decimating_taps();
    return std::inner_product(past_.begin(), past_.end(), taps.begin(), 0.0F);
}

void Interpolator::give(float sample, std::span<float, narrow_band_ratio> out) noexcept {
    note(sample);
    const auto& phases = interpolating_taps();
    for (std::size_t i = 0; i < narrow_band_ratio; ++i)
        out[i] = std::inner_product(past_.begin(), past_.end(), phases.at(i).begin(), 0.0F);
}

void Interpolator::note(float sample) noexcept {
    std::copy_backward(past_.begin(), past_.end() - 1, past_.end());
    past_.front() = sample;
}

} // namespace janus_talk::sound
