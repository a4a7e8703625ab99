// SPDX-License-Identifier: MIT
#include "sound/jitter_estimator.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace janus_talk::sound;

namespace {

void note_uniform(JitterEstimator& jitter, int packets, Ticks base, Ticks spread) {
    std::mt19937 random{3};
    std::uniform_int_distribution<Ticks> extra{0, spread};
    for (int i = 0; i < packets; ++i)
        jitter.note(base + extra(random));
}

} // namespace

TEST_CASE("Even packets need no delay, wherever the clocks stand") {
    for (const Ticks transit : {Ticks{-1} << 50, Ticks{0}, Ticks{1} << 50}) {
        JitterEstimator jitter;
        for (int i = 0; i < 100; ++i)
            jitter.note(transit);
        CHECK(jitter.base() == transit);
        CHECK(jitter.delay() <= ticks_per_ms);
    }
}

TEST_CASE("The delay covers the spread of the jitter, to a millisecond or two") {
    JitterEstimator jitter;
    note_uniform(jitter, 2000, 12345, 30 * ticks_per_ms);
    CHECK(jitter.delay() >= 29 * ticks_per_ms);
    CHECK(jitter.delay() <= 31 * ticks_per_ms);
}

TEST_CASE("One slow packet is forgiven, two are not") {
    JitterEstimator jitter;
    note_uniform(jitter, 600, 0, 0);
    jitter.note(200 * ticks_per_ms);
    CHECK(jitter.delay() <= ticks_per_ms);
    jitter.note(150 * ticks_per_ms);
    CHECK(jitter.delay() >= 150 * ticks_per_ms);
}

TEST_CASE("A slow first packet does not count either") {
    JitterEstimator jitter;
    jitter.note(25 * ticks_per_ms);
    note_uniform(jitter, 20, 0, 2 * ticks_per_ms);
    CHECK(jitter.delay() <= 3 * ticks_per_ms);
}

TEST_CASE("What was long ago is forgotten") {
    JitterEstimator jitter;
    note_uniform(jitter, 1000, 0, 100 * ticks_per_ms);
    note_uniform(jitter, 4000, 0, 2 * ticks_per_ms);
    CHECK(jitter.delay() <= 3 * ticks_per_ms);
}

TEST_CASE("A route that becomes slower is no jitter for longer than it takes to notice") {
    JitterEstimator jitter;
    note_uniform(jitter, 1000, 0, ticks_per_ms);
    note_uniform(jitter, 600, 100 * ticks_per_ms, ticks_per_ms);
    CHECK(jitter.base() >= 100 * ticks_per_ms);
    CHECK(jitter.delay() <= 3 * ticks_per_ms);
}

TEST_CASE("A route that becomes faster is the new measure at once") {
    JitterEstimator jitter;
    note_uniform(jitter, 1000, 0, ticks_per_ms);
    jitter.note(-50 * ticks_per_ms);
    CHECK(jitter.base() == -50 * ticks_per_ms);
}

TEST_CASE("Absurd transits are counted as the longest") {
    JitterEstimator jitter;
    jitter.note(0);
    for (int i = 0; i < 10; ++i)
        jitter.note(Ticks{1} << 60);
    CHECK(jitter.delay() == JitterEstimator::longest);
}
