// SPDX-License-Identifier: MIT
#include "core/link_adaptation.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace janus_talk::core;
using namespace std::chrono_literals;

namespace {

/// A call whose figures come once a second.
struct Link {
    explicit Link(LinkAdaptation::Scope scope = {}) : adaptation(scope) { adaptation.start(1ms); }

    LinkAdaptation::Wish second(double jitter_ms, double up_loss = 0, double down_loss = 0) {
        now += 1s;
        sent += 50;
        up_lost += 50 * up_loss / 100;
        down_lost += 50 * down_loss / 100;
        media::Stats stats;
        stats.tx_jitter_ms = jitter_ms;
        stats.tx.packets = stats.rx.packets = sent;
        stats.tx.lost_pct = 100 * up_lost / static_cast<double>(sent);
        stats.rx.lost_pct = 100 * down_lost / static_cast<double>(sent);
        return adaptation.note(stats, silent, now);
    }

    /// What was wished for in so many seconds.
    std::vector<LinkAdaptation::Wish>
    run(int seconds, double jitter_ms, double up_loss = 0, double down_loss = 0) {
        std::vector<LinkAdaptation::Wish> wishes;
        for (int i = 0; i < seconds; ++i) {
            if (const auto wish = second(jitter_ms, up_loss, down_loss); wish.any())
                wishes.push_back(wish);
        }
        return wishes;
    }

    LinkAdaptation adaptation;
    TimePoint now{100s};
    std::uint64_t sent = 0;
    double up_lost = 0;
    double down_lost = 0;
    bool silent = false;
};

} // namespace

TEST_CASE(
        "Before anything is measured, the round trip tells how long the server's queue should be") {
    using Case = std::pair<std::optional<std::chrono::milliseconds>, unsigned>;
    const auto [round_trip, packets] = GENERATE(Case{0ms, 2U},
                                                Case{10ms, 2U},
                                                Case{11ms, 4U},
                                                Case{60ms, 4U},
                                                Case{61ms, 6U},
                                                Case{2000ms, 6U},
                                                Case{std::nullopt, 6U});
    LinkAdaptation adaptation{{}};
    adaptation.start(round_trip);
    CHECK(adaptation.prebuffer() == packets);
}

TEST_CASE("What the user has fixed is left alone") {
    Link link{{false, false}};
    CHECK_FALSE(link.adaptation.prebuffer());
    CHECK(link.run(100, 30, 10, 10).empty());
}

TEST_CASE("On a calm network nothing is asked for") {
    Link link;
    CHECK(link.run(1000, 0.5).empty());
    CHECK(link.adaptation.prebuffer() == 2U);
}

TEST_CASE("Jitter makes the queue longer within two seconds, as long as it needs to be") {
    using Case = std::pair<double, unsigned>;
    const auto [jitter, packets] = GENERATE(
            Case{6, 3U}, Case{10, 3U}, Case{11, 4U}, Case{20, 5U}, Case{45, 10U}, Case{500, 10U});
    Link link;
    CHECK_FALSE(link.second(jitter).any());
    CHECK(link.second(jitter).prebuffer == packets);
    CHECK(link.run(30, jitter).empty());
}

TEST_CASE("A single bad report changes nothing") {
    Link link;
    for (int i = 0; i < 20; ++i) {
        CHECK_FALSE(link.second(40).any());
        CHECK_FALSE(link.second(1).any());
    }
}

TEST_CASE("The queue is cut where nobody speaks, or when it has been too long for a minute") {
    Link link;
    (void)link.run(2, 20);
    REQUIRE(link.adaptation.prebuffer() == 5U);
    link.silent = GENERATE(true, false);
    const int patience = link.silent ? 10 : 60;
    CHECK(link.run(patience, 1).empty());
    CHECK(link.second(1).prebuffer == 2U);
}

TEST_CASE("It is cut no further than what was needed meanwhile") {
    Link link;
    link.silent = true;
    (void)link.run(2, 40);
    REQUIRE(link.adaptation.prebuffer() == 9U);
    (void)link.run(5, 1);
    (void)link.run(1, 14);
    const auto wishes = link.run(6, 1);
    REQUIRE(wishes.size() == 1);
    CHECK(wishes[0].prebuffer == 4U);
}

TEST_CASE("Loss is prepared for in the direction where it happens, and no longer than it lasts") {
    Link link;
    (void)link.run(20, 0);
    SECTION("up") {
        auto wishes = link.run(20, 0, 10);
        REQUIRE_FALSE(wishes.empty());
        CHECK(wishes[0].encoder_loss == 6U);
        CHECK(wishes.back().encoder_loss == 10U);
        CHECK_FALSE(wishes.back().server_loss);
        wishes = link.run(80, 0);
        REQUIRE_FALSE(wishes.empty());
        CHECK(wishes.back().encoder_loss == 0U);
    }
    SECTION("down") {
        auto wishes = link.run(20, 0, 0, 10);
        REQUIRE_FALSE(wishes.empty());
        CHECK(wishes[0].server_loss > 0U);
        CHECK(wishes.back().server_loss == 10U);
        CHECK_FALSE(wishes.back().encoder_loss);
        wishes = link.run(80, 0);
        REQUIRE_FALSE(wishes.empty());
        CHECK(wishes.back().server_loss == 0U);
    }
    SECTION("less than one percent is not worth it") {
        CHECK(link.run(100, 0, 0.9, 0.9).empty());
    }
    SECTION("what is worse than any correction gets the most there is") {
        CHECK(link.run(20, 0, 0, 80).back().server_loss == 20U);
    }
}

TEST_CASE("Another peer connection counts from the start") {
    LossWindow window;
    window.add(1000, 0);
    window.add(1050, 10);
    REQUIRE(window.percent() == Approx(100));
    window.add(50, 0);
    CHECK_FALSE(window.percent());
    window.add(100, 0);
    CHECK(window.percent() == Approx(0));
}
