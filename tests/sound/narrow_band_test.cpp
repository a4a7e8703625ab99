// SPDX-License-Identifier: MIT
#include "sound/narrow_band.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

using namespace janus_talk::sound;

namespace {

using Wave = std::vector<float>;

constexpr double wide_rate = 48000;
constexpr double narrow_rate = 8000;
/// Longer than what the filters remember.
constexpr std::size_t settled = 400;

Wave sine(double hz, double rate, std::size_t samples) {
    Wave wave(samples);
    for (std::size_t i = 0; i < samples; ++i)
        wave[i] = static_cast<float>(
                std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / rate));
    return wave;
}

Wave decimated(const Wave& wave) {
    Decimator decimator;
    Wave narrow;
    for (std::size_t at = 0; at + narrow_band_ratio <= wave.size(); at += narrow_band_ratio)
        narrow.push_back(decimator.take(
                std::span<const float, narrow_band_ratio>{&wave[at], narrow_band_ratio}));
    return narrow;
}

Wave interpolated(const Wave& wave) {
    Interpolator interpolator;
    Wave wide(wave.size() * narrow_band_ratio);
    for (std::size_t at = 0; at < wave.size(); ++at)
        interpolator.give(wave[at],
                          std::span<float, narrow_band_ratio>{&wide[at * narrow_band_ratio],
                                                              narrow_band_ratio});
    return wide;
}

/// Of a whole number of periods.
double db_of(const Wave& wave) {
    double energy = 0;
    for (std::size_t i = settled; i < wave.size(); ++i)
        energy += static_cast<double>(wave[i]) * wave[i];
    // A sine of full scale is 0.
    return 10 * std::log10(2 * energy / static_cast<double>(wave.size() - settled) + 1e-15);
}

/// Amplitude and phase at one pitch, the first sample being time 0.
std::complex<double> part_at(const Wave& wave, double hz, double rate) {
    std::complex<double> sum = 0;
    for (std::size_t i = settled; i < wave.size(); ++i)
        sum += static_cast<double>(wave[i]) *
               std::polar(1.0, -2 * std::numbers::pi * hz * static_cast<double>(i) / rate);
    return 2.0 * sum / static_cast<double>(wave.size() - settled);
}

double db_at(const Wave& wave, double hz, double rate) {
    return 20 * std::log10(std::abs(part_at(wave, hz, rate)) + 1e-15);
}

/// Samples of 48 kHz between a sine that went in and what came out.
double delay_of(const Wave& out, double hz, double rate) {
    // A sine is half a pi behind the cosine that an angle of 0 means.
    const double turns = -std::arg(part_at(out, hz, rate)) / (2 * std::numbers::pi) - 0.25;
    return (turns - std::floor(turns)) / hz * wide_rate;
}

} // namespace

TEST_CASE("What a telephone carries passes 48 to 8 kHz unchanged, and the rest is gone") {
    for (double hz = 50; hz <= 3400; hz += 50) {
        INFO(hz << " Hz");
        REQUIRE(db_at(decimated(sine(hz, wide_rate, 48000 + 6 * settled)), hz, narrow_rate) ==
                Approx(0).margin(0.1));
    }
    for (double hz = 4600; hz < 24000; hz += 100) {
        INFO(hz << " Hz");
        REQUIRE(db_of(decimated(sine(hz, wide_rate, 48000))) < -58);
    }
}

TEST_CASE("8 to 48 kHz leaves no images behind") {
    for (double hz = 50; hz <= 3400; hz += 50) {
        INFO(hz << " Hz");
        const Wave wide = interpolated(sine(hz, narrow_rate, 8000 + settled));
        REQUIRE(db_at(wide, hz, wide_rate) == Approx(0).margin(0.1));
        for (int image = 1; image < 3; ++image) {
            REQUIRE(db_at(wide, image * narrow_rate - hz, wide_rate) < -58);
            REQUIRE(db_at(wide, image * narrow_rate + hz, wide_rate) < -58);
        }
    }
}

TEST_CASE("The filters delay by what they say") {
    const Wave narrow = decimated(sine(200, wide_rate, 96000));
    CHECK(delay_of(narrow, 200, narrow_rate) == Approx(67).margin(0.01));
    const Wave wide = interpolated(sine(200, narrow_rate, 16000));
    CHECK(delay_of(wide, 200, wide_rate) == Approx(Interpolator::delay).margin(0.01));
}

TEST_CASE("A sample that was made elsewhere is remembered like any other") {
    Interpolator one;
    Interpolator other;
    std::array<float, narrow_band_ratio> out{};
    std::array<float, narrow_band_ratio> same{};
    for (int i = 0; i < 40; ++i) {
        one.give(static_cast<float>(i % 7), out);
        other.note(static_cast<float>(i % 7));
    }
    one.give(3, out);
    other.give(3, same);
    CHECK(out == same);
}
