// SPDX-License-Identifier: MIT
#pragma once

#include "loop/main_loop.hpp"

#include <functional>
#include <memory>

namespace janus_talk::loop {

enum class Signal {
    interrupt, ///< SIGINT, Ctrl-C
    terminate, ///< SIGTERM
    hang_up,   ///< SIGHUP
    user_1,    ///< SIGUSR1
};

/// Turns a Unix signal into an ordinary callback on the loop, for as long as the object lives;
/// afterwards the signal does again what it does by default. Several of the same kind that arrive
/// together may be reported once.
/// @thread main
class UnixSignal {
public:
    UnixSignal(const MainLoop& loop, Signal signal, std::function<void()> on_signal);
    ~UnixSignal();
    UnixSignal(const UnixSignal&) = delete;
    UnixSignal& operator=(const UnixSignal&) = delete;
    UnixSignal(UnixSignal&&) = delete;
    UnixSignal& operator=(UnixSignal&&) = delete;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace janus_talk::loop
