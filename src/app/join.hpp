// SPDX-License-Identifier: MIT
#pragma once

#include "app/join_options.hpp"
#include "base/exit_code.hpp"

namespace janus_talk::app {

/// Joins a room, talks and listens until told to leave, and returns what the process exits with.
/// What can be known before the main loop runs (a bad URL or audio spec, a file that can't be read
/// or written, a missing GStreamer part) is told in the same words and events as later trouble.
[[nodiscard]] base::ExitCode run_join(JoinOptions options);

} // namespace janus_talk::app
