// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace janus_talk::report {

/// The --json line of a command that asked and ended, without the newline: v, ok, then the members
/// of `members` (one JSON object; `audiobridge` is left out, `list` is called `rooms` and
/// `rtp_forwarders` is called `forwarders`), then exit and error when it failed.
[[nodiscard]] std::string command_result(std::string_view members,
                                         base::ExitCode exit,
                                         const std::optional<base::Failure>& failure);

/// A failure for people: "janus-talk: error: …", the server's code and words, the hint; each line
/// ended.
[[nodiscard]] std::string failure_text(const base::Failure& failure);

} // namespace janus_talk::report
