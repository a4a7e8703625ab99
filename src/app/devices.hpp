// SPDX-License-Identifier: MIT
#pragma once

#include "base/exit_code.hpp"

namespace janus_talk::app {

/// Prints the audio devices on stdout: a table for people, or one JSON object.
/// @throws base::Error device: a GStreamer part is missing
[[nodiscard]] base::ExitCode run_devices(bool json);

} // namespace janus_talk::app
