// SPDX-License-Identifier: MIT
#include "core/limit_rule.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <functional>
#include <string>

using namespace janus_talk;
using namespace janus_talk::core;
using namespace std::chrono_literals;

namespace {

/// One sample a second, made by `make` of the number of the second.
std::optional<double> after(LimitRule& rule, int seconds, const std::function<Notice(int)>& make) {
    static TimePoint now{1h};
    now += 1h;
    for (int i = 1; i <= seconds; ++i) {
        now += 1s;
        rule.add(make(i), now);
    }
    return rule.value();
}

media::Levels levels(double rx, double tx = -127) {
    return {tx, rx, tx + 3, rx + 3, 2};
}

/// 50 packets a second, a share of which is lost.
media::Stats stats(int second, double lost_pct) {
    media::Stats all;
    const double expected = 50.0 * second;
    for (auto* flow : {&all.rx, &all.tx}) {
        flow->packets = static_cast<std::uint64_t>(expected * (1 - lost_pct / 100));
        flow->lost_pct = lost_pct;
        flow->kbps = 32;
    }
    all.rtt_ms = 10 * second;
    all.rx_jitter_ms = 4;
    all.tx_jitter_ms = 5;
    all.rx_buffer_ms = 40;
    all.rx_late = static_cast<std::uint64_t>(second);
    all.rx_concealed_pct = lost_pct;
    return all;
}

std::size_t rule_error_position(const std::string& text) {
    try {
        LimitRule{text};
    } catch (const GoalSyntaxError& error) {
        return error.position();
    }
    return std::string::npos;
}

} // namespace

TEST_CASE("A level is the mean power of the window") {
    LimitRule rule{"rx.level<-55dBFS/4s"};
    CHECK(rule.window() == 4s);
    CHECK_FALSE(after(rule, 3, [](int) { return levels(-70); }));
    CHECK(after(rule, 4, [](int) { return levels(-70); }).value() == Approx(-70));
    // One second of speech among silence keeps the mean up; four seconds later it is forgotten.
    const auto speech_first = [](int second) { return levels(second == 1 ? -20 : -127); };
    CHECK(after(rule, 4, speech_first).value() == Approx(-26.02).margin(0.01));
    CHECK(after(rule, 5, speech_first).value() == Approx(-127));
    CHECK(rule.is_broken_by(-55.1));
    CHECK_FALSE(rule.is_broken_by(-55));
}

TEST_CASE("Each measure comes from its figure") {
    const auto [text, expected] = GENERATE(table<std::string, double>({{"tx.level>0/3s", -30},
                                                                       {"rx.peak>0dBFS/3s", -17},
                                                                       {"tx.peak>0/3s", -27},
                                                                       {"tx.clipped>0/3s", 6}}));
    LimitRule rule{text};
    CAPTURE(text);
    CHECK(after(rule, 9, [](int) { return levels(-20, -30); }).value() == Approx(expected));
    const auto [other, figure] = GENERATE(table<std::string, double>({{"rtt>0ms/3s", 80},
                                                                      {"rx.jitter>0/3s", 4},
                                                                      {"tx.jitter>0ms/3s", 5},
                                                                      {"rx.buffer>0/3s", 40},
                                                                      {"rx.late>0/3s", 3},
                                                                      {"rx.kbps<0kbps/3s", 32},
                                                                      {"tx.kbps<0/3s", 32}}));
    LimitRule second{other};
    CAPTURE(other);
    CHECK(after(second, 9, [](int i) { return stats(i, 0); }).value() == Approx(figure));
}

TEST_CASE("Loss is that of the window, though it is counted from the start") {
    const auto* name = GENERATE("rx.loss", "tx.loss", "rx.concealed");
    CAPTURE(name);
    LimitRule rule{std::string{name} + ">3%/5s"};
    // 10 % in the first 20 s, none after: 24 s later the counts still say 4.5 %.
    const auto bad_start = [](int second) {
        return stats(second, second <= 20 ? 10 : 10.0 * 20 / second);
    };
    CHECK(after(rule, 20, bad_start).value() == Approx(10).margin(0.5));
    LimitRule later{std::string{name} + ">3%/5s"};
    CHECK(after(later, 44, bad_start).value() == Approx(0).margin(0.7));
}

TEST_CASE("A window is full when so much time has been watched") {
    LimitRule rule{"rx.loss>3%/5s"};
    CHECK_FALSE(after(rule, 5, [](int i) { return stats(i, 0); }));
    CHECK(after(rule, 6, [](int i) { return stats(i, 0); }));
    CHECK_FALSE(after(rule, 2, [](int i) { return stats(i, 50); })); // a gap of an hour
    CHECK(rule.value_so_far().value() == Approx(50).margin(1));
    LimitRule untouched{"rtt>1"};
    CHECK_FALSE(untouched.value_so_far());
    CHECK(untouched.window() == 1s);
}

TEST_CASE("A new peer connection counts from zero") {
    LimitRule rule{"rx.loss>3%/5s"};
    const auto restart = [](int i) { return i <= 10 ? stats(i, 0) : stats(i - 10, 20); };
    const auto value = after(rule, 15, restart);
    CHECK(value.value() == Approx(20).margin(1));
}

TEST_CASE("Figures that are absent are no figures") {
    LimitRule rule{"tx.level<-50/1s"};
    media::Levels listener;
    listener.tx_dbfs.reset();
    CHECK_FALSE(after(rule, 5, [&](int) { return listener; }));
    CHECK_FALSE(rule.value_so_far());
    LimitRule trip{"rtt>1"};
    CHECK_FALSE(after(trip, 5, [](int) { return media::Stats{}; }));
}

TEST_CASE("What makes no sense is refused where it begins not to, in a rule too") {
    const auto [text, position] =
            GENERATE(table<std::string, std::size_t>({{"", 0},
                                                      {"loss>3", 0},
                                                      {"rx.loss", 7},
                                                      {"rx.loss>", 8},
                                                      {"rx.loss>x", 8},
                                                      {"rx.loss>3ms", 9},
                                                      {"rx.loss>3%/", 11},
                                                      {"rx.loss>3%/500ms", 16},
                                                      {"rx.loss>3%/2h", 13},
                                                      {"rx.loss>3%/5s 1", 14},
                                                      {"tx.clipped>3%", 12}}));
    CAPTURE(text);
    CHECK(rule_error_position(text) == position);
}

TEST_CASE("Blanks and missing units do no harm") {
    CHECK(rule_error_position(" rx.level < -55 dBFS / 15s ") == std::string::npos);
    CHECK(rule_error_position("rtt>200") == std::string::npos);
    CHECK(LimitRule{"rtt>200/5s"}.text() == "rtt>200/5s");
}
