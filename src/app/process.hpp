// SPDX-License-Identifier: MIT
#pragma once

#include "loop/unix_signal.hpp"

#include <chrono>

namespace janus_talk::app {

/// Makes the process fit to run for weeks, before it has threads: SIGPIPE is ignored (a reader that
/// goes is an error of write), descriptors 0 to 2 are open (otherwise a socket could become
/// somebody's stdout), and no core file is ever written (it would hold PINs, keys and voices).
void prepare_process();

/// When this process started, on the monotonic clock.
[[nodiscard]] std::chrono::steady_clock::time_point process_start();

/// Whoever started us wants this signal ignored.
[[nodiscard]] bool is_ignored(loop::Signal signal);

} // namespace janus_talk::app
