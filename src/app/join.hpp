// SPDX-License-Identifier: MIT
#pragma once

#include "app/join_options.hpp"
#include "base/exit_code.hpp"

namespace janus_talk::app {

/// Joins a room, talks and listens until told to leave, and returns what the process exits with.
/// @throws base::Error for what can be known before the main loop runs: a bad URL or audio spec
/// (usage), a file
///         that can't be read or written, a missing GStreamer part (device)
[[nodiscard]] base::ExitCode run_join(JoinOptions options);

} // namespace janus_talk::app
