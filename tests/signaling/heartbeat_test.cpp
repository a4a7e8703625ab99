// SPDX-License-Identifier: MIT
#include "signaling/heartbeat.hpp"

#include <catch2/catch.hpp>

using janus_talk::signaling::Heartbeat;
using Verdict = Heartbeat::Verdict;
using namespace std::chrono_literals;

namespace {

const Heartbeat::TimePoint start{1'000s};

Heartbeat begun() {
    Heartbeat heartbeat{10s, 12s, 15s};
    (void)heartbeat.on_arrival(start);
    return heartbeat;
}

} // namespace

TEST_CASE("a connection on which things arrive needs no ping") {
    Heartbeat heartbeat = begun();
    for (auto now = start; now < start + 1h; now += 9s) {
        CHECK(heartbeat.check(now) == Verdict::fine);
        CHECK_FALSE(heartbeat.on_arrival(now));
        CHECK(heartbeat.deadline() == now + 10s);
    }
}

TEST_CASE("silence is answered with one ping, and longer silence with a verdict") {
    Heartbeat heartbeat = begun();
    CHECK(heartbeat.check(start + 9'999ms) == Verdict::fine);
    CHECK(heartbeat.check(start + 10s) == Verdict::ping);
    CHECK(heartbeat.deadline() == start + 12s);
    CHECK(heartbeat.check(start + 11'999ms) == Verdict::fine);
    CHECK(heartbeat.check(start + 12s) == Verdict::silent);
    CHECK(heartbeat.deadline() == start + 15s);
    CHECK(heartbeat.check(start + 14'999ms) == Verdict::fine);
    CHECK(heartbeat.check(start + 15s) == Verdict::dead);
}

TEST_CASE("an answer to the ping starts a new silence") {
    Heartbeat heartbeat = begun();
    CHECK(heartbeat.check(start + 10s) == Verdict::ping);
    CHECK(heartbeat.on_arrival(start + 11s));
    CHECK_FALSE(heartbeat.on_arrival(start + 12s));
    CHECK(heartbeat.deadline() == start + 22s);
    CHECK(heartbeat.check(start + 22s) == Verdict::ping);
}

TEST_CASE("each silence is told once") {
    Heartbeat heartbeat = begun();
    CHECK(heartbeat.check(start + 10s) == Verdict::ping);
    CHECK(heartbeat.check(start + 12s) == Verdict::silent);
    CHECK(heartbeat.check(start + 13s) == Verdict::fine);
    CHECK(heartbeat.on_arrival(start + 14s));
    CHECK(heartbeat.check(start + 24s) == Verdict::ping);
    CHECK(heartbeat.check(start + 26s) == Verdict::silent);
}

TEST_CASE("where the verdict comes first, nothing is told before it") {
    Heartbeat heartbeat{10s, 20s, 15s};
    (void)heartbeat.on_arrival(start);
    CHECK(heartbeat.check(start + 10s) == Verdict::ping);
    CHECK(heartbeat.check(start + 15s) == Verdict::dead);
}

TEST_CASE("after a long sleep of the process the server is asked before it is judged") {
    Heartbeat heartbeat = begun();
    const auto woken = start + 8h;
    CHECK(heartbeat.check(woken) == Verdict::ping);
    CHECK(heartbeat.deadline() == woken + 2s);
    CHECK(heartbeat.on_arrival(woken + 1s));
    CHECK(heartbeat.check(woken + 5s) == Verdict::fine);
}
