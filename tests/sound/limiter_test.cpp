// SPDX-License-Identifier: MIT
#include "sound/allocations.hpp"
#include "sound/limiter.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <random>
#include <vector>

using namespace janus_talk::sound;

namespace {

using Wave = std::vector<std::int16_t>;

Wave sine(double hz, double amplitude, std::size_t samples = sample_rate) {
    Wave wave(samples);
    for (std::size_t i = 0; i < samples; ++i) {
        const double phase = 2 * std::numbers::pi * hz * static_cast<double>(i) / sample_rate;
        wave[i] = static_cast<std::int16_t>(std::lround(amplitude * std::sin(phase)));
    }
    return wave;
}

Wave limited(Wave wave, unsigned channels = 1) {
    Limiter limiter{channels};
    limiter.process(wave);
    return wave;
}

int peak(PcmView wave) {
    int highest = 0;
    for (const std::int16_t sample : wave)
        highest = std::max(highest, std::abs(int{sample}));
    return highest;
}

int steepest(PcmView wave) {
    int step = 0;
    for (std::size_t i = 1; i < wave.size(); ++i)
        step = std::max(step, std::abs(wave[i] - wave[i - 1]));
    return step;
}

double dbfs(double sample) {
    return 20 * std::log10(sample / 32768);
}

/// Energy of all that is not the sine itself, relative to it, in dB.
double distortion_db(const Wave& wave, double hz) {
    const std::size_t from = wave.size() / 2;
    double sine_sum = 0;
    double cosine_sum = 0;
    double energy = 0;
    for (std::size_t i = from; i < wave.size(); ++i) {
        const double phase = 2 * std::numbers::pi * hz * static_cast<double>(i) / sample_rate;
        sine_sum += wave[i] * std::sin(phase);
        cosine_sum += wave[i] * std::cos(phase);
        energy += static_cast<double>(wave[i]) * wave[i];
    }
    const double count = static_cast<double>(wave.size() - from);
    const double tone = 2 * (sine_sum * sine_sum + cosine_sum * cosine_sum) / count;
    return 10 * std::log10(std::max(energy - tone, 1e-3) / tone);
}

} // namespace

TEST_CASE("No sound at all leaves the limiter above -6 dBFS") {
    std::mt19937 random{11};
    std::vector<Wave> inputs;
    for (const double hz : {20.0, 85.0, 440.0, 3000.0, 23000.0})
        inputs.push_back(sine(hz, 32767));
    for (const std::size_t half : {1U, 2U, 7U, 100U, 5000U}) {
        Wave square(sample_rate);
        for (std::size_t i = 0; i < square.size(); ++i)
            square[i] = static_cast<std::int16_t>(i / half % 2 == 0 ? 32767 : -32768);
        inputs.push_back(square);
    }
    Wave noise(sample_rate);
    std::generate(noise.begin(), noise.end(), [&] {
        return static_cast<std::int16_t>(std::uniform_int_distribution<>{-32768, 32767}(random));
    });
    inputs.push_back(noise);
    Wave clicks(sample_rate, 0);
    for (std::size_t i = 0; i < clicks.size(); i += 1 + random() % 4000)
        clicks[i] = static_cast<std::int16_t>(random() % 2 == 0 ? -32768 : 32767);
    inputs.push_back(clicks);
    Wave steps(sample_rate);
    int level = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (random() % 500 == 0)
            level = std::uniform_int_distribution<>{-32768, 32767}(random);
        steps[i] = static_cast<std::int16_t>(level);
    }
    inputs.push_back(steps);
    for (const Wave& input : inputs) {
        CHECK(peak(limited(input)) <= Limiter::ceiling);
        CHECK(peak(limited(input, 2)) <= Limiter::ceiling);
    }
    // Two of them never wrap around.
    STATIC_REQUIRE(2 * Limiter::ceiling <= 32767);
}

TEST_CASE("Each single sample value is limited, and keeps its sign and order") {
    int previous = -40000;
    for (int value = -32768; value <= 32767; ++value) {
        const Wave out = limited({static_cast<std::int16_t>(value)});
        REQUIRE(std::abs(int{out[0]}) <= Limiter::ceiling);
        REQUIRE(out[0] >= previous);
        if (std::abs(value) <= Limiter::knee)
            REQUIRE(out[0] == value);
        previous = out[0];
    }
}

TEST_CASE("Below the knee everything passes bit by bit") {
    CHECK(dbfs(Limiter::knee) == Approx(-8).margin(0.01));
    Wave noise(sample_rate);
    std::mt19937 random{5};
    std::uniform_int_distribution<> value{-Limiter::knee, Limiter::knee};
    std::generate(
            noise.begin(), noise.end(), [&] { return static_cast<std::int16_t>(value(random)); });
    CHECK(limited(noise) == noise);
    CHECK(limited(noise, 2) == noise);
}

TEST_CASE("A tone above -6 dBFS becomes one of just below -6 dBFS, and stays a tone") {
    const double hz = GENERATE(90.0, 440.0, 3000.0);
    const double amplitude = GENERATE(18000.0, 25000.0, 32767.0);
    const Wave out = limited(sine(hz, amplitude));
    CHECK(dbfs(peak(PcmView{out}.subspan(sample_rate / 2))) == Approx(-6.2).margin(0.2));
    CHECK(distortion_db(out, hz) < -55);
}

TEST_CASE("The louder it comes, the louder it leaves") {
    int previous = 0;
    for (int amplitude = 1000; amplitude <= 32000; amplitude += 500) {
        const int out = peak(limited(sine(440, amplitude)));
        CHECK(out >= previous);
        previous = out;
    }
}

TEST_CASE("No click, neither when it sets in nor when it lets go") {
    // A voice that is suddenly shouted, and then soft again.
    Wave wave = sine(200, 8000);
    const Wave loud = sine(200, 32000);
    std::copy(loud.begin() + 12000, loud.begin() + 24000, wave.begin() + 12000);
    const Wave out = limited(wave);
    CHECK(steepest(out) <= steepest(loud));
    // Two neighbours differ by the wave and not by the volume.
    for (std::size_t i = 24100; i + 1 < out.size(); ++i)
        REQUIRE(std::abs((out[i + 1] - out[i]) - (wave[i + 1] - wave[i]) / 2) <=
                std::abs(wave[i + 1] - wave[i]) / 2 + 8);
}

TEST_CASE("After a shout the volume is back in a fifth of a second") {
    Wave wave = sine(200, 8000);
    const Wave loud = sine(200, 32000);
    std::copy(loud.begin(), loud.begin() + 24000, wave.begin());
    const Wave out = limited(wave);
    CHECK(std::equal(out.begin() + 24000 + sample_rate / 5,
                     out.end(),
                     wave.begin() + 24000 + sample_rate / 5));
}

TEST_CASE("Both channels are turned down together") {
    Wave wave;
    for (const std::int16_t sample : sine(440, 30000)) {
        wave.push_back(sample);
        wave.push_back(static_cast<std::int16_t>(sample / 4));
    }
    const Wave out = limited(wave, 2);
    for (std::size_t i = 0; i < out.size(); i += 2)
        REQUIRE(std::abs(out[i] - 4 * out[i + 1]) <= 8);
}

TEST_CASE("It makes no difference in what pieces a loud sound comes") {
    const Wave original = sine(330, 31000, 9600);
    const Wave whole = limited(original);
    Wave pieces = original;
    Limiter limiter{1};
    for (std::size_t at = 0, size = 1; at < pieces.size(); at += size, size = size % 700 + 37)
        limiter.process(PcmSpan{pieces}.subspan(at, std::min(size, pieces.size() - at)));
    CHECK(pieces == whole);
}

TEST_CASE("The limiter allocates nothing") {
    Wave wave = sine(100, 32000, frame_samples);
    Limiter limiter{1};
    const auto before = test::allocations();
    limiter.process(wave);
    CHECK(test::allocations() == before);
}
