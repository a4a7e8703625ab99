// SPDX-License-Identifier: MIT
#include "measure/spread.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk::measure;

TEST_CASE("percentiles are values that were measured") {
    std::vector<double> values;
    for (int i = 100; i >= 1; --i)
        values.push_back(i);
    const Spread spread = spread_of(values);
    CHECK(spread.min == 1);
    CHECK(spread.p50 == 50);
    CHECK(spread.p95 == 95);
    CHECK(spread.max == 100);
    CHECK(spread_of({7}).p95 == 7);
    CHECK(spread_of({3, 1, 2}).p50 == 2);
    CHECK(spread_of({}).max == 0);
}

TEST_CASE("the mean step knows no direction") {
    CHECK(mean_step({}) == 0);
    CHECK(mean_step({5}) == 0);
    CHECK(mean_step({10, 12, 10, 12}) == 2);
}
