// SPDX-License-Identifier: MIT
#include "sound/allocations.hpp"
#include "sound/high_pass.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <vector>

using namespace janus_talk::sound;

namespace {

using Wave = std::vector<std::int16_t>;

Wave sine(double hz, double amplitude, std::size_t samples = 2 * sample_rate) {
    Wave wave(samples);
    for (std::size_t i = 0; i < samples; ++i) {
        const double phase = 2 * std::numbers::pi * hz * static_cast<double>(i) / sample_rate;
        wave[i] = static_cast<std::int16_t>(std::lround(amplitude * std::sin(phase)));
    }
    return wave;
}

double rms(const Wave& wave, std::size_t from) {
    double energy = 0;
    for (std::size_t i = from; i < wave.size(); ++i)
        energy += static_cast<double>(wave[i]) * wave[i];
    return std::sqrt(energy / static_cast<double>(wave.size() - from));
}

/// What comes through, once the filter has settled.
double gain_db(double hz) {
    Wave wave = sine(hz, 16000);
    const double before = rms(wave, sample_rate);
    HighPass filter{1};
    filter.process(wave);
    return 20 * std::log10(rms(wave, sample_rate) / before);
}

} // namespace

TEST_CASE("The high-pass is a Butterworth of second order at 80 Hz") {
    CHECK(gain_db(80) == Approx(-3.01).margin(0.1));
    CHECK(gain_db(20) == Approx(-24.1).margin(0.3));
    CHECK(gain_db(8) < -39);
    CHECK(gain_db(50) == Approx(-8.8).margin(0.3));
    for (const double hz : {200.0, 440.0, 1000.0, 4000.0, 12000.0, 20000.0})
        CHECK(gain_db(hz) == Approx(0).margin(0.15));
}

TEST_CASE("An offset is gone within a fifth of a second, and silence is silence again") {
    Wave wave(sample_rate / 2, 8000);
    HighPass filter{1};
    filter.process(wave);
    CHECK(std::all_of(wave.begin() + sample_rate / 5, wave.end(), [](int s) { return s == 0; }));
    Wave silence(sample_rate, 0);
    filter.process(silence);
    CHECK(rms(silence, sample_rate / 5) == 0);
}

TEST_CASE("It makes no difference in what pieces the sound comes") {
    const Wave original = sine(130, 20000, 9600);
    Wave whole = original;
    HighPass one{1};
    one.process(whole);
    Wave pieces = original;
    HighPass other{1};
    for (std::size_t at = 0, size = 1; at < pieces.size(); at += size, size = size % 700 + 37)
        other.process(PcmSpan{pieces}.subspan(at, std::min(size, pieces.size() - at)));
    CHECK(pieces == whole);
}

TEST_CASE("The channels don't mix") {
    const Wave voice = sine(300, 10000, 4800);
    Wave alone = voice;
    HighPass mono{1};
    mono.process(alone);
    Wave stereo(2 * voice.size());
    for (std::size_t i = 0; i < voice.size(); ++i) {
        stereo[2 * i] = voice[i];
        stereo[2 * i + 1] = 9000;
    }
    HighPass both{2};
    both.process(stereo);
    for (std::size_t i = 0; i < voice.size(); ++i)
        REQUIRE(stereo[2 * i] == alone[i]);
    CHECK(stereo.back() == 0);
}

TEST_CASE("What the filter swings beyond full scale is cut there and doesn't wrap around") {
    // A step down from an offset that the filter has settled on.
    Wave wave(sample_rate, 32767);
    std::fill(wave.begin() + sample_rate / 2, wave.end(), std::int16_t{-32768});
    HighPass filter{1};
    filter.process(wave);
    CHECK(wave[sample_rate / 2] == -32768);
    CHECK(*std::max_element(wave.begin() + sample_rate / 2, wave.begin() + sample_rate / 2 + 100) <
          0);
}

TEST_CASE("The high-pass allocates nothing") {
    Wave wave = sine(100, 30000, frame_samples);
    HighPass filter{1};
    const auto before = test::allocations();
    filter.process(wave);
    CHECK(test::allocations() == before);
}
