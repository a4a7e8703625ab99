// SPDX-License-Identifier: MIT
#include "sound/time_stretch.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdlib>
#include <numbers>
#include <random>

using namespace janus_talk::sound;

namespace {

std::vector<std::int16_t> sine(double hz, std::size_t samples, unsigned channels = 1) {
    std::vector<std::int16_t> wave(samples * channels);
    for (std::size_t i = 0; i < wave.size(); ++i) {
        const double phase =
                2 * std::numbers::pi * hz * static_cast<double>(i / channels) / sample_rate;
        wave[i] = static_cast<std::int16_t>(8000 * std::sin(phase));
    }
    return wave;
}

std::vector<std::int16_t> noise(std::size_t samples) {
    std::mt19937 random{1};
    std::uniform_int_distribution<int> value{-8000, 8000};
    std::vector<std::int16_t> wave(samples);
    for (auto& sample : wave)
        sample = static_cast<std::int16_t>(value(random));
    return wave;
}

int steepest(const std::vector<std::int16_t>& wave, unsigned channels = 1) {
    int step = 0;
    for (std::size_t i = channels; i < wave.size(); ++i)
        step = std::max(step, std::abs(wave[i] - wave[i - channels]));
    return step;
}

} // namespace

TEST_CASE("A voiced sound loses or gains whole periods, without a seam") {
    const double hz = GENERATE(105.0, 150.0, 220.0, 333.3);
    const auto original = sine(hz, 1920);
    const double period = sample_rate / hz;
    const auto is_whole = [&](std::size_t changed) {
        const double periods = static_cast<double>(changed) / period;
        return std::abs(periods - std::round(periods)) * period < 4;
    };

    auto shorter = original;
    const std::size_t gone = shorten(shorter, 1, 960, 480, StretchEffort::gentle);
    REQUIRE(gone > 0);
    CHECK(is_whole(gone));
    CHECK(shorter.size() == original.size() - gone);
    CHECK(steepest(shorter) < 1.3 * steepest(original));

    auto longer = original;
    const std::size_t more = lengthen(longer, 1, 960, 480, StretchEffort::gentle);
    REQUIRE(more > 0);
    CHECK(is_whole(more));
    CHECK(longer.size() == original.size() + more);
    CHECK(steepest(longer) < 1.3 * steepest(original));
}

TEST_CASE("No more is taken out than allowed, and what is played already stays as it is") {
    auto wave = sine(300, 2000);
    const auto original = wave;
    CHECK(shorten(wave, 1, 960, 200, StretchEffort::gentle) <= 200);
    CHECK(shorten(wave, 1, 960, shortest_period - 1, StretchEffort::forced) == 0);
    CHECK(std::equal(original.begin(), original.begin() + 1040, wave.begin()));
}

TEST_CASE("Noise is left alone, unless it must be") {
    auto wave = noise(960);
    CHECK(shorten(wave, 1, 960, 480, StretchEffort::gentle) == 0);
    CHECK(lengthen(wave, 1, 960, 480, StretchEffort::gentle) == 0);
    CHECK(wave == noise(960));
    CHECK(shorten(wave, 1, 960, 480, StretchEffort::forced) >= shortest_period);
}

TEST_CASE("Silence is stretched by as much as allowed") {
    std::vector<std::int16_t> wave(960, 3);
    CHECK(shorten(wave, 1, 960, 300, StretchEffort::gentle) == 300);
    CHECK(lengthen(wave, 1, 960, 300, StretchEffort::gentle) == 300);
    CHECK(wave == std::vector<std::int16_t>(960, 3));
}

TEST_CASE("Too little sound is not stretched") {
    std::vector<std::int16_t> wave(2 * shortest_period - 1, 0);
    CHECK(shorten(wave, 1, 960, 480, StretchEffort::forced) == 0);
    wave.clear();
    CHECK(lengthen(wave, 1, 960, 480, StretchEffort::forced) == 0);
}

TEST_CASE("Stereo keeps its channels in step") {
    auto wave = sine(200, 960, 2);
    for (std::size_t i = 1; i < wave.size(); i += 2)
        wave[i] = static_cast<std::int16_t>(-wave[i] / 2);
    // The sum of both is what is compared; here it is half of one.
    const std::size_t gone = shorten(wave, 2, 960, 480, StretchEffort::gentle);
    REQUIRE(gone > 0);
    REQUIRE(wave.size() == (960 - gone) * 2);
    bool in_step = true;
    for (std::size_t i = 0; i < wave.size(); i += 2)
        in_step = in_step && std::abs(wave[i] / -2 - wave[i + 1]) <= 1;
    CHECK(in_step);
}
