// SPDX-License-Identifier: MIT
#pragma once

#include "loop/unix_signal.hpp"

#include <array>
#include <chrono>
#include <cstddef>

namespace janus_talk::app {

/// Makes the process fit to hold secrets and to run for weeks. The first thing that any command
/// does, before it has threads or has read a secret:
/// - SIGPIPE is ignored: a reader that goes is an error of write.
/// - Descriptors 0 to 2 are open, otherwise a socket could become somebody's stdout. What was
///   closed stays unusable: stdin is at its end, and writing to stdout fails.
/// - No core file is ever written, and no process of the same user can attach or read the memory:
///   it holds PINs, keys and voices. JANUS_TALK_ALLOW_CORE=true in the environment leaves that
///   out, for debugging.
/// @throws base::Error of class `device` when there are too few descriptors even to say so in an
/// orderly way
void seal_process();

/// What a process is going to do.
enum class Load { command, conference };

/// Makes sure that there will be enough descriptors, threads and address space, since the libraries
/// abort when one is missing half-way. A soft limit of descriptors that is too low is raised.
/// @throws base::Error of class `device` that says what is missing
void require_resources(Load load);

/// @throws base::Error of class `device` when fewer are free
void require_descriptors(std::size_t count);

/// When this process started, on the monotonic clock.
[[nodiscard]] std::chrono::steady_clock::time_point process_start();

/// Which of the standard streams were terminals at first. Of one that is closed nothing can be told
/// but that it has hung up.
class Terminals {
public:
    Terminals();

    [[nodiscard]] bool is_one_gone() const;

private:
    std::array<bool, 3> were_{};
};

/// Whoever started us wants this signal ignored.
[[nodiscard]] bool is_ignored(loop::Signal signal);

} // namespace janus_talk::app
