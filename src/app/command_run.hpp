// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_options.hpp"
#include "base/exit_code.hpp"

namespace janus_talk::app {

/// Connects, asks, prints and ends. Results go to stdout: text for people, or with --json one line
/// {"v":1,"ok":…}; failures go to stderr too, with the Janus code and text.
/// @throws base::Error for what is wrong with the options
/// @thread main
[[nodiscard]] base::ExitCode run_command(const CommandOptions& options, CommandPlan plan);

} // namespace janus_talk::app
