// SPDX-License-Identifier: MIT
#include "measure/marker.hpp"
#include "measure/scene.hpp"
#include "measure/verdict.hpp"
#include "measure/voice_meter.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk::measure;
using namespace janus_talk::measure::test;

TEST_CASE("every delay from 0 to 2 s is found, to a tenth of a millisecond") {
    for (const double delay : {0.0, 0.5, 1.0, 19.0, 100.25, 199.5, 200.0, 640.0, 1234.5, 2000.0}) {
        Scene scene;
        scene.markers = 5;
        scene.delay_ms = [=](unsigned) { return delay; };
        const auto figures = play(scene).figures();
        INFO("delay " << delay);
        CHECK(figures.sent == 5);
        CHECK(figures.found == 5);
        CHECK(figures.delay_ms.min == Approx(delay).margin(0.1));
        CHECK(figures.delay_ms.max == Approx(delay).margin(0.1));
        CHECK(figures.jitter_ms < 0.05);
        CHECK(figures.level_error_db == Approx(0).margin(0.2));
        CHECK(figures.snr_db > 50);
        CHECK(figures.gaps == 0);
    }
}

TEST_CASE("many seeds, many delays, a noisy room") {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        Scene scene;
        scene.seed = seed;
        scene.markers = 5;
        const double delay = static_cast<double>(seed * 53 % 2000);
        scene.delay_ms = [=](unsigned) { return delay; };
        scene.noise = seed % 2 == 0 ? speech_like_noise(seed, 0.05) : talker(seed, 0.05);
        const auto figures = play(scene).figures();
        INFO("seed " << seed);
        REQUIRE(figures.found == 5);
        REQUIRE(figures.delay_ms.p50 == Approx(delay).margin(0.3));
    }
}

TEST_CASE("a room that is silent, or full of others, passes never") {
    const auto verdict_in = [](const Noise& noise) {
        Scene scene;
        scene.gain = 0; // muted
        scene.markers = least_markers;
        scene.noise = noise;
        Measures measures;
        measures.voice = play(scene).figures();
        measures.loss_pct = 0;
        measures.mos = 4.4;
        return judge(measures, Limits{});
    };
    CHECK(verdict_in({}).silent);
    for (std::uint64_t seed = 0; seed < 2; ++seed) {
        CHECK(verdict_in(white_noise(seed, 0.1)).outcome == Outcome::fail);
        CHECK(verdict_in(speech_like_noise(seed, 0.1)).outcome == Outcome::fail);
        CHECK(verdict_in(talker(seed, 0.1)).outcome == Outcome::fail);
        CHECK(verdict_in(tone(440 + 200 * static_cast<double>(seed), 0.1)).outcome ==
              Outcome::fail);
    }
}

TEST_CASE("another run in the same room is not ours") {
    Scene scene;
    scene.gain = 0;
    auto other = std::make_shared<MarkerSource>(999);
    scene.noise = [other](double) {
        std::int16_t sample = 0;
        other->read({&sample, 1});
        return sample / 32768.0;
    };
    CHECK(play(scene).figures().found == 0);
    scene.gain = 1;
    const auto figures = play(scene).figures();
    CHECK(figures.found >= 9);
    CHECK(figures.delay_ms.p50 == Approx(100).margin(0.3));
}

TEST_CASE("lost markers are counted, and are gaps") {
    Scene scene;
    scene.markers = 20;
    // Markers 3, 4 and 11: ten frames each.
    scene.lost = [](unsigned frame) {
        return (frame >= 30 && frame < 50) || (frame >= 110 && frame < 120);
    };
    const auto meter = play(scene);
    const auto figures = meter.figures();
    CHECK(figures.sent == 20);
    CHECK(figures.found == 17);
    CHECK(figures.missing_pct() == Approx(15));
    CHECK(figures.gaps == 2);
    CHECK(figures.longest_gap_ms == 400);
    CHECK(figures.silent_pct == Approx(15));
    CHECK_FALSE(meter.results()[3].found);
    CHECK(meter.results()[5].found);
}

TEST_CASE("a lost packet within a marker is a gap of 20 ms") {
    Scene scene;
    scene.lost = [](unsigned frame) { return frame == 33 || frame == 63 || frame == 64; };
    const auto figures = play(scene).figures();
    CHECK(figures.found == 10);
    CHECK(figures.gaps == 2);
    CHECK(figures.longest_gap_ms == 40);
}

TEST_CASE("a lost packet is a gap wherever it begins") {
    Scene scene;
    scene.lost = [](unsigned frame) { return frame % 10 == 3; };
    scene.lost_shift = std::size_t{48} * GENERATE(1U, 5U, 10U, 13U, 18U);
    const auto figures = play(scene).figures();
    CHECK(figures.found == 10);
    CHECK(figures.gaps == 10);
    CHECK(figures.longest_gap_ms >= 15);
    CHECK(figures.longest_gap_ms <= 20);
    CHECK(figures.silent_pct == Approx(10).margin(2.5));
}

TEST_CASE("two lost packets of one marker with sound between them are two gaps") {
    Scene scene;
    scene.lost = [](unsigned frame) { return frame == 61 || frame == 64; };
    const auto figures = play(scene).figures();
    CHECK(figures.found == 10);
    CHECK(figures.gaps == 2);
    CHECK(figures.longest_gap_ms == 20);
}

TEST_CASE("level and noise are measured") {
    for (const double db : {-40.0, -20.0, -6.0, 6.0}) {
        Scene scene;
        scene.markers = 5;
        scene.gain = std::pow(10.0, db / 20);
        CHECK(play(scene).figures().level_error_db == Approx(db).margin(0.5));
    }
    Scene scene;
    // All of a 24 kHz band, of which 3.35 kHz are listened to: 8.5 dB less.
    scene.noise = white_noise(4, 0.01);
    const auto figures = play(scene).figures();
    CHECK(figures.snr_db == Approx(-20 + 40 + 8.5).margin(1.0));
    CHECK(figures.level_error_db == Approx(0).margin(0.3));
}

TEST_CASE("a delay that changes is seen as spread and jitter") {
    Scene scene;
    scene.markers = 20;
    scene.delay_ms = [](unsigned frame) { return frame / 10 % 2 == 0 ? 100.0 : 110.0; };
    const auto figures = play(scene).figures();
    CHECK(figures.found == 20);
    CHECK(figures.delay_ms.min == Approx(100).margin(0.1));
    CHECK(figures.delay_ms.p95 == Approx(110).margin(0.1));
    CHECK(figures.jitter_ms == Approx(10).margin(0.1));
}

TEST_CASE("clocks that jump are followed: delay is what was between the two moments") {
    VoiceMeter meter{6};
    MarkerSource source{6};
    std::vector<std::int16_t> frame(960);
    // Ticks of the talker are left out after each marker, and the listener's clock began at 5 s.
    using namespace std::chrono_literals;
    Time now = 5s;
    std::vector<std::int16_t> silence(960);
    for (int n = 0; n < 100; ++n, now += 20ms) {
        source.read(frame);
        meter.add_sent(960, now);
        meter.add_heard(frame, now + 30ms);
        if (n % 10 == 9) {
            now += 60ms;
            meter.add_heard(silence, now - 10ms);
        }
        meter.advance();
    }
    meter.finish();
    CHECK(meter.figures().found == 10);
    CHECK(meter.figures().delay_ms.p50 == Approx(30).margin(0.2));
}

TEST_CASE("a marker that was not sent whole is not judged, and what was never heard is lost") {
    VoiceMeter meter{6};
    meter.add_sent(marker::length_samples - 1, Time{});
    meter.finish();
    CHECK(meter.results().empty());
    meter.add_sent(1, Time{});
    meter.finish();
    REQUIRE(meter.results().size() == 1);
    CHECK_FALSE(meter.results()[0].found);
}

TEST_CASE("results come while the call goes on") {
    VoiceMeter meter{6};
    MarkerSource source{6};
    std::vector<std::int16_t> frame(960);
    for (unsigned n = 0; n < 200; ++n) {
        source.read(frame);
        meter.add_sent(960, std::chrono::milliseconds{20} * n);
        meter.add_heard(frame, std::chrono::milliseconds{20} * n);
        meter.advance();
    }
    // 4 s, less the 2.7 that a marker may take.
    CHECK(meter.results().size() >= 5);
    CHECK(meter.results().size() <= 7);
}
