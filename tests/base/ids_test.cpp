// SPDX-License-Identifier: MIT
#include "base/ids.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk::base;

TEST_CASE("number and string ids are kept apart") {
    CHECK(RoomId{1234U} != RoomId{"1234"});
    CHECK(RoomId{1234U}.text() == "1234");
    CHECK(RoomId{"lobby"}.text() == "lobby");
}

TEST_CASE("ids hold 63 bits exactly") {
    CHECK(RoomId{9223372036854775807U}.text() == "9223372036854775807");
}
