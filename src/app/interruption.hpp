// SPDX-License-Identifier: MIT
#pragma once

#include "app/end_signals.hpp"
#include "app/exit_deadline.hpp"
#include "base/exit_code.hpp"
#include "loop/main_loop.hpp"

#include <functional>
#include <optional>

namespace janus_talk::app {

/// What EndSignals do to work in steps: the loop is ended at once, unless somebody is listening.
/// From the first signal on the process has no longer than twice `last_resort`.
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
    void on_signal(base::ExitCode exit, const char* name);

    loop::MainLoop& loop_;
    std::optional<base::ExitCode> exit_;
    Listener listener_;
    ExitDeadline deadline_;
    EndSignals signals_;
};

} // namespace janus_talk::app
