// SPDX-License-Identifier: MIT
#include "measure/marker.hpp"
#include "measure/marker_finder.hpp"
#include "measure/scene.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace janus_talk::measure;
using namespace janus_talk::measure::test;

namespace {

constexpr std::size_t search = 4096;

std::vector<float> sound_of(const Noise& noise) {
    std::vector<float> sound(search);
    for (std::size_t i = 0; i < sound.size(); ++i)
        sound[i] = static_cast<float>(noise(static_cast<double>(i) / 8000));
    return sound;
}

void add(std::vector<float>& sound, const std::vector<float>& more, std::size_t at, float gain) {
    for (std::size_t i = 0; i < more.size() && at + i < sound.size(); ++i)
        sound[at + i] += gain * more[i];
}

} // namespace

TEST_CASE("thousands of rooms without a marker: it is found in none") {
    const MarkerFinder finder{search};
    const auto never = [&](const char* kind, std::uint64_t seed, const Noise& noise) {
        const auto place = finder.find(sound_of(noise), make_marker(seed, seed % 7, 8000));
        INFO(kind << " " << seed << " match " << place->match);
        REQUIRE_FALSE(MarkerFinder::is_found(*place));
    };
    for (std::uint64_t seed = 0; seed < 250; ++seed) {
        never("white noise", seed, white_noise(seed, 0.1));
        never("speech-like noise", seed, speech_like_noise(seed, 0.1));
        never("a talker", seed, talker(seed, 0.1));
        never("a tone", seed, tone(300 + 12.3 * static_cast<double>(seed), 0.1));
    }
    never("silence", 1, [](double) { return 0.0; });
    never("one step of rounding", 1, tone(1000, 1e-5));
}

TEST_CASE("markers of others are not taken for ours") {
    const MarkerFinder finder{search};
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        std::vector<float> sound(search);
        add(sound, make_marker(seed + 1000, 0, 8000), 100, 1);
        add(sound, make_marker(seed, 1, 8000), 1700, 1);
        const auto place = finder.find(sound, make_marker(seed, 0, 8000));
        INFO(seed << " match " << place->match << " second " << place->second);
        REQUIRE_FALSE(MarkerFinder::is_found(*place));
    }
}

TEST_CASE("a marker is found wherever it is, beside noise as strong as itself") {
    const MarkerFinder finder{search};
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        const double rms = 0.1;
        auto sound = sound_of(seed % 2 == 0 ? speech_like_noise(seed, rms) : talker(seed, rms));
        const std::size_t at = seed * 5 % (search - 1120);
        const auto marker = make_marker(seed, 3, 8000);
        add(sound, marker, at, 1);
        const auto place = finder.find(sound, marker);
        INFO(seed << " match " << place->match << " second " << place->second);
        REQUIRE(MarkerFinder::is_found(*place));
        REQUIRE(std::abs(place->position - static_cast<double>(at)) < 4);
    }
}

TEST_CASE("its place is known to a fraction of a sample") {
    const MarkerFinder finder{search};
    for (int tenth = 0; tenth < 10; ++tenth) {
        // Made ten times as fine, and taken from a little further on.
        const auto fine = make_marker(5, 0, 80000);
        std::vector<float> sound(search);
        for (std::size_t i = 1; i < 1120; ++i)
            sound[1000 + i] = fine[i * 10 - static_cast<std::size_t>(tenth)];
        const auto place = finder.find(sound, make_marker(5, 0, 8000));
        CHECK(place->position == Approx(1000 + tenth / 10.0).margin(0.02));
        CHECK(place->gain == Approx(1).margin(0.01));
        CHECK(place->match > 0.98);
    }
}

TEST_CASE("polarity and level do not matter; too short a sound has no place") {
    const MarkerFinder finder{search};
    const auto marker = make_marker(8, 0, 8000);
    for (const float gain : {-1.0F, 0.003F, 4.0F}) {
        std::vector<float> sound(search);
        add(sound, marker, 500, gain);
        const auto place = finder.find(sound, marker);
        CHECK(place->match > 0.99);
        CHECK(place->position == Approx(500).margin(0.01));
        CHECK(place->gain == Approx(std::abs(gain)).epsilon(0.01));
    }
    CHECK_FALSE(finder.find(std::vector<float>(1119), marker));
    CHECK(finder.find(marker, marker)->position == Approx(0).margin(0.5));
}

TEST_CASE("a marker has the level, the length and the band that it should have") {
    const auto samples = make_marker(3, 4, 48000);
    REQUIRE(samples.size() == marker::length_samples);
    double energy = 0;
    float peak = 0;
    for (const float sample : samples) {
        energy += double{sample} * double{sample};
        peak = std::max(peak, std::abs(sample));
    }
    const double rms_db = 10 * std::log10(energy / static_cast<double>(samples.size()));
    CHECK(rms_db == Approx(marker::level_dbfs).margin(0.4));
    CHECK(20 * std::log10(peak) < -16.9);
    CHECK(samples.front() == 0);

    // Zero crossings tell the pitch: between those of 400 and 3200 Hz.
    unsigned crossings = 0;
    for (std::size_t i = 1; i < samples.size(); ++i)
        crossings += (samples[i - 1] < 0) != (samples[i] < 0) ? 1U : 0U;
    CHECK(crossings > 2 * 400 * 0.14);
    CHECK(crossings < 2 * 3200 * 0.14);
}

TEST_CASE("the source sends one marker after the other, whatever it is read in") {
    MarkerSource source{11};
    MarkerSource in_pieces{11};
    std::vector<std::int16_t> whole(3 * marker::period_samples);
    source.read(whole);
    std::vector<std::int16_t> parts(whole.size());
    for (std::size_t at = 0; at < parts.size(); at += 777)
        in_pieces.read(std::span{parts}.subspan(at, std::min<std::size_t>(777, parts.size() - at)));
    CHECK(whole == parts);
    CHECK(in_pieces.position() == whole.size());
    const auto second = make_marker(11, 1, 48000);
    CHECK(whole[marker::period_samples + 3000] == std::lround(second[3000] * 32767.0F));
    CHECK(whole[marker::period_samples - 1] == 0);
}
