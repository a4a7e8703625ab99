// SPDX-License-Identifier: MIT
#pragma once

#include "app/exit_deadline.hpp"
#include "base/exit_code.hpp"
#include "loop/main_loop.hpp"
#include "loop/unix_signal.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace janus_talk::app {

/// SIGINT, SIGTERM and SIGHUP as the wish to end, for as long as it lives: the loop is ended at
/// once, unless somebody is listening. What was ignored before stays ignored. From the first signal
/// on the process has no longer than twice `last_resort`.
/// @thread main
class Interruption {
public:
    using Listener = std::function<void(base::ExitCode exit, const char* signal)>;

    explicit Interruption(loop::MainLoop& loop);

    /// What the process exits with; nothing before a signal has come. The first one decides.
    [[nodiscard]] const std::optional<base::ExitCode>& exit() const noexcept { return exit_; }

    /// For work that has something to leave first, and then ends the loop itself. Is told of each
    /// signal: the second one means impatience. At most one at a time.
    class Listening {
    public:
        Listening(Interruption& interruption, Listener listener);
        ~Listening();
        Listening(const Listening&) = delete;
        Listening& operator=(const Listening&) = delete;
        Listening(Listening&&) = delete;
        Listening& operator=(Listening&&) = delete;

    private:
        Interruption& interruption_;
    };

private:
    void watch(loop::Signal signal, base::ExitCode exit, const char* name);
    void on_signal(base::ExitCode exit, const char* name);

    loop::MainLoop& loop_;
    std::optional<base::ExitCode> exit_;
    Listener listener_;
    ExitDeadline deadline_;
    std::vector<std::unique_ptr<loop::UnixSignal>> signals_;
};

} // namespace janus_talk::app
