// SPDX-License-Identifier: MIT
#pragma once

#include "app/exit_deadline.hpp"
#include "app/flight_recorder.hpp"
#include "app/log.hpp"
#include "app/notice_printer.hpp"
#include "app/probe.hpp"
#include "app/probe_leg.hpp"
#include "app/probe_voice.hpp"
#include "app/server_watch.hpp"
#include "loop/mailbox.hpp"
#include "loop/main_loop.hpp"
#include "loop/timer.hpp"
#include "measure/e_model.hpp"
#include "media/gst_runtime.hpp"
#include "report/probe_report.hpp"
#include "signaling/lws_context.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace janus_talk::app {

/// From the first connection to the last: join twice, wait until both hear, talk, listen to the
/// end, leave. @thread main
class ProbeRun {
public:
    /// @throws base::Error
    ProbeRun(loop::MainLoop& loop,
             NoticePrinter& printer,
             Log& log,
             FlightRecorder& flight,
             const ProbeOptions& options,
             const std::vector<signaling::Url>& servers,
             const ProbeVoice::Copies& copies);

    /// Returns when both have left. `duration_ms` is left to the caller.
    [[nodiscard]] report::ProbeReport run();

    /// Somebody wants an end now, and no verdict. A second call leaves at once.
    void interrupt(base::ExitCode exit, const char* cause);

    /// Destroying this would crash, see MediaSession.
    [[nodiscard]] bool must_not_unwind() const;

private:
    using Clock = std::chrono::steady_clock;
    enum class Step { joining, settling, talking, listening, leaving };

    void watch_server();
    [[nodiscard]] JoinOptions talker_options() const;
    [[nodiscard]] JoinOptions listener_options() const;
    [[nodiscard]] ProbeLeg::Listener observer(const std::string& name);
    void on_notice(ProbeLeg& leg, const core::Notice& notice);
    void on_stop();
    void on_tick();
    void enter(Step step, std::chrono::milliseconds length);
    [[nodiscard]] std::chrono::milliseconds tail() const;
    void leave(base::ExitCode exit, const char* cause);
    [[nodiscard]] measure::Measures measures() const;
    [[nodiscard]] measure::Transmission transmission(const measure::VoiceFigures& voice,
                                                     double loss_pct) const;
    [[nodiscard]] std::optional<base::Failure> failure() const;
    [[nodiscard]] base::ExitCode exit_of(const report::ProbeReport& report) const;

    loop::MainLoop& loop_;
    NoticePrinter& printer_;
    Log& log_;
    FlightRecorder& flight_;
    const ProbeOptions& options_;
    media::GstRuntime runtime_;
    loop::Mailbox mailbox_;
    ExitDeadline deadline_;
    signaling::LwsContext lws_;
    ProbeVoice voice_;
    ProbeLeg talker_;
    ProbeLeg listener_;
    std::optional<ServerWatch> server_;
    loop::Timer timer_;
    Step step_ = Step::joining;
    Clock::time_point step_end_;
    bool began_to_talk_ = false;
    std::optional<base::ExitCode> interrupted_;
};

} // namespace janus_talk::app
