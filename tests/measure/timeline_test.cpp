// SPDX-License-Identifier: MIT
#include "measure/timeline.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk::measure;
using namespace std::chrono_literals;

TEST_CASE("each sample has its time, and a jump of the clock is kept") {
    Timeline line;
    line.add(960, 100ms);
    line.add(960, 120ms);
    line.add(960, 300ms);
    CHECK(line.end() == 2880);
    CHECK(line.time_of(0) == 100ms);
    CHECK(line.time_of(24) == 100ms + 500us);
    CHECK(line.time_of(0.5) == 100ms + 10417ns);
    CHECK(line.time_of(1000) == 120ms + 833333ns);
    CHECK(line.time_of(1920) == 300ms);
    CHECK(line.time_of(2880) == 320ms);
    CHECK(line.time_of(2881) == std::nullopt);
}

TEST_CASE("the sample at a time") {
    Timeline line;
    line.add(960, 100ms);
    line.add(960, 300ms);
    CHECK(line.position_at(0ms) == 0);
    CHECK(line.position_at(101ms) == 48);
    CHECK(line.position_at(200ms) == 960);
    CHECK(line.position_at(301ms) == 1008);
    CHECK(line.position_at(320ms) == std::nullopt);
}

TEST_CASE("what is forgotten is not known any more") {
    Timeline line;
    line.add(960, 100ms);
    line.add(960, 120ms);
    line.forget_before(960);
    CHECK(line.time_of(10) == std::nullopt);
    CHECK(line.time_of(960) == 120ms);
    CHECK(line.end() == 1920);
}
