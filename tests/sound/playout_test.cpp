// SPDX-License-Identifier: MIT
#include "sound/playout_bench.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>

using namespace janus_talk::sound;
using namespace janus_talk::sound::test;

namespace {

PlayoutBench::Setup fixed(Ticks delay) {
    PlayoutBench::Setup setup;
    setup.settings.min_delay = setup.settings.max_delay = delay;
    return setup;
}

double concealed_pct(const Playout::Figures& figures) {
    return 100.0 * static_cast<double>(figures.concealed) / static_cast<double>(figures.played);
}

/// Steps between neighbours that a 200 Hz sine of this amplitude does not make.
std::size_t count_clicks(const std::vector<std::int16_t>& heard) {
    const double steepest =
            2 * std::numbers::pi * SineDecoder::hz / sample_rate * SineDecoder::amplitude;
    std::size_t clicks = 0;
    for (std::size_t i = 1; i < heard.size(); ++i) {
        if (std::abs(heard[i] - heard[i - 1]) > 2 * steepest)
            ++clicks;
    }
    return clicks;
}

double longest_age_ms(const PlayoutBench& bench, std::size_t from) {
    Ticks oldest = 0;
    for (std::size_t i = from; i < bench.played.size(); ++i) {
        const auto& played = bench.played[i];
        oldest = std::max(oldest, played.now - static_cast<Ticks>(played.timestamp));
    }
    return static_cast<double>(oldest) / ticks_per_ms;
}

} // namespace

TEST_CASE("Before the first packet there is silence, which is not counted") {
    PlayoutBench bench{{}};
    bench.wait(second);
    CHECK(bench.take_heard() == std::vector<std::int16_t>(sample_rate, 0));
    CHECK(bench.playout.figures().played == 0);
    CHECK_FALSE(bench.playout.start_time());
}

TEST_CASE("A clean network costs a few milliseconds, and every packet is played") {
    const double ppm = GENERATE(0.0, 200.0, -200.0);
    PlayoutBench bench{{.ppm = ppm}};
    bench.run(60 * second, steady());
    const auto figures = bench.playout.figures();
    CHECK(figures.concealed == 0);
    CHECK(figures.late == 0);
    // 10 ms come from a sound card that takes 10 ms at a time.
    CHECK(bench.delay_ms() < 16);
    CHECK(count_clicks(bench.take_heard()) == 0);
}

TEST_CASE("A clock that takes whole frames can come down to the jitter itself") {
    Playout playout{std::make_unique<SineDecoder>(1, false), {}};
    std::vector<std::int16_t> frame(frame_samples);
    Ticks due = 0;
    for (Ticks sent = 0; sent < 30 * second; sent += frame_ticks) {
        playout.insert(SineDecoder::packet(sent), static_cast<std::uint32_t>(sent), sent);
        if (sent == 0)
            due = *playout.start_time();
        playout.read(frame, due);
        due += frame_ticks - std::clamp<Ticks>(playout.excess(), -10, 10);
    }
    CHECK(playout.figures().concealed == 0);
    CHECK(playout.figures().delay <= 4 * ticks_per_ms);
    CHECK(playout.figures().left_out == 0);
}

TEST_CASE("What was held up while the connection was made does not make the delay longer") {
    PlayoutBench bench{{}};
    bench.run(3 * second,
              [](Ticks sent) { return std::max(20 * ticks_per_ms, 80 * ticks_per_ms - sent); });
    CHECK(bench.playout.figures().target < 5 * ticks_per_ms);
    CHECK(bench.delay_ms() < 16);
}

TEST_CASE("Against jitter it does not conceal more than a fixed delay of 60 ms, and waits less") {
    // 15 ms to both sides and 1 % loss.
    PlayoutBench adaptive{{}};
    PlayoutBench steadfast{fixed(60 * ticks_per_ms)};
    for (PlayoutBench* bench : {&adaptive, &steadfast})
        bench->run(300 * second, jittery(30 * ticks_per_ms, 0.01));
    const auto mine = adaptive.playout.figures();
    const auto theirs = steadfast.playout.figures();
    CHECK(concealed_pct(theirs) == Approx(1).margin(0.3));
    CHECK(concealed_pct(mine) < concealed_pct(theirs) + 0.05);
    CHECK(adaptive.delay_ms() < 48);
    CHECK(steadfast.delay_ms() == Approx(60).margin(10.5));
}

TEST_CASE("The delay grows within a second when jitter appears, and shrinks when it is calm") {
    PlayoutBench bench{{}};
    bench.run(20 * second, steady());
    CHECK(bench.delay_ms() < 16);
    const auto calm = bench.playout.figures().concealed;
    bench.run(second, jittery(40 * ticks_per_ms));
    CHECK(bench.delay_ms() > 30);
    // What it costs to learn: a few frames.
    CHECK(bench.playout.figures().concealed - calm <= 5 * frame_samples);
    const auto learned = bench.playout.figures().concealed;
    bench.run(10 * second, jittery(40 * ticks_per_ms));
    CHECK(bench.playout.figures().concealed - learned <= frame_samples);
    bench.take_heard();

    bench.run(second, steady());
    CHECK(bench.delay_ms() > 30);
    bench.run(39 * second, steady());
    CHECK(bench.delay_ms() < 16);
    CHECK(count_clicks(bench.take_heard()) == 0);
}

TEST_CASE("A clock that drifts by 200 ppm neither adds delay nor clicks in an hour") {
    const double ppm = GENERATE(200.0, -200.0);
    PlayoutBench bench{{.ppm = ppm}};
    for (int minute = 0; minute < 60; ++minute) {
        bench.run(60 * second, jittery(5 * ticks_per_ms));
        REQUIRE(bench.delay_ms() < 22);
        REQUIRE(count_clicks(bench.take_heard()) == 0);
    }
    const auto figures = bench.playout.figures();
    CHECK(figures.concealed == 0);
    // 720 ms of drift were repaired, not more than a little of it twice.
    const std::uint64_t repaired = ppm > 0 ? figures.repeated : figures.left_out;
    CHECK(repaired == Approx(0.72 * sample_rate).epsilon(0.25));
}

TEST_CASE("What a stopped server sends when it goes on is not played late") {
    PlayoutBench bench{{}};
    bench.run(5 * second, steady());
    const std::size_t before = bench.played.size();
    // 30 s of packets arrive within 2 s after the stop.
    const Ticks stop = 5 * second;
    const Ticks go = stop + 30 * second;
    bench.run(30 * second, [&](Ticks sent) { return go - sent + (sent - stop) / 15; });
    bench.run(10 * second, [&](Ticks sent) {
        return sent < go + 2 * second ? std::max(20 * ticks_per_ms, go + 2 * second - sent)
                                      : 20 * ticks_per_ms;
    });
    CHECK(longest_age_ms(bench, before) < 500);
    CHECK(bench.delay_ms() < 100);
    bench.run(20 * second, steady());
    CHECK(bench.delay_ms() < 16);
}

TEST_CASE("A sound card that was frozen goes on with what is said now") {
    PlayoutBench bench{{}};
    bench.run(5 * second, steady());
    const std::size_t before = bench.played.size();
    bench.freeze(30 * second);
    bench.run(40 * second, steady());
    CHECK(bench.played.size() > before + 400);
    CHECK(longest_age_ms(bench, before) < 200);
    CHECK(bench.delay_ms() < 16);
}

TEST_CASE("An outage is silence, and what comes after it is heard at once") {
    PlayoutBench bench{{}};
    bench.run(5 * second, steady());
    bench.run(40 * second, [](Ticks) { return std::nullopt; });
    bench.take_heard();
    bench.run(second, steady());
    const auto heard = bench.take_heard();
    const auto sounding = std::count_if(heard.begin(), heard.end(), [](int s) { return s != 0; });
    CHECK(sounding > sample_rate * 85 / 100);
    CHECK(longest_age_ms(bench, 250) < 150);
}

TEST_CASE("A clock of the sender that is set anew is followed") {
    const Ticks jump = GENERATE(Ticks{-3600}, Ticks{-1}, Ticks{1}, Ticks{3600}) * second;
    Playout playout{std::make_unique<SineDecoder>(1, false), {}};
    std::vector<std::int16_t> frame(frame_samples);
    std::size_t played_after = 0;
    playout.tap_packets([&](VoiceDecoder::PayloadView, std::uint32_t) { ++played_after; });
    for (Ticks now = 0; now < 10 * second; now += frame_ticks) {
        if (now == 5 * second)
            played_after = 0;
        const Ticks timestamp = 4000 * second + now + (now < 5 * second ? 0 : jump);
        playout.insert(SineDecoder::packet(timestamp), static_cast<std::uint32_t>(timestamp), now);
        playout.read(frame, now + 5 * ticks_per_ms);
    }
    CHECK(played_after > 220);
    CHECK(playout.figures().delay < 100 * ticks_per_ms);
}

TEST_CASE("A lost packet is concealed once, whether its successor is there in time or not") {
    for (const Ticks delay : {Ticks{0}, 60 * ticks_per_ms}) {
        PlayoutBench bench{delay == 0 ? PlayoutBench::Setup{} : fixed(delay)};
        bench.run(10 * second, [](Ticks sent) -> std::optional<Ticks> {
            if (sent == 5 * second)
                return std::nullopt;
            return 20 * ticks_per_ms;
        });
        CHECK(bench.playout.figures().concealed == frame_samples);
        CHECK(bench.playout.figures().restored == 0);
    }
}

TEST_CASE(
        "In-band FEC restores what its delay allows, and the delay allows it when there is loss") {
    PlayoutBench with{{.fec = true}};
    PlayoutBench without{{}};
    for (PlayoutBench* bench : {&with, &without})
        bench->run(60 * second, jittery(5 * ticks_per_ms, 0.10));
    CHECK(concealed_pct(without.playout.figures()) == Approx(10).margin(1.5));
    CHECK(concealed_pct(with.playout.figures()) < 2.5);
    CHECK(with.playout.figures().restored > 60 * sample_rate * 7 / 100);
    CHECK(with.delay_ms() < 60);
}

TEST_CASE("Packets in the wrong order are played in the right one") {
    PlayoutBench bench{fixed(60 * ticks_per_ms)};
    bench.run(20 * second,
              [](Ticks sent) { return (sent / frame_ticks % 20 == 0 ? 45 : 20) * ticks_per_ms; });
    CHECK(bench.playout.figures().concealed == 0);
    CHECK(std::is_sorted(bench.played.begin(), bench.played.end(), [](auto& a, auto& b) {
        return a.timestamp < b.timestamp;
    }));
}

TEST_CASE("RTP time may wrap around") {
    Playout playout{std::make_unique<SineDecoder>(1, false), {}};
    std::vector<std::int16_t> frame(frame_samples);
    for (Ticks now = 0; now < 4 * second; now += frame_ticks) {
        const Ticks timestamp = (Ticks{1} << 32) - 2 * second + now;
        playout.insert(SineDecoder::packet(timestamp),
                       static_cast<std::uint32_t>(timestamp & 0xFFFFFFFF),
                       now);
        playout.read(frame, now + 10 * ticks_per_ms);
    }
    CHECK(playout.figures().concealed == 0);
    CHECK(playout.figures().late == 0);
}

TEST_CASE("Duplicates and packets of another codec are nothing") {
    Playout playout{std::make_unique<SineDecoder>(1, false), {}};
    const Payload garbage{1, 2, 3};
    playout.insert(garbage, 0, 0);
    CHECK_FALSE(playout.start_time());
    std::vector<std::int16_t> frame(frame_samples);
    int played = 0;
    playout.tap_packets([&](VoiceDecoder::PayloadView, std::uint32_t) { ++played; });
    for (Ticks now = 0; now < second; now += frame_ticks) {
        for (int copy = 0; copy < 2; ++copy)
            playout.insert(SineDecoder::packet(now), static_cast<std::uint32_t>(now), now);
        playout.read(frame, now + 10 * ticks_per_ms);
    }
    CHECK(played == 50);
}

TEST_CASE("Both channels of stereo are stretched alike") {
    PlayoutBench bench{{.settings = {.channels = 2}, .ppm = 200}};
    bench.run(120 * second, steady());
    const auto heard = bench.take_heard();
    bool alike = true;
    for (std::size_t i = 0; i + 1 < heard.size(); i += 2)
        alike = alike && heard[i] == heard[i + 1];
    CHECK(alike);
    CHECK(bench.playout.figures().repeated > 0);
}
