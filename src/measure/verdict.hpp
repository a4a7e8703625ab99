// SPDX-License-Identifier: MIT
#pragma once

#include "measure/voice_meter.hpp"

#include <optional>
#include <string>
#include <vector>

namespace janus_talk::measure {

/// Everything that is judged. Absent: not known.
struct Measures {
    /// Absent: it never came to talking.
    std::optional<VoiceFigures> voice;
    /// Packets lost on the whole way, percent.
    std::optional<double> loss_pct;
    std::optional<double> mos;
    /// From the first step to sound, of the slower participant, ms.
    std::optional<double> join_ms;
    /// Share of the talker's packets that this machine was too busy to send in time, percent.
    std::optional<double> late_pct;
};

/// Absent: no limit.
struct Limits {
    /// p95, ms. G.114: no network should be planned with more than 400 ms one way.
    std::optional<double> max_delay_ms = 400;
    std::optional<double> max_jitter_ms;
    /// Percent of the packets.
    std::optional<double> max_loss_pct = 5;
    /// Percent of the markers.
    std::optional<double> max_missing_pct = 5;
    /// G.107, annex B: an R of 60, below which nearly all users are dissatisfied.
    std::optional<double> min_mos = 3.1;
    std::optional<double> max_join_ms;
    /// Between the marker and the noise, dB.
    std::optional<double> min_snr_db;
    /// dB, in either direction.
    std::optional<double> max_level_error_db;
    std::optional<double> max_gap_ms;

    /// How much worse than an earlier run: the delay (p50) then, and by how many percent.
    struct Regression {
        double baseline_delay_ms = 0;
        double percent = 0;
    };

    std::optional<Regression> regression;
};

enum class Outcome { pass, fail, inconclusive };

[[nodiscard]] const char* name_of(Outcome outcome) noexcept;

/// One limit and what was measured.
struct Check {
    /// As the option is called, without its dashes.
    std::string name;
    double limit = 0;
    /// Absent: not known, hence not kept.
    std::optional<double> value;
    /// "ms", "%", "dB" or empty.
    std::string unit;
    /// The value must not be below the limit, rather than above.
    bool is_minimum = false;

    [[nodiscard]] bool ok() const;
};

struct Verdict {
    Outcome outcome = Outcome::inconclusive;
    /// Nothing of what was said was heard.
    bool silent = false;
    /// Why it is not a pass, in whole sentences.
    std::vector<std::string> reasons;
    /// All limits that were asked for, in a fixed order.
    std::vector<Check> checks;
};

/// * inconclusive: fewer than `least_markers` were sent, or this machine was too busy to send
///   `most_late_pct` of the voice, so that nothing can be said about the conference;
/// * fail: nothing was heard, or a limit is broken, or what a limit is about is not known;
/// * pass: all else. Silence never passes, whatever the limits are.
[[nodiscard]] Verdict judge(const Measures& measures, const Limits& limits);

/// A second of voice.
inline constexpr std::uint64_t least_markers = 5;
inline constexpr double most_late_pct = 10;

} // namespace janus_talk::measure
