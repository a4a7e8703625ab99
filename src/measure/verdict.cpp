// SPDX-License-Identifier: MIT
#include "measure/verdict.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

namespace janus_talk::measure {

namespace {

std::string number(double value, const std::string& unit) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f", unit == "ms" ? 0 : 2, value);
    return std::string{text.data()} + (unit.empty() ? "" : " ") + unit;
}

class Checks {
public:
    void at_most(const char* name,
                 std::optional<double> limit,
                 std::optional<double> value,
                 const char* unit) {
        if (limit)
            list_.push_back({name, *limit, value, unit, false});
    }

    void at_least(const char* name,
                  std::optional<double> limit,
                  std::optional<double> value,
                  const char* unit) {
        if (limit)
            list_.push_back({name, *limit, value, unit, true});
    }

    std::vector<Check> take() { return std::move(list_); }

private:
    std::vector<Check> list_;
};

std::vector<Check> check(const Measures& measures, const Limits& limits) {
    // Figures about the voice exist only where some was heard.
    const bool heard = measures.voice && measures.voice->found > 0;
    const auto of_voice = [&](double value) { return heard ? std::optional{value} : std::nullopt; };
    const VoiceFigures voice = measures.voice.value_or(VoiceFigures{});
    Checks checks;
    checks.at_most("max-delay", limits.max_delay_ms, of_voice(voice.delay_ms.p95), "ms");
    checks.at_most("max-jitter", limits.max_jitter_ms, of_voice(voice.jitter_ms), "ms");
    checks.at_most("max-loss", limits.max_loss_pct, measures.loss_pct, "%");
    checks.at_most("max-missing",
                   limits.max_missing_pct,
                   measures.voice ? std::optional{voice.missing_pct()} : std::nullopt,
                   "%");
    checks.at_least("min-mos", limits.min_mos, measures.mos, "");
    checks.at_most("max-join", limits.max_join_ms, measures.join_ms, "ms");
    checks.at_least("min-snr", limits.min_snr_db, of_voice(voice.snr_db), "dB");
    checks.at_most("max-level-error",
                   limits.max_level_error_db,
                   of_voice(std::abs(voice.level_error_db)),
                   "dB");
    checks.at_most("max-gap", limits.max_gap_ms, of_voice(voice.longest_gap_ms), "ms");
    if (const auto& past = limits.regression) {
        checks.at_most("max-regression",
                       past->baseline_delay_ms * (1 + past->percent / 100),
                       of_voice(voice.delay_ms.p50),
                       "ms");
    }
    return checks.take();
}

std::string reason_of(const Check& check) {
    const std::string what = "--" + check.name + " is " + number(check.limit, check.unit);
    if (!check.value)
        return what + ", but that could not be measured.";
    return what + ", measured were " + number(*check.value, check.unit) + ".";
}

} // namespace

const char* name_of(Outcome outcome) noexcept {
    switch (outcome) {
    case Outcome::pass:
        return "pass";
    case Outcome::fail:
        return "fail";
    case Outcome::inconclusive:
        return "inconclusive";
    }
    return "";
}

bool Check::ok() const {
    // A figure that is no number keeps no limit either.
    if (!value)
        return false;
    return is_minimum ? *value >= limit : *value <= limit;
}

Verdict judge(const Measures& measures, const Limits& limits) {
    Verdict verdict;
    verdict.checks = check(measures, limits);
    if (!measures.voice || measures.voice->sent < least_markers) {
        verdict.reasons.emplace_back("Too little was said to judge it.");
        return verdict;
    }
    if (measures.late_pct.value_or(0) > most_late_pct) {
        verdict.reasons.push_back("This machine was too busy: " + number(*measures.late_pct, "%") +
                                  " of the voice was not sent in time.");
        return verdict;
    }
    verdict.silent = measures.voice->found == 0;
    if (verdict.silent)
        verdict.reasons.emplace_back("Nothing of what was said was heard.");
    else {
        for (const auto& each : verdict.checks) {
            if (!each.ok())
                verdict.reasons.push_back(reason_of(each));
        }
    }
    verdict.outcome = verdict.reasons.empty() ? Outcome::pass : Outcome::fail;
    return verdict;
}

} // namespace janus_talk::measure
