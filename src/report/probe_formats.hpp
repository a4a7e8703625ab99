// SPDX-License-Identifier: MIT
#pragma once

#include "base/exit_code.hpp"
#include "report/probe_report.hpp"

#include <optional>
#include <string>
#include <string_view>

// A probe in the forms that other programs read. Whatever text comes from others, the form stays
// well-formed.

namespace janus_talk::report {

/// JUnit XML: one test case for each participant, the voice, and each limit.
[[nodiscard]] std::string probe_junit(const ProbeReport& report);

/// Text exposition format 0.0.4, gauges in seconds and ratios, each with the room as label.
[[nodiscard]] std::string probe_prometheus(const ProbeReport& report);

/// One line: state, figures, "|" and performance data; ended.
[[nodiscard]] std::string probe_nagios(const ProbeReport& report);
/// 0 OK, 1 WARNING (delay), 2 CRITICAL (delay, a broken limit, silence, a stage that failed), 3
/// UNKNOWN (no verdict, wrong usage, interrupted), as a process returns it: the names of these
/// numbers mean nothing.
inline constexpr base::ExitCode nagios_unknown{3};
/// Harmless, and without the "|" that begins the performance data.
[[nodiscard]] std::string nagios_text(std::string_view text);
[[nodiscard]] base::ExitCode nagios_status(const ProbeReport& report);

/// The delay (p50, ms) in a --json or a `result` event of an earlier probe.
[[nodiscard]] std::optional<double> delay_of_baseline(std::string_view text);

} // namespace janus_talk::report
