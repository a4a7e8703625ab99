// SPDX-License-Identifier: MIT
#include "signaling/address_plan.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk;
using signaling::AddressPlan;
using namespace std::chrono_literals;

namespace {

const AddressPlan::TimePoint start{1'000s};
const base::Failure last{base::ExitCode::unreachable, "could not connect", "a hint", {}};

} // namespace

TEST_CASE("addresses are tried in order, each with the time for one") {
    AddressPlan plan{{"a", "b"}, {start + 10s, 5s}};
    const auto first = plan.next(start);
    REQUIRE(first);
    CHECK(first->address == "a");
    CHECK(first->until == start + 5s);
    const auto second = plan.next(start + 1s);
    REQUIRE(second);
    CHECK(second->address == "b");
    CHECK(second->limit == 5s);
    CHECK_FALSE(plan.next(start + 2s));
}

TEST_CASE("many addresses share the time fairly, so that the last one gets a chance too") {
    AddressPlan plan{{"a", "b", "c", "d", "e"}, {start + 10s, 5s}};
    auto now = start;
    for (int i = 0; i < 5; ++i) {
        const auto attempt = plan.next(now);
        REQUIRE(attempt);
        CHECK(attempt->limit == 2s);
        now = attempt->until; // each one uses all it was given
    }
    CHECK(now == start + 10s);
}

TEST_CASE("no attempt begins after the time is over") {
    AddressPlan plan{{"a", "b"}, {start + 10s, 5s}};
    REQUIRE(plan.next(start));
    CHECK_FALSE(plan.next(start + 10s));
    CHECK_FALSE(AddressPlan({}, {start + 10s, 5s}).next(start));
}

TEST_CASE("a single address adds nothing to its failure") {
    AddressPlan plan{{"a"}, {start + 10s, 5s}};
    plan.note("connection refused");
    CHECK(plan.sum_up(last) == last);
}

TEST_CASE("several addresses are told with what each one said, but not without end") {
    AddressPlan plan{{"a", "b", "c", "d", "e", "f"}, {start + 10s, 5s}};
    for (const char* reason : {"r1", "r2", "r3", "r4", "r5", "r6"})
        plan.note(reason);
    CHECK(plan.sum_up(last).text ==
          "could not connect (6 addresses; a: r1; b: r2; c: r3; d: r4; …)");
    CHECK(plan.sum_up(last).hint == last.hint);
}
