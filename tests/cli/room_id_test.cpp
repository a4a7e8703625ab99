// SPDX-License-Identifier: MIT
#include "cli/room_id.hpp"

#include <catch2/catch.hpp>

using janus_talk::cli::parse_mixed_id;
using Id = std::variant<std::uint64_t, std::string>;

TEST_CASE("digits are a number, exactly, up to 63 bits") {
    CHECK(parse_mixed_id("1234", false) == Id{std::uint64_t{1234}});
    CHECK(parse_mixed_id("0", false) == Id{std::uint64_t{0}});
    CHECK(parse_mixed_id("9007199254740993", false) == Id{std::uint64_t{9007199254740993}});
    CHECK(parse_mixed_id("9223372036854775807", false) == Id{std::uint64_t{9223372036854775807U}});
    CHECK_FALSE(parse_mixed_id("9223372036854775808", false));
    CHECK_FALSE(parse_mixed_id("99999999999999999999999", false));
}

TEST_CASE("other text is a string id, and so are digits when asked for") {
    CHECK(parse_mixed_id("lobby", false) == Id{std::string{"lobby"}});
    CHECK(parse_mixed_id("5a3f-22", false) == Id{std::string{"5a3f-22"}});
    CHECK(parse_mixed_id("12.5", false) == Id{std::string{"12.5"}});
    CHECK(parse_mixed_id("1234", true) == Id{std::string{"1234"}});
}

TEST_CASE("what is neither is refused") {
    CHECK_FALSE(parse_mixed_id("", false));
    CHECK_FALSE(parse_mixed_id("", true));
    CHECK_FALSE(parse_mixed_id("-5", false));
    CHECK_FALSE(parse_mixed_id("+5", false));
    CHECK_FALSE(parse_mixed_id("a\nb", false));
    CHECK_FALSE(parse_mixed_id("\xff", true));
    CHECK_FALSE(parse_mixed_id(std::string(257, 'x'), false));
}
