// SPDX-License-Identifier: MIT
#include "measure/marker.hpp"

#include <cmath>
#include <numbers>

namespace janus_talk::measure {

namespace {

constexpr double lowest_hz = 400;
constexpr double highest_hz = 3200;
constexpr double knot_seconds = 0.010;
/// So short that it costs no energy, so long that it does not click.
constexpr double fade_seconds = 0.005;

/// SplitMix64: each of its numbers looks like chance, and none is met twice.
std::uint64_t scramble(std::uint64_t number) {
    number += 0x9E3779B97F4A7C15U;
    number = (number ^ (number >> 30U)) * 0xBF58476D1CE4E5B9U;
    number = (number ^ (number >> 27U)) * 0x94D049BB133111EBU;
    return number ^ (number >> 31U);
}

class Fractions {
public:
    explicit Fractions(std::uint64_t seed) : state_(seed) {}

    /// From 0 (included) to 1 (excluded).
    double next() {
        state_ = scramble(state_);
        return static_cast<double>(state_ >> 11U) * 0x1p-53;
    }

private:
    std::uint64_t state_;
};

double fade(double t, double length) {
    const double edge = std::min(t, length - t);
    if (edge >= fade_seconds)
        return 1;
    return 0.5 - 0.5 * std::cos(std::numbers::pi * std::max(edge, 0.0) / fade_seconds);
}

} // namespace

std::vector<float> make_marker(std::uint64_t seed, std::uint64_t number, double rate) {
    constexpr double length = std::chrono::duration<double>(marker::length).count();
    constexpr auto segments = static_cast<std::size_t>(length / knot_seconds + 0.5);
    Fractions chance{scramble(seed) ^ scramble(~number)};
    double phase = 2.0 * std::numbers::pi * chance.next();
    double from = lowest_hz + (highest_hz - lowest_hz) * chance.next();
    double to = from;
    std::size_t segment = segments; // none
    std::size_t next_segment = 0;

    // The crest of a sine is 3 dB.
    const double amplitude = std::pow(10.0, marker::level_dbfs / 20.0) * std::numbers::sqrt2;
    std::vector<float> samples(static_cast<std::size_t>(length * rate + 0.5));
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double t = static_cast<double>(i) / rate;
        while (next_segment < segments && t >= static_cast<double>(next_segment) * knot_seconds) {
            if (segment != segments)
                phase += std::numbers::pi * (from + to) * knot_seconds;
            from = to;
            to = lowest_hz + (highest_hz - lowest_hz) * chance.next();
            segment = next_segment++;
        }
        const double since = t - static_cast<double>(segment) * knot_seconds;
        const double slope = (to - from) / knot_seconds;
        const double angle =
                phase + 2.0 * std::numbers::pi * (from * since + slope * since * since / 2.0);
        samples[i] = static_cast<float>(amplitude * fade(t, length) * std::sin(angle));
    }
    return samples;
}

void MarkerSource::read(std::span<std::int16_t> out) {
    for (auto& sample : out) {
        const auto at = static_cast<std::size_t>(position_ % marker::period_samples);
        if (at == 0)
            marker_ = make_marker(seed_, position_ / marker::period_samples, 48000);
        const float value = at < marker_.size() ? marker_[at] * 32767.0F : 0.0F;
        sample = static_cast<std::int16_t>(std::lround(value));
        ++position_;
    }
}

} // namespace janus_talk::measure
