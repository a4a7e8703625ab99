// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_options.hpp"
#include "app/join_options.hpp"
#include "base/exit_code.hpp"

namespace janus_talk::app {

/// Prints on stdout what joining would send, secrets, ids and media descriptions redacted, one
/// message a line: what the state machine sends when every answer is a good one. Nothing is opened.
/// @throws base::Error usage, as joining would
[[nodiscard]] base::ExitCode print_join_requests(JoinOptions options);

/// Likewise for a command that asks and ends: up to its first question, for what follows may depend
/// on the answer. @throws base::Error usage
[[nodiscard]] base::ExitCode print_command_requests(const CommandOptions& options,
                                                    const CommandPlan& plan);

} // namespace janus_talk::app
