// SPDX-License-Identifier: MIT
#pragma once

namespace janus_talk::loop {

/// Which of several ready sources runs first. The loop runs only the most urgent of them, then asks
/// again. Sockets, the mailbox and signals are `normal`.
enum class Priority {
    /// Must see a socket before its owner does.
    high,
    normal,
    /// Runs when no socket has anything to say. For verdicts about silence: after the process was
    /// stopped
    /// (SIGSTOP, suspend), what arrived meanwhile is read before anybody is declared dead.
    low,
};

} // namespace janus_talk::loop
