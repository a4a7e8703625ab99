// SPDX-License-Identifier: MIT
#include "measure/e_model.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk::measure;

namespace {

Transmission call(double delay_ms, double loss_pct) {
    return {.delay_ms = delay_ms, .loss_pct = loss_pct};
}

} // namespace

TEST_CASE("R and MOS of well-known places") {
    CHECK(mos_of_rating(93.2) == Approx(4.41).margin(0.005));
    CHECK(mos_of_rating(80) == Approx(4.02).margin(0.01));
    CHECK(mos_of_rating(60) == Approx(3.1).margin(0.005));
    CHECK(mos_of_rating(50) == Approx(2.58).margin(0.01));
    CHECK(mos_of_rating(0) == 1);
    CHECK(mos_of_rating(3) == 1);
    CHECK(mos_of_rating(100) == 4.5);
}

TEST_CASE("delay costs nothing below 100 ms, and what G.107 says above") {
    const Transmission none{.delay_ms = 100, .bitrate = 160000, .encodings = 1};
    CHECK(rating(none) == Approx(93.2).margin(0.2));
    const double base = rating(call(0, 0));
    CHECK(rating(call(100, 0)) == base);
    // Idd of 200 ms: X = 1; by hand 25 · (2^(1/6) - 3 · (1 + 3^-6)^(1/6) + 2).
    CHECK(base - rating(call(200, 0)) == Approx(3.0445).margin(0.001));
    CHECK(base - rating(call(400, 0)) == Approx(24.1).margin(0.5));
}

TEST_CASE("two encodings at 32 kbit/s, and loss") {
    CHECK(rating(call(0, 0)) == Approx(78.6).margin(0.05));
    CHECK(rating({.loss_pct = 10}) == Approx(78.6 - (95 - 14.56) / 2).margin(0.1));
    CHECK(rating({.loss_pct = 10, .fec = true}) > rating({.loss_pct = 10}) + 10);
    CHECK(mos({.loss_pct = 100}) == Approx(1).margin(0.3));
}

TEST_CASE("G.711 costs nothing but its losses") {
    CHECK(rating({.coding = Coding::g711}) == Approx(93.2));
    CHECK(rating({.loss_pct = 4.3, .coding = Coding::g711}) == Approx(93.2 - 95.0 / 2));
}

TEST_CASE("more delay or more loss is never better, and the score stays in its range") {
    for (double loss = 0; loss <= 100; loss += 2) {
        double last = 5;
        for (double delay = 0; delay <= 3000; delay += 25) {
            const double score = mos(call(delay, loss));
            REQUIRE(score >= 1);
            REQUIRE(score <= 4.5);
            REQUIRE(score <= last + 1e-9);
            REQUIRE(score <= mos(call(delay, loss / 2)) + 1e-9);
            last = score;
        }
    }
}
