// SPDX-License-Identifier: MIT
#pragma once

#include "base/exit_code.hpp"

#include <string>

namespace janus_talk::app {

/// Prints the audio devices on stdout: a table for people, or one JSON object.
/// @throws base::Error device: a GStreamer part is missing
[[nodiscard]] base::ExitCode run_devices(bool json);

/// Only what --input or --output (as `direction` says) take, one a line.
/// @throws base::Error likewise
[[nodiscard]] base::ExitCode run_device_specs(const std::string& direction);

} // namespace janus_talk::app
