// SPDX-License-Identifier: MIT
#pragma once

#include "loop/main_loop.hpp"

#include <functional>
#include <memory>
#include <string_view>

namespace janus_talk::loop {

/// Keys of a terminal as they are pressed, neither waiting for Return nor shown. Ctrl-C, Ctrl-Z and
/// Ctrl-\ stay signals. While the process is in the background the terminal is left alone.
///
/// The terminal is restored by destruction, by restore(), when the process is suspended (SIGTSTP;
/// taken again when it goes on in the foreground) and before it dies of a signal that nobody
/// handles, also of a full stack. At most one exists at a time, made before there are other threads
/// that want signals.
/// @thread main
class KeyTerminal {
public:
    /// @param fd a terminal, which stays the caller's. Of anything else nothing is read.
    /// @param on_keys what was typed, as bytes; may destroy this object
    KeyTerminal(const MainLoop& loop, int fd, std::function<void(std::string_view)> on_keys);
    ~KeyTerminal();
    KeyTerminal(const KeyTerminal&) = delete;
    KeyTerminal& operator=(const KeyTerminal&) = delete;
    KeyTerminal(KeyTerminal&&) = delete;
    KeyTerminal& operator=(KeyTerminal&&) = delete;

    /// Takes the terminal when the process has come to the foreground, and lets go of it when it is
    /// there no longer. Shells don't tell either, so: now and then.
    void refresh();

    /// Whether keys arrive.
    [[nodiscard]] bool is_active() const noexcept;

    /// For a process that ends without destroying anything. Does nothing when there is nothing to
    /// restore. @thread any, also in a signal handler
    static void restore() noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace janus_talk::loop
