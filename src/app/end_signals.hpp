// SPDX-License-Identifier: MIT
#pragma once

#include "base/exit_code.hpp"
#include "loop/main_loop.hpp"
#include "loop/unix_signal.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace janus_talk::app {

/// SIGINT, SIGTERM and SIGHUP as the wish to end, for as long as it lives. What was ignored before
/// (nohup, a background job of a plain shell) stays ignored. @thread main
class EndSignals {
public:
    /// @param exit what the process exits with when nothing was achieved @param name "SIGINT"
    using Handler = std::function<void(base::ExitCode exit, const char* name)>;

    enum class HangUp {
        ends,
        /// It means something else here: whoever makes this watches it.
        left_alone,
    };

    EndSignals(const loop::MainLoop& loop, Handler handler, HangUp hang_up = HangUp::ends);

private:
    void watch(loop::Signal signal, base::ExitCode exit, const char* name);

    const loop::MainLoop& loop_;
    const Handler handler_;
    std::vector<std::unique_ptr<loop::UnixSignal>> signals_;
};

} // namespace janus_talk::app
