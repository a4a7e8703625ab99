// SPDX-License-Identifier: MIT
#include "sound/allocations.hpp"
#include "sound/talk_detector.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace janus_talk::sound;
using janus_talk::sound::test::allocations;

namespace {

using Samples = std::vector<std::int16_t>;

double amplitude(double dbfs) {
    return 32767 * std::pow(10, dbfs / 20);
}

/// White noise of that mean level.
Samples noise(double seconds, double dbfs, unsigned seed = 1) {
    std::mt19937 random{seed};
    std::normal_distribution<double> values{0, amplitude(dbfs)};
    Samples samples(static_cast<std::size_t>(seconds * sample_rate));
    for (std::int16_t& sample : samples)
        sample =
                static_cast<std::int16_t>(std::lround(std::clamp(values(random), -32767., 32767.)));
    return samples;
}

Samples silence(double seconds) {
    return Samples(static_cast<std::size_t>(seconds * sample_rate), 0);
}

/// Words of 300 ms with pauses of 150 ms.
Samples words(double seconds, double dbfs) {
    Samples samples = silence(seconds);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double time = static_cast<double>(i) / sample_rate;
        const double in_word = std::fmod(time, 0.45) / 0.3;
        if (in_word < 1) {
            const double envelope = std::sin(3.14159265 * in_word);
            samples[i] = static_cast<std::int16_t>(amplitude(dbfs) * 1.4 * envelope *
                                                   std::sin(2 * 3.14159265 * 180 * time));
        }
    }
    return samples;
}

Samples sum(Samples a, const Samples& b) {
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        a[i] = static_cast<std::int16_t>(a[i] + b[i]);
    return a;
}

struct Change {
    bool on;
    double seconds;
};

/// Listens, and keeps the time.
struct Ear {
    explicit Ear(unsigned channels = 1) : detector(channels) {}

    void hear(const Samples& samples, std::size_t piece = 480) {
        for (std::size_t at = 0; at < samples.size(); at += piece) {
            const std::size_t count = std::min(piece, samples.size() - at);
            const auto change = detector.add({samples.data() + at, count});
            heard += count;
            if (change)
                changes.push_back({*change, static_cast<double>(heard) / sample_rate});
        }
    }

    TalkDetector detector;
    std::size_t heard = 0;
    std::vector<Change> changes;
};

} // namespace

TEST_CASE("Talk begins with the first word and ends after the last, and words are not counted") {
    Ear ear;
    const std::size_t piece =
            GENERATE(std::size_t{1}, std::size_t{480}, std::size_t{960}, std::size_t{1000});
    ear.hear(silence(1), piece);
    ear.hear(words(6, -30), piece);
    ear.hear(silence(2), piece);
    REQUIRE(ear.changes.size() == 2);
    CHECK(ear.changes[0].on);
    CHECK(ear.changes[0].seconds == Approx(1.1).margin(0.1));
    CHECK_FALSE(ear.changes[1].on);
    CHECK(ear.changes[1].seconds == Approx(7.55).margin(0.2));
}

TEST_CASE("Words of any level a room uses are heard, in noise too") {
    const double level = GENERATE(-12., -25., -40.);
    Ear ear;
    ear.hear(noise(5, level - 20));
    ear.hear(sum(words(6, level), noise(6, level - 20, 2)));
    ear.hear(noise(3, level - 20, 3));
    INFO("level " << level);
    REQUIRE(ear.changes.size() == 2);
    CHECK(ear.changes[0].seconds == Approx(5.1).margin(0.15));
    CHECK(ear.changes[1].seconds == Approx(11.5).margin(0.4));
}

TEST_CASE("Noise that begins is taken for talk for a few seconds only") {
    Ear ear;
    ear.hear(silence(2));
    ear.hear(noise(20, -25));
    REQUIRE(ear.changes.size() == 2);
    CHECK(ear.changes[1].seconds < 2 + 4 + 1);
}

TEST_CASE("Soft noise, a click and silence are no talk") {
    Ear ear;
    ear.hear(noise(5, -56));
    Samples click = silence(2);
    for (std::size_t i = 48000; i < 48000 + 480; ++i)
        click[i] = i % 2 == 0 ? 20000 : -20000;
    ear.hear(click);
    ear.hear(silence(2));
    CHECK(ear.changes.empty());
}

TEST_CASE("Somebody who talks without end is heard without end") {
    Ear ear;
    ear.hear(words(60, -20));
    CHECK(ear.changes.size() == 1);
    CHECK(ear.detector.talks());
}

TEST_CASE("Both channels count, at their own time") {
    Samples stereo;
    for (const std::int16_t sample : words(3, -20)) {
        stereo.push_back(0);
        stereo.push_back(sample);
    }
    Ear ear{2};
    ear.hear(stereo, 960);
    REQUIRE(ear.changes.size() == 1);
    CHECK(ear.changes[0].seconds / 2 < 0.3);
}

TEST_CASE("The talk detector never allocates") {
    TalkDetector detector{1};
    const Samples samples = words(1, -20);
    const std::size_t before = allocations();
    (void)detector.add(samples);
    CHECK(allocations() == before);
}
