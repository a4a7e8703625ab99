// SPDX-License-Identifier: MIT
#include "sound/elastic_queue_bench.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <random>
#include <utility>
#include <vector>

using namespace janus_talk::sound;
using janus_talk::sound::test::ElasticBench;

namespace {

constexpr Ticks second = sample_rate;
constexpr Ticks ms = ticks_per_ms;

/// How steep the sine is by itself, and a little more for the seams.
const int smooth = static_cast<int>(1.5 * ElasticBench::amplitude * 2 * std::numbers::pi *
                                    ElasticBench::hz / sample_rate);

} // namespace

TEST_CASE("A microphone that keeps our time is passed on sample by sample") {
    ElasticBench bench{{}};
    bench.keep = true;
    bench.run(10 * second);
    const auto& figures = bench.queue.figures();
    CHECK(bench.nothing <= 1);
    CHECK(figures.repeated + figures.left_out + figures.made_up == 0);
    CHECK(bench.most_left == 0);
    // All but the first frame, which comes up softly.
    const std::size_t begin = bench.nothing * frame_samples;
    for (std::size_t i = begin + frame_samples; i < bench.heard.size(); ++i) {
        REQUIRE(bench.heard[i] == ElasticBench::sine_at(i - begin + figures.cut));
    }
}

TEST_CASE("For an hour a clock that is 200 ppm off costs neither a gap nor a click nor delay") {
    const double ppm = GENERATE(-200.0, 200.0);
    // A sound card, and somebody who writes frames into a pipe.
    const auto [piece, jitter] = GENERATE(std::pair<std::size_t, Ticks>{480, 5 * ms},
                                          std::pair<std::size_t, Ticks>{960, 0});
    CAPTURE(ppm, piece, jitter / ms);
    ElasticBench bench{{ppm, piece, jitter}};
    bench.run(20 * second);
    bench.forget();
    const auto before = bench.queue.figures();
    bench.run(3600 * second);
    const auto& after = bench.queue.figures();
    CHECK(bench.nothing == 0);
    CHECK(after.made_up == before.made_up);
    CHECK(after.cut == before.cut);
    CHECK(bench.steepest <= smooth);
    // 0.72 s of difference were worn off or filled in, and not much more was touched than that.
    const auto changed = static_cast<double>(after.left_out) - static_cast<double>(after.repeated);
    CHECK(changed == Approx(3600.0 * sample_rate * ppm * 1e-6).margin(2 * frame_samples));
    // The newest sample of a frame waits for the rest of its piece, its jitter, and a little more.
    const auto bound = static_cast<Ticks>(piece) + jitter + 6 * ms;
    CHECK(bench.longest_wait <= bound + 10 * ms);
    CHECK(bench.mean_wait_ms() <=
          static_cast<double>(static_cast<Ticks>(piece) / 2 + jitter) / ms + 6);
}

TEST_CASE("A reader that can be moved comes right after what it needs, whatever the clocks do") {
    const double ppm = GENERATE(-200.0, 0.0, 200.0);
    const std::size_t piece = GENERATE(240U, 480U, 960U);
    const Ticks phase = GENERATE(-19, -12, -7, -1) * ms;
    CAPTURE(ppm, piece, phase / ms);
    ElasticBench bench{{ppm, piece, 0, 1, ElasticQueue::Backlog::cut, phase}};
    bench.movable = true;
    bench.run(second);
    bench.forget();
    const auto before = bench.queue.figures();
    bench.run(600 * second);
    const auto& after = bench.queue.figures();
    CHECK(bench.nothing == 0);
    CHECK(after.repeated + after.left_out + after.made_up ==
          before.repeated + before.left_out + before.made_up);
    CHECK(bench.most_left == 0);
    // A fast clock gains for 10 s before that counts.
    CHECK(bench.mean_wait_ms() < 0.5 + std::max(ppm, 0.0) * 1e-6 * 10'000);
    CHECK(bench.frames_waited_for <= bench.frames / 10);
}

TEST_CASE("A reader that can be moved keeps its distance from pieces that come late at times") {
    ElasticBench bench{{100, 480, 4 * ms}};
    bench.movable = true;
    bench.run(30 * second);
    bench.forget();
    const auto before = bench.queue.figures();
    bench.run(600 * second);
    const auto& after = bench.queue.figures();
    CHECK(bench.nothing == 0);
    CHECK(after.made_up == before.made_up);
    CHECK(after.repeated + after.left_out <= before.repeated + before.left_out + second / 10);
    CHECK(bench.mean_wait_ms() < 3);
    CHECK(bench.longest_patience <= ElasticQueue::longest_patience);
    CHECK(bench.frames_waited_for <= bench.frames / 10);
}

TEST_CASE(
        "A reader waits for a frame that comes a little late now and then, and is not held back") {
    // One piece in a hundred is 2.5 ms late, as on a busy machine.
    ElasticBench bench{{0, 480, 0}};
    bench.movable = true;
    bench.rarely_late = 5 * ms / 2;
    bench.run(30 * second);
    bench.forget();
    const auto before = bench.queue.figures();
    bench.run(300 * second);
    const auto& after = bench.queue.figures();
    CHECK(bench.nothing == 0);
    CHECK(after.repeated + after.left_out + after.made_up ==
          before.repeated + before.left_out + before.made_up);
    CHECK(bench.mean_wait_ms() < 0.5);
    CHECK(bench.longest_patience ==
          Approx(5 * ms / 2 - ElasticQueue::comfortable_margin).margin(2));
}

TEST_CASE("A reader that waits comes later where frames are later than it would wait for") {
    ElasticBench bench{{0, 480, 0}};
    bench.movable = true;
    bench.rarely_late = 9 * ms;
    bench.run(60 * second);
    bench.forget();
    const auto before = bench.queue.figures();
    bench.run(300 * second);
    const auto& after = bench.queue.figures();
    CHECK(bench.nothing == 0);
    CHECK(after.made_up == before.made_up);
    CHECK(bench.mean_wait_ms() == Approx(6).margin(1));
}

TEST_CASE("After a stall the reader finds the new phase of its source") {
    ElasticBench bench{{}};
    bench.movable = true;
    bench.run(5 * second);
    bench.pause(613 * ms);
    bench.run(3 * second);
    bench.forget();
    bench.run(10 * second);
    CHECK(bench.nothing == 0);
    CHECK(bench.mean_wait_ms() < 0.5);
}

TEST_CASE("Nothing is changed that need not be: jitter alone costs no stretching for long") {
    ElasticBench bench{{0, 480, 12 * ms}};
    bench.run(60 * second);
    bench.forget();
    const auto before = bench.queue.figures();
    bench.run(600 * second);
    const auto& after = bench.queue.figures();
    CHECK(bench.nothing == 0);
    CHECK(after.made_up == before.made_up);
    CHECK(after.repeated + after.left_out - before.repeated - before.left_out <= 60 * 480);
    CHECK(bench.most_left <= 40 * ms);
}

TEST_CASE("What a microphone heard before the call is never sent") {
    ElasticBench bench{{0, 480, 0, 1, ElasticQueue::Backlog::cut, -2 * second}};
    bench.run(second);
    CHECK(bench.nothing <= 1);
    CHECK(bench.longest_wait <= 20 * ms);
    CHECK(bench.queue.figures().cut > 0);
}

TEST_CASE("After a stall a microphone's backlog is cut, and the delay is what it was") {
    ElasticBench bench{{0, 480, 2 * ms}};
    bench.run(20 * second);
    const Ticks stall = GENERATE(100, 300, 1000) * ms;
    bench.stall(stall);
    bench.run(stall + second);
    bench.forget();
    bench.run(15 * second);
    CHECK(bench.queue.figures().cut >= static_cast<std::uint64_t>(stall - 80 * ms));
    CHECK(bench.most_left <= 25 * ms);
    CHECK(bench.steepest <= smooth);
    bench.forget();
    bench.run(15 * second);
    CHECK(bench.longest_wait <= 20 * ms);
}

TEST_CASE("A stall is heard as a fade and not as a click") {
    ElasticBench bench{{}};
    bench.run(5 * second);
    bench.forget();
    const bool lost = GENERATE(true, false);
    if (lost) {
        bench.pause(600 * ms);
    } else {
        bench.stall(600 * ms);
    }
    bench.run(5 * second);
    CHECK(bench.nothing > 20);
    CHECK(bench.steepest <= smooth);
}

TEST_CASE("A piece that is a little too late is bridged") {
    ElasticBench bench{{}};
    bench.run(5 * second);
    bench.forget();
    bench.stall(25 * ms);
    bench.run(30 * second);
    CHECK(bench.nothing == 0);
    CHECK(bench.steepest <= smooth);
    bench.forget();
    bench.run(second);
    CHECK(bench.most_left <= 5 * ms);
}

TEST_CASE("Of a pipe nothing is cut: after a stall it is played faster for a while") {
    ElasticBench bench{{0, 960, 0, 1, ElasticQueue::Backlog::keep}};
    bench.run(20 * second);
    const auto before = bench.queue.figures();
    bench.stall(second);
    bench.run(40 * second);
    CHECK(bench.queue.figures().cut == before.cut);
    CHECK(bench.queue.figures().left_out >= static_cast<std::uint64_t>(700 * ms));
    bench.forget();
    bench.run(second);
    CHECK(bench.most_left <= 30 * ms);
    CHECK(bench.steepest <= smooth);
}

TEST_CASE("A sender that was stopped goes on with what is said now") {
    ElasticBench bench{{}};
    bench.run(10 * second);
    const Ticks stop = GENERATE(100, 250, 2000) * ms;
    bench.stop_reading(stop);
    bench.run(stop + second);
    bench.forget();
    bench.run(second);
    CHECK(bench.most_left <= 12 * ms);
    CHECK(bench.queue.size() <= ElasticQueue::capacity);
}

TEST_CASE("Without a reader the queue does not grow") {
    ElasticQueue queue{2, ElasticQueue::Backlog::keep};
    const std::vector<std::int16_t> piece(960, 5);
    for (int i = 0; i < 1000; ++i)
        queue.insert(piece, i * 10 * ms);
    CHECK(queue.size() <= ElasticQueue::capacity);
}

TEST_CASE("Stereo is stretched like mono") {
    const double ppm = GENERATE(-200.0, 200.0);
    ElasticBench bench{{ppm, 480, ms, 2}};
    bench.run(300 * second);
    CHECK(bench.nothing <= 1);
    CHECK(bench.steepest <= smooth);
}

TEST_CASE("Pieces of any size are welcome") {
    const std::size_t piece = GENERATE(1U, 48U, 441U, 1024U, 2048U, 4800U);
    CAPTURE(piece);
    ElasticBench bench{{100, piece, ms}};
    bench.run(20 * second);
    bench.forget();
    const auto before = bench.queue.figures();
    bench.run(200 * second);
    CHECK(bench.nothing == 0);
    CHECK(bench.queue.figures().made_up == before.made_up);
    CHECK(bench.steepest <= smooth);
    CHECK(bench.longest_wait <= static_cast<Ticks>(piece) + 22 * ms);
}

TEST_CASE("The rest of an ended source comes out whole, its last frame filled with silence") {
    ElasticQueue queue{1, ElasticQueue::Backlog::keep};
    queue.insert(std::vector<std::int16_t>(1000, 7), 0);
    std::vector<std::int16_t> frame(frame_samples);
    CHECK(queue.read_rest(frame));
    CHECK(frame == std::vector<std::int16_t>(frame_samples, 7));
    CHECK(queue.read_rest(frame));
    CHECK(frame[39] == 7);
    CHECK(frame[40] == 0);
    CHECK_FALSE(queue.read_rest(frame));
}
