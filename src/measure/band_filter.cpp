// SPDX-License-Identifier: MIT
#include "measure/band_filter.hpp"

#include <cmath>
#include <numbers>

namespace janus_talk::measure {

namespace {

constexpr double low_hz = 250;
constexpr double high_hz = 3600;
constexpr std::size_t tap_count = 2 * BandFilter::delay + 1;

double low_pass(double hz, double t) {
    const double turn = 2.0 * hz / static_cast<double>(heard_rate);
    const double angle = std::numbers::pi * turn * t;
    return t == 0.0 ? turn : turn * std::sin(angle) / angle;
}

/// Windowed sinc (Blackman): 350 Hz from pass band to stop band.
std::vector<float> design() {
    std::vector<float> taps(tap_count);
    for (std::size_t i = 0; i < tap_count; ++i) {
        const double t = static_cast<double>(i) - static_cast<double>(BandFilter::delay);
        const double x = 2.0 * std::numbers::pi * static_cast<double>(i) / (tap_count - 1);
        const double window = 0.42 - 0.5 * std::cos(x) + 0.08 * std::cos(2 * x);
        taps[i] = static_cast<float>(window * (low_pass(high_hz, t) - low_pass(low_hz, t)));
    }
    return taps;
}

} // namespace

BandFilter::BandFilter() : taps_(design()), held_(delay, 0.0F) {}

void BandFilter::add(std::span<const std::int16_t> heard, std::vector<float>& out) {
    for (const std::int16_t sample : heard)
        held_.push_back(static_cast<float>(sample) / 32768.0F);
    std::size_t at = 0;
    for (; at + tap_count <= held_.size(); at += decimation) {
        float sum = 0;
        for (std::size_t i = 0; i < tap_count; ++i)
            sum += taps_[i] * held_[at + i];
        out.push_back(sum);
    }
    held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(at));
}

} // namespace janus_talk::measure
