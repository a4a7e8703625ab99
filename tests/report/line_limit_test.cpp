// SPDX-License-Identifier: MIT
#include "report/line_limit.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk::report;
using namespace std::chrono_literals;

namespace {

std::size_t admitted(LineLimit& limit, LineLimit::TimePoint now, std::size_t tries) {
    std::size_t count = 0;
    for (std::size_t n = 0; n < tries; ++n)
        count += limit.admit(now) ? 1U : 0U;
    return count;
}

} // namespace

TEST_CASE("a burst of lines passes, then twenty a second, and the rest is counted") {
    LineLimit limit;
    const LineLimit::TimePoint start{1h};
    CHECK(admitted(limit, start, 1000) == LineLimit::burst);
    CHECK(limit.take_left_out() == 1000 - LineLimit::burst);
    CHECK(limit.take_left_out() == 0);
    CHECK(admitted(limit, start + 1s, 1000) == 20);
}

TEST_CASE("a calm while earns the whole burst again, and no more") {
    LineLimit limit;
    const LineLimit::TimePoint start{1h};
    CHECK(admitted(limit, start, 1000) == LineLimit::burst);
    CHECK(admitted(limit, start + 1h, 1000) == LineLimit::burst);
}

TEST_CASE("lines that keep their distance all pass") {
    LineLimit limit;
    for (int n = 0; n < 1000; ++n)
        CHECK(limit.admit(LineLimit::TimePoint{n * LineLimit::interval}));
    CHECK(limit.take_left_out() == 0);
}
