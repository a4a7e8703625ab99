// SPDX-License-Identifier: MIT
#include "measure/verdict.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace janus_talk::measure;

namespace {

Measures good() {
    Measures measures;
    VoiceFigures voice;
    voice.sent = 50;
    voice.found = 50;
    voice.delay_ms = {90, 100, 110, 120};
    voice.jitter_ms = 2;
    voice.snr_db = 50;
    voice.level_error_db = -1;
    measures.voice = voice;
    measures.loss_pct = 0.2;
    measures.mos = 3.9;
    measures.join_ms = 300;
    return measures;
}

Limits all_limits() {
    Limits limits;
    limits.max_jitter_ms = 10;
    limits.max_join_ms = 1000;
    limits.min_snr_db = 20;
    limits.max_level_error_db = 6;
    limits.max_gap_ms = 100;
    limits.regression = Limits::Regression{95, 20};
    return limits;
}

} // namespace

TEST_CASE("a good call passes, with all limits and with none") {
    const Verdict verdict = judge(good(), all_limits());
    CHECK(verdict.outcome == Outcome::pass);
    CHECK(verdict.checks.size() == 10);
    CHECK(verdict.reasons.empty());
    CHECK(judge(good(), Limits{}).outcome == Outcome::pass);
}

TEST_CASE("silence never passes, whatever the limits are") {
    const auto none = std::nullopt;
    const Limits without{none, none, none, none, none, none, none, none, none, none};
    for (const auto& limits : {Limits{}, all_limits(), without}) {
        Measures silent = good();
        silent.voice->found = 0;
        CHECK(judge(silent, limits).outcome == Outcome::fail);
        CHECK(judge(silent, limits).silent);
        silent.voice->sent = 0;
        CHECK(judge(silent, limits).outcome == Outcome::inconclusive);
        silent.voice.reset();
        CHECK(judge(silent, limits).outcome == Outcome::inconclusive);
        CHECK_FALSE(judge(silent, limits).reasons.empty());
    }
}

TEST_CASE("each limit fails alone, at its edge") {
    const auto fails = [](const char* name, const Measures& measures) {
        const Verdict verdict = judge(measures, all_limits());
        INFO(name);
        CHECK(verdict.outcome == Outcome::fail);
        REQUIRE(verdict.reasons.size() == 1);
        CHECK(verdict.reasons[0].rfind(std::string{"--"} + name, 0) == 0);
    };
    const auto with = [](auto change) {
        Measures measures = good();
        change(measures);
        return measures;
    };
    fails("max-delay", with([](Measures& m) { m.voice->delay_ms.p95 = 400.1; }));
    fails("max-jitter", with([](Measures& m) { m.voice->jitter_ms = 10.1; }));
    fails("max-loss", with([](Measures& m) { m.loss_pct = 5.01; }));
    fails("max-missing", with([](Measures& m) { m.voice->found = 47; }));
    fails("min-mos", with([](Measures& m) { m.mos = 3.09; }));
    fails("max-join", with([](Measures& m) { m.join_ms = 1001; }));
    fails("min-snr", with([](Measures& m) { m.voice->snr_db = 19; }));
    fails("max-level-error", with([](Measures& m) { m.voice->level_error_db = -6.1; }));
    fails("max-gap", with([](Measures& m) { m.voice->longest_gap_ms = 120; }));
    fails("max-regression", with([](Measures& m) { m.voice->delay_ms.p50 = 114.1; }));
    fails("min-mos", with([](Measures& m) { m.mos.reset(); }));
    fails("max-loss", with([](Measures& m) { m.loss_pct.reset(); }));
    fails("min-mos", with([](Measures& m) { m.mos = std::numeric_limits<double>::quiet_NaN(); }));
    CHECK(judge(with([](Measures& m) { m.loss_pct = 5; }), all_limits()).outcome == Outcome::pass);
}

TEST_CASE("what nothing can be said about is inconclusive") {
    Measures brief = good();
    brief.voice->sent = brief.voice->found = least_markers - 1;
    CHECK(judge(brief, Limits{}).outcome == Outcome::inconclusive);
    Measures busy = good();
    busy.late_pct = 11;
    CHECK(judge(busy, Limits{}).outcome == Outcome::inconclusive);
    CHECK_FALSE(judge(busy, Limits{}).reasons.empty());
    busy.late_pct = 9;
    CHECK(judge(busy, Limits{}).outcome == Outcome::pass);
}

TEST_CASE("missing markers are a share of those sent") {
    CHECK(VoiceFigures{}.missing_pct() == 100);
    VoiceFigures figures;
    figures.sent = 50;
    figures.found = 49;
    CHECK(figures.missing_pct() == Approx(2));
}
