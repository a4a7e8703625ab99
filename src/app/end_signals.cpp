// SPDX-License-Identifier: MIT
#include "app/end_signals.hpp"

#include "app/process.hpp"

#include <utility>

namespace janus_talk::app {

EndSignals::EndSignals(const loop::MainLoop& loop, Handler handler, HangUp hang_up)
    : loop_(loop), handler_(std::move(handler)) {
    using loop::Signal;
    watch(Signal::interrupt, base::ExitCode::interrupted, "SIGINT");
    watch(Signal::terminate, base::ExitCode::terminated, "SIGTERM");
    if (hang_up == HangUp::ends)
        watch(Signal::hang_up, base::ExitCode::terminated, "SIGHUP");
}

void EndSignals::watch(loop::Signal signal, base::ExitCode exit, const char* name) {
    if (is_ignored(signal))
        return;
    signals_.push_back(std::make_unique<loop::UnixSignal>(
            loop_, signal, [this, exit, name] { handler_(exit, name); }));
}

} // namespace janus_talk::app
