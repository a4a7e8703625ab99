// SPDX-License-Identifier: MIT
#include "core/backoff.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace janus_talk::core;
using namespace std::chrono_literals;

TEST_CASE("the first try is made at once, and again after a reset") {
    Backoff backoff{{}, [] { return 0.999; }};
    CHECK(backoff.next(0s) == 0ms);
    CHECK(backoff.next(0s) > 0ms);
    backoff.reset();
    CHECK(backoff.next(0s) == 0ms);
}

TEST_CASE("bounds double up to the cap, and stay low while a server may be restarting") {
    Backoff backoff{{100ms, 300ms, 10s, 1000ms}, [] { return 1.0; }};
    CHECK(backoff.next(0s) == 0ms);
    CHECK(backoff.next(0s) == 100ms);
    CHECK(backoff.next(0s) == 200ms);
    CHECK(backoff.next(0s) == 300ms);
    CHECK(backoff.next(9s) == 300ms);
    CHECK(backoff.next(10s) == 1000ms);
    CHECK(backoff.next(100s) == 1000ms);
}

TEST_CASE("waits are drawn evenly from nothing to the bound") {
    std::mt19937 random{7};
    std::uniform_real_distribution<double> even{0, 1};
    Backoff backoff{{}, [&] { return even(random); }};
    static_cast<void>(backoff.next(0s));
    std::chrono::milliseconds sum{0};
    constexpr int count = 2000;
    for (int n = 0; n < count; ++n) {
        const auto wait = backoff.next(1s);
        REQUIRE(wait >= 0ms);
        REQUIRE(wait <= timing::eager_retry_delay);
        sum += wait;
    }
    CHECK(sum / count > timing::eager_retry_delay * 9 / 20);
    CHECK(sum / count < timing::eager_retry_delay * 11 / 20);
}
