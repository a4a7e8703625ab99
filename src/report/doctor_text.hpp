// SPDX-License-Identifier: MIT
#pragma once

#include "base/exit_code.hpp"
#include "core/diagnosis.hpp"

#include <optional>
#include <string>
#include <vector>

namespace janus_talk::report {

/// "dns", "stun", …
[[nodiscard]] const char* name_of(core::Layer layer);

/// One line for people, and below it, where there are any, what may be the cause ("perhaps: ") and
/// what to do ("try: "); each line ended. Text of others is made harmless.
[[nodiscard]] std::string doctor_line(const core::Finding& finding);

/// The last line: "All is well.", or which layer failed first.
/// @param interrupted what the process exits with, when not all was looked at
[[nodiscard]] std::string doctor_summary(const std::vector<core::Finding>& findings,
                                         std::optional<base::ExitCode> interrupted = {});

/// All of it as one JSON object on one line, without its end.
[[nodiscard]] std::string doctor_json(const std::vector<core::Finding>& findings,
                                      std::optional<base::ExitCode> interrupted = {});

/// Null when nothing failed.
[[nodiscard]] const core::Finding* first_failure(const std::vector<core::Finding>& findings);

} // namespace janus_talk::report
