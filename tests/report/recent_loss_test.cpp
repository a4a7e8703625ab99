// SPDX-License-Identifier: MIT
#include "report/recent_loss.hpp"

#include <catch2/catch.hpp>

#include <limits>

using janus_talk::core::media::FlowStats;
using janus_talk::report::RecentLoss;

namespace {

/// As the statistics report it: what arrived, and the percentage that did not, both since the
/// start.
FlowStats flow(double expected, double lost) {
    return {static_cast<std::uint64_t>(expected - lost), 0, 0, lost / expected * 100};
}

} // namespace

TEST_CASE("without samples or packets there is no loss") {
    RecentLoss loss;
    CHECK(loss.percent() == 0);
    loss.add({});
    CHECK(loss.percent() == 0);
}

TEST_CASE("the first sample counts from the start") {
    RecentLoss loss;
    loss.add(flow(50, 5));
    CHECK(loss.percent() == Approx(10));
}

TEST_CASE("trouble that is over is forgotten after some seconds") {
    RecentLoss loss;
    loss.add(flow(50, 25));
    for (int second = 2; second <= 10; ++second)
        loss.add(flow(50.0 * second, 25));
    CHECK(loss.percent() == Approx(0).margin(0.5));
}

TEST_CASE("new trouble shows although the whole is fine") {
    RecentLoss loss;
    for (int second = 1; second <= 1000; ++second)
        loss.add(flow(50.0 * second, 0.0));
    for (int second = 1; second <= 5; ++second)
        loss.add(flow(50'000 + 50.0 * second, 10.0 * second));
    CHECK(loss.percent() == Approx(20).margin(1));
}

TEST_CASE("a new connection counts anew") {
    RecentLoss loss;
    for (int second = 1; second <= 10; ++second)
        loss.add(flow(50.0 * second, 25.0 * second));
    loss.add(flow(50, 10));
    CHECK(loss.percent() == Approx(20));
}

TEST_CASE("absurd figures give a percentage all the same") {
    RecentLoss loss;
    loss.add({std::numeric_limits<std::uint64_t>::max(), 0, 0, 100});
    CHECK(loss.percent() <= 100);
    loss.add({0, 0, 0, -7});
    CHECK(loss.percent() == 0);
}
