// SPDX-License-Identifier: MIT
#include "core/impairment.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

using namespace janus_talk::core;
using namespace std::chrono_literals;
using Direction = PacketFate::Direction;

namespace {

constexpr std::size_t many_packets = 100'000;

/// One packet each 20 ms.
std::vector<PacketFate::Verdict> fates(const ImpairmentSettings& settings,
                                       Direction direction = Direction::sent,
                                       std::size_t count = many_packets) {
    PacketFate fate{settings, direction};
    std::vector<PacketFate::Verdict> all;
    for (std::size_t i = 0; i < count; ++i)
        all.push_back(fate.next(i * 20ms));
    return all;
}

double share_of_copies(const std::vector<PacketFate::Verdict>& all, std::size_t copies) {
    const auto count = std::count_if(
            all.begin(), all.end(), [copies](const auto& one) { return one.copies == copies; });
    return 100.0 * static_cast<double>(count) / static_cast<double>(all.size());
}

/// Of the rows of lost packets.
double mean_row(const std::vector<PacketFate::Verdict>& all) {
    double lost = 0;
    double rows = 0;
    bool before = false;
    for (const auto& one : all) {
        lost += one.copies == 0 ? 1 : 0;
        rows += one.copies == 0 && !before ? 1 : 0;
        before = one.copies == 0;
    }
    return lost / rows;
}

std::vector<bool> which_lost(const std::vector<PacketFate::Verdict>& all) {
    std::vector<bool> lost;
    for (const auto& one : all)
        lost.push_back(one.copies == 0);
    return lost;
}

std::size_t mistake_at(const std::string& text) {
    try {
        const Impairment parsed{text};
    } catch (const GoalSyntaxError& error) {
        return error.position();
    }
    return std::string::npos;
}

ImpairmentSettings only_loss(double percent) {
    ImpairmentSettings settings;
    settings.loss = percent;
    return settings;
}

} // namespace

TEST_CASE("an impairment is described for each direction, or for both") {
    const Impairment two{"tx:loss=5%,jitter=20ms;rx:loss=2%,burst=3,seed=7"};
    CHECK(two.sent.loss == 5);
    CHECK(two.sent.jitter == 20ms);
    CHECK(two.sent.seed == 1);
    CHECK_FALSE(two.sent.burst);
    CHECK(two.heard.loss == 2);
    CHECK(two.heard.burst == 3.0);
    CHECK(two.heard.seed == 7);
    CHECK(two.names_sent);

    const Impairment both{" delay=1.5s , reorder=0.5% , duplicate=100% "};
    CHECK(both.sent == both.heard);
    CHECK(both.sent.delay == 1500ms);
    CHECK(both.sent.reorder == 0.5);
    CHECK(both.sent.duplicate == 100);
    CHECK_FALSE(both.names_sent);

    CHECK(Impairment{"rx:loss=1%"}.sent == ImpairmentSettings{});
}

TEST_CASE("what an impairment does is told in words") {
    CHECK(Impairment{"tx:loss=5%,burst=3,delay=40ms,jitter=20ms;rx:duplicate=1%"}.described() ==
          "sent: 5% lost in rows of 3, delayed by 40 to 60 ms; heard: 1% twice");
    CHECK(Impairment{"rx:delay=40ms,reorder=2%"}.described() ==
          "heard: delayed by 40 ms, 2% overtaken");
    CHECK(Impairment{"loss=0%"}.described() == "by nothing");
}

TEST_CASE("a mistake in an impairment is told with its position") {
    const auto [text, position] = GENERATE(table<std::string, std::size_t>({
            {"", 0},
            {"loss", 4},
            {"loss=5", 6},
            {"loss=-1%", 5},
            {"loss=101%", 5},
            {"loss=x%", 5},
            {"lost=5%", 0},
            {"tx:loss=5%,lost=5%", 11},
            {"up:loss=5%", 0},
            {"tx:", 3},
            {"tx:loss=1%;tx:loss=2%", 11},
            {"loss=1%;rx:loss=2%", 8},
            {"loss=1%,", 8},
            {"loss=1%;", 8},
            {"loss=1% delay=1s", 8},
            {"delay=11s", 6},
            {"jitter=soon", 7},
            {"burst=3", 0},
            {"loss=1%,burst=0.5", 14},
            {"tx:delay=1s;rx:loss=90%,burst=3", 12},
            {"loss=100%,burst=3", 0},
            {"loss=1%,seed=1.5", 13},
            {"loss=1%,seed=-1", 13},
    }));
    INFO(text);
    CHECK(mistake_at(text) == position);
}

TEST_CASE("as many packets are lost as asked for") {
    const double percent = GENERATE(0.0, 1.0, 5.0, 20.0, 100.0);
    const auto all = fates(only_loss(percent));
    // Three standard deviations of 20 % of 100,000 are 0.4.
    CHECK(share_of_copies(all, 0) == Approx(percent).margin(0.4));
    if (percent > 0 && percent < 100)
        CHECK(mean_row(all) == Approx(1 / (1 - percent / 100)).epsilon(0.05));
}

TEST_CASE("losses come in rows of the length asked for") {
    const auto [percent, burst] =
            GENERATE(table<double, double>({{2, 3}, {10, 5}, {30, 1.5}, {5, 20}, {50, 1}}));
    INFO(percent << " % in rows of " << burst);
    ImpairmentSettings settings = only_loss(percent);
    settings.burst = burst;
    const auto all = fates(settings);
    CHECK(share_of_copies(all, 0) == Approx(percent).epsilon(0.15));
    CHECK(mean_row(all) == Approx(burst).epsilon(0.1));
}

TEST_CASE("packets are doubled and overtaken as often as asked for") {
    ImpairmentSettings settings;
    settings.duplicate = 10;
    settings.reorder = 5;
    const auto all = fates(settings);
    CHECK(share_of_copies(all, 2) == Approx(10).margin(0.5));
    CHECK(share_of_copies(all, 0) == 0);
    std::size_t overtaken = 0;
    for (std::size_t i = 0; i + 1 < all.size(); ++i)
        overtaken += all[i].due[0] > all[i + 1].due[0] ? 1U : 0U;
    // Two in a row are not overtaken by each other: 5 % of 95 %.
    CHECK(100.0 * static_cast<double>(overtaken) / many_packets == Approx(4.75).margin(0.3));
}

TEST_CASE("delay and jitter keep the order and their bounds") {
    ImpairmentSettings settings;
    settings.delay = 40ms;
    settings.jitter = 30ms;
    const auto all = fates(settings);
    PacketFate::Time sum{};
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const PacketFate::Time wait = all[i].due[0] - i * 20ms;
        wrong += wait >= 40ms && wait < 70ms ? 0U : 1U;
        wrong += i > 0 && all[i].due[0] < all[i - 1].due[0] ? 1U : 0U;
        sum += wait;
    }
    CHECK(wrong == 0);
    // A little more than 55 ms, since some are held up by those before them.
    const double mean_ms = static_cast<double>(sum.count()) / 1e6 / many_packets;
    CHECK(mean_ms > 55);
    CHECK(mean_ms < 58);
}

TEST_CASE("a packet that is overtaken is so whatever the jitter") {
    ImpairmentSettings settings;
    settings.delay = 10ms;
    settings.jitter = 100ms;
    ImpairmentSettings with_reorder = settings;
    with_reorder.reorder = 5;
    const auto all = fates(with_reorder);
    std::size_t chosen = 0;
    std::size_t not_overtaken = 0;
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
        if (all[i].due[0] < i * 20ms + 140ms)
            continue; // 10 + 100 + 30: only one that is to be overtaken is as late as that
        ++chosen;
        const bool next_too = all[i + 1].due[0] >= (i + 1) * 20ms + 140ms;
        not_overtaken += !next_too && all[i + 1].due[0] >= all[i].due[0] ? 1U : 0U;
    }
    CHECK(100.0 * static_cast<double>(chosen) / many_packets == Approx(5).margin(0.3));
    CHECK(not_overtaken == 0);
}

TEST_CASE("the same seed does the same, another one does not, nor does the other direction") {
    const ImpairmentSettings settings = Impairment{"loss=10%,jitter=20ms,seed=7"}.sent;
    ImpairmentSettings other = settings;
    other.seed = 8;
    const auto first = fates(settings, Direction::sent, 1000);
    const auto again = fates(settings, Direction::sent, 1000);
    for (std::size_t i = 0; i < first.size(); ++i) {
        CHECK(first[i].copies == again[i].copies);
        CHECK(first[i].due == again[i].due);
    }
    CHECK(which_lost(first) != which_lost(fates(other, Direction::sent, 1000)));
    CHECK(which_lost(first) != which_lost(fates(settings, Direction::heard, 1000)));
}

TEST_CASE("what else is asked for does not change which packets are lost") {
    const auto plain = which_lost(fates(Impairment{"loss=10%,burst=2"}.sent));
    const auto more = which_lost(fates(
            Impairment{"loss=10%,burst=2,delay=1s,jitter=50ms,duplicate=9%,reorder=9%"}.sent));
    CHECK(plain == more);
    // These are what every version of this program loses first.
    std::vector<std::size_t> first;
    const auto pinned = fates(only_loss(5), Direction::sent, 200);
    for (std::size_t i = 0; i < pinned.size(); ++i) {
        if (pinned[i].copies == 0)
            first.push_back(i);
    }
    CHECK(first == std::vector<std::size_t>{24, 27, 53, 70, 101, 118, 122, 131, 182});
}
