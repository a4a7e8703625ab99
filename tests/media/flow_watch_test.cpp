// SPDX-License-Identifier: MIT
#include "media/flow_watch.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk::media;
using namespace std::chrono_literals;

TEST_CASE("A pause of a second is told, and so is its end") {
    FlowWatch watch;
    FlowWatch::TimePoint now{};
    CHECK_FALSE(watch.check(now, 1));
    CHECK_FALSE(watch.check(now += 999ms, 1));
    CHECK(watch.check(now += 1ms, 1) == false);
    CHECK_FALSE(watch.check(now += 10s, 1));
    CHECK(watch.check(now += 250ms, 2) == true);
    CHECK_FALSE(watch.check(now += 250ms, 3));
}

TEST_CASE("Before the first packet nothing is missed") {
    FlowWatch watch;
    FlowWatch::TimePoint now{};
    CHECK_FALSE(watch.check(now, 0));
    CHECK_FALSE(watch.check(now += 1h, 0));
}

TEST_CASE("A flow that only stutters is left alone") {
    FlowWatch watch;
    FlowWatch::TimePoint now{};
    for (std::uint64_t packets = 1; packets < 20; ++packets)
        CHECK_FALSE(watch.check(now += 900ms, packets));
}
