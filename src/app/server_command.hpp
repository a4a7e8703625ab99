// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_options.hpp"
#include "base/exit_code.hpp"

#include <chrono>
#include <string>

namespace janus_talk::app {

/// Shows what the server says about itself.
[[nodiscard]] base::ExitCode run_info(const CommandOptions& options);

/// Measures the round trip of the signalling.
[[nodiscard]] base::ExitCode
run_ping(const CommandOptions& options, unsigned count, std::chrono::milliseconds interval);

/// Reads `path` ("-": stdin), which must hold one JSON object of at most 1 MiB.
/// @throws base::Error usage
[[nodiscard]] std::string read_body(const std::string& path);

/// Sends a hand-written AudioBridge body, or with options.admin a whole Admin API request, and
/// prints the answer as it is.
[[nodiscard]] base::ExitCode run_request(const CommandOptions& options, std::string body);

} // namespace janus_talk::app
