// SPDX-License-Identifier: MIT
#include "loop/run_until.hpp"
#include "loop/wake_watch.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace janus_talk::loop;
using namespace std::chrono_literals;

TEST_CASE("turns in good time are no gap, however many") {
    WakeMeter meter;
    for (auto now = 0ms; now < 60s; now += 500ms)
        CHECK_FALSE(meter.check({now, now + 7s}));
}

TEST_CASE(
        "a late turn is a stop of the process, a step between the clocks a sleep of the machine") {
    WakeMeter meter;
    CHECK_FALSE(meter.check({1s, 1s}));
    const auto stopped = meter.check({6s, 6s});
    REQUIRE(stopped);
    CHECK(stopped->length == 5s);
    CHECK_FALSE(stopped->was_suspended);
    CHECK_FALSE(meter.check({6500ms, 6500ms}));
    const auto slept = meter.check({7s, 3607s});
    REQUIRE(slept);
    CHECK(slept->length == 3600500ms);
    CHECK(slept->was_suspended);
}

TEST_CASE("a loop that was stuck is told when it turns again") {
    MainLoop loop;
    std::optional<WakeMeter::Gap> told;
    const WakeWatch watch{loop, [&](const WakeMeter::Gap& gap) {
                              told = gap;
                              loop.quit();
                          }};
    std::this_thread::sleep_for(WakeMeter::threshold + 50ms);
    REQUIRE(test::run_until_quit(loop));
    REQUIRE(told);
    CHECK(told->length >= WakeMeter::threshold);
}
