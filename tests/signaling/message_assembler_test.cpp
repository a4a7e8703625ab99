// SPDX-License-Identifier: MIT
#include "signaling/message_assembler.hpp"

#include <catch2/catch.hpp>

#include <limits>

using janus_talk::signaling::MessageAssembler;
using Verdict = MessageAssembler::Verdict;

TEST_CASE("pieces become a message with the last one") {
    MessageAssembler assembler{{.kept = 100, .longest = 100}};
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
    MessageAssembler assembler{{.kept = 10, .longest = 10}};
    CHECK(assembler.add({.bytes = "12345", .to_come = 5}) == Verdict::incomplete);
    CHECK(assembler.add({.bytes = "67890", .is_last = true}) == Verdict::complete);
    CHECK(assembler.take() == "1234567890");
    CHECK(assembler.add({.bytes = "1", .to_come = 10}) == Verdict::too_big);
    CHECK(assembler.add({.bytes = "12345678901", .is_last = true}) == Verdict::too_big);
    CHECK(assembler.add({.bytes = "1", .to_come = std::numeric_limits<std::uint64_t>::max()}) ==
          Verdict::too_big);
}

TEST_CASE("a fragment over the limit is refused however many came before") {
    MessageAssembler assembler{{.kept = 10, .longest = 10}};
    for (int i = 0; i < 10; ++i)
        CHECK(assembler.add({.bytes = "x"}) == Verdict::incomplete);
    CHECK(assembler.add({.bytes = ""}) == Verdict::incomplete);
    CHECK(assembler.add({.bytes = "x"}) == Verdict::too_big);
}

TEST_CASE("a reset forgets what was begun") {
    MessageAssembler assembler{{.kept = 10, .longest = 10}};
    CHECK(assembler.add({.bytes = "old"}) == Verdict::incomplete);
    assembler.reset();
    CHECK_FALSE(assembler.is_waiting());
    CHECK(assembler.add({.bytes = "new", .is_last = true}) == Verdict::complete);
    CHECK(assembler.take() == "new");
}

TEST_CASE("of a message beyond the limit the first bytes are kept") {
    MessageAssembler assembler{{.kept = 5, .longest = 12}};
    CHECK(assembler.add({.bytes = "123", .to_come = 9}) == Verdict::incomplete);
    CHECK(assembler.add({.bytes = "4567"}) == Verdict::incomplete);
    CHECK(assembler.add({.bytes = "89012", .is_last = true}) == Verdict::cut);
    CHECK(assembler.take() == "12345");
    CHECK(assembler.add({.bytes = "12345", .is_last = true}) == Verdict::complete);
    CHECK(assembler.take() == "12345");
    CHECK(assembler.add({.bytes = "1234567"}) == Verdict::incomplete);
    CHECK(assembler.add({.bytes = "890123"}) == Verdict::too_big);
    assembler.reset();
    CHECK(assembler.add({.bytes = "12345", .is_last = true}) == Verdict::complete);
}
