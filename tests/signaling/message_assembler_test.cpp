// SPDX-License-Identifier: MIT
#include "signaling/message_assembler.hpp"

#include <catch2/catch.hpp>

#include <limits>

using janus_talk::signaling::MessageAssembler;
using Verdict = MessageAssembler::Verdict;

TEST_CASE("pieces become a message with the last one") {
    MessageAssembler assembler{100};
    CHECK_FALSE(assembler.is_waiting());
    CHECK(assembler.add({.bytes = "one ", .to_come = 3}) == Verdict::incomplete);
    CHECK(assembler.is_waiting());
    CHECK(assembler.add({.bytes = "two"}) == Verdict::incomplete);
    CHECK(assembler.add({.bytes = "", .is_last = true}) == Verdict::complete);
    CHECK_FALSE(assembler.is_waiting());
    CHECK(assembler.take() == "one two");
    CHECK(assembler.add({.bytes = "next", .is_last = true}) == Verdict::complete);
    CHECK(assembler.take() == "next");
}

TEST_CASE("the limit counts what has come and what is announced") {
    MessageAssembler assembler{10};
    CHECK(assembler.add({.bytes = "12345", .to_come = 5}) == Verdict::incomplete);
    CHECK(assembler.add({.bytes = "67890", .is_last = true}) == Verdict::complete);
    CHECK(assembler.take() == "1234567890");
    CHECK(assembler.add({.bytes = "1", .to_come = 10}) == Verdict::too_big);
    CHECK(assembler.add({.bytes = "12345678901", .is_last = true}) == Verdict::too_big);
    CHECK(assembler.add({.bytes = "1", .to_come = std::numeric_limits<std::uint64_t>::max()}) ==
          Verdict::too_big);
}

TEST_CASE("a fragment over the limit is refused however many came before") {
    MessageAssembler assembler{10};
    for (int i = 0; i < 10; ++i)
        CHECK(assembler.add({.bytes = "x"}) == Verdict::incomplete);
    CHECK(assembler.add({.bytes = ""}) == Verdict::incomplete);
    CHECK(assembler.add({.bytes = "x"}) == Verdict::too_big);
}

TEST_CASE("a reset forgets what was begun") {
    MessageAssembler assembler{10};
    CHECK(assembler.add({.bytes = "old"}) == Verdict::incomplete);
    assembler.reset();
    CHECK_FALSE(assembler.is_waiting());
    CHECK(assembler.add({.bytes = "new", .is_last = true}) == Verdict::complete);
    CHECK(assembler.take() == "new");
}
