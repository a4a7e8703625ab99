// SPDX-License-Identifier: MIT
#include "support/random_walk.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

using janus_talk::core::Phase;
using janus_talk::test::Pick;
using janus_talk::test::random_walk;

namespace {

Pick seeded(unsigned seed) {
    return [random = std::mt19937{seed}](unsigned count) mutable {
        return std::uniform_int_distribution<unsigned>{0, count - 1}(random);
    };
}

} // namespace

TEST_CASE("any event in any order: no crash, bounded actions, and always an end") {
    Phase furthest = Phase::idle;
    for (unsigned seed = 1; seed <= 1000; ++seed) {
        INFO("seed " << seed);
        furthest = std::max(furthest, random_walk(150, false, seeded(seed)).furthest);
    }
    CHECK(furthest == Phase::up); // otherwise the walk is too blind to mean anything
}

TEST_CASE("likewise with recovery: what is final stays so, and nobody joins twice") {
    std::size_t recoveries = 0;
    for (unsigned seed = 1; seed <= 1000; ++seed) {
        INFO("seed " << seed);
        recoveries += random_walk(300, true, seeded(seed)).recoveries;
    }
    CHECK(recoveries > 100); // otherwise the walk is too blind to mean anything
}
