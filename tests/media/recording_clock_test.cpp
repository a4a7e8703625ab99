// SPDX-License-Identifier: MIT
#include "media/pcm.hpp"
#include "media/recording_clock.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk::media;
using namespace std::chrono_literals;

namespace {

/// A recording as a file would be: what was planned is done.
struct Tape {
    RecordingClock clock;
    RecordingClock::TimePoint now{};
    std::uint64_t written = 0;

    void pass(std::chrono::milliseconds time, std::uint64_t arrived_ms) {
        now += time;
        const std::uint64_t available = arrived_ms * sample_rate / 1000;
        const auto plan = clock.plan(now, written, available);
        written += plan.silence + available - plan.skip;
    }

    [[nodiscard]] double seconds() const { return static_cast<double>(written) / sample_rate; }
};

} // namespace

TEST_CASE("A steady flow is recorded as it is") {
    Tape tape;
    for (int i = 0; i < 600; ++i)
        tape.pass(100ms, 100);
    CHECK(tape.written == 60U * sample_rate);
}

TEST_CASE("A recording that began before its first sound puts it where it belongs") {
    Tape tape;
    tape.clock.begin_at(tape.now);
    SECTION("soon") {
        tape.pass(250ms, 100);
        CHECK(tape.written == sample_rate / 4);
    }
    SECTION("late") {
        for (int i = 0; i < 9; ++i)
            tape.pass(100ms, 0);
        CHECK(tape.written == 0);
        tape.pass(99ms, 50);
        CHECK(tape.seconds() == Approx(0.999));
    }
    SECTION("never") {
        for (int i = 0; i < 100; ++i)
            tape.pass(100ms, 0);
        CHECK(tape.seconds() == Approx(10).margin(0.3));
    }
}

TEST_CASE("A recording begins with its first sound") {
    Tape tape;
    tape.pass(1h, 0);
    CHECK(tape.written == 0);
    tape.pass(100ms, 100);
    CHECK(tape.written == sample_rate / 10);
}

TEST_CASE("Jitter is not touched") {
    Tape tape;
    tape.pass(100ms, 100);
    tape.pass(100ms, 0);
    tape.pass(100ms, 0);
    tape.pass(100ms, 300);
    CHECK(tape.written == 4U * sample_rate / 10);
}

TEST_CASE("An outage becomes silence of the same length, also while it lasts") {
    Tape tape;
    for (int i = 0; i < 10; ++i)
        tape.pass(100ms, 100);
    for (int i = 0; i < 50; ++i)
        tape.pass(100ms, 0);
    CHECK(tape.seconds() == Approx(6).margin(0.35));
    for (int i = 0; i < 10; ++i)
        tape.pass(100ms, 100);
    CHECK(tape.seconds() == Approx(7).margin(0.35));
}

TEST_CASE("The backlog of a server that was stopped doesn't make a recording longer") {
    Tape tape;
    for (int i = 0; i < 10; ++i)
        tape.pass(100ms, 100);
    for (int i = 0; i < 50; ++i)
        tape.pass(100ms, 0);
    for (int i = 0; i < 10; ++i)
        tape.pass(100ms, 600);
    CHECK(tape.seconds() == Approx(7).margin(0.35));
}

TEST_CASE("A clock that runs a little fast or slow is followed for hours") {
    const std::uint64_t arrived = GENERATE(99U, 101U);
    Tape tape;
    for (int i = 0; i < 36000; ++i)
        tape.pass(100ms, arrived);
    CHECK(tape.seconds() == Approx(3600).margin(0.5));
}
