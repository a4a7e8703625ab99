// SPDX-License-Identifier: MIT
#include "base/duration.hpp"

#include <catch2/catch.hpp>

using janus_talk::base::parse_duration;
using namespace std::chrono_literals;

TEST_CASE("durations are written with a unit, a bare number is seconds") {
    CHECK(parse_duration("250ms") == 250ms);
    CHECK(parse_duration("10s") == 10s);
    CHECK(parse_duration("5m") == 5min);
    CHECK(parse_duration("1h") == 1h);
    CHECK(parse_duration("7") == 7s);
    CHECK(parse_duration("1.5s") == 1500ms);
    CHECK(parse_duration("0.25") == 250ms);
    CHECK(parse_duration("720h") == 720h);
}

TEST_CASE("anything else is no duration") {
    const auto* text = GENERATE("",
                                "s",
                                "-1s",
                                "+1s",
                                "1d",
                                "1 s",
                                "1s ",
                                " 1s",
                                "1e3s",
                                "0x10",
                                "inf",
                                "nan",
                                "0",
                                "0.0001s",
                                "721h",
                                "99999999999999999999h",
                                "1..5s",
                                ".5s",
                                "1,5s",
                                "ten");
    INFO(text);
    CHECK_FALSE(parse_duration(text));
}
