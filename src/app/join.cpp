// SPDX-License-Identifier: MIT
#include "app/join.hpp"

#include "app/conference.hpp"
#include "app/control_desk.hpp"
#include "app/devices.hpp"
#include "app/end_signals.hpp"
#include "app/exit_deadline.hpp"
#include "app/flight_recorder.hpp"
#include "app/join_setup.hpp"
#include "app/key_desk.hpp"
#include "app/log.hpp"
#include "app/notice_printer.hpp"
#include "app/process.hpp"
#include "app/service_desk.hpp"
#include "app/version.hpp"
#include "base/text.hpp"
#include "control/instances.hpp"
#include "core/parrot_turn.hpp"
#include "loop/key_terminal.hpp"
#include "loop/mailbox.hpp"
#include "loop/main_loop.hpp"
#include "loop/network_watch.hpp"
#include "loop/unix_signal.hpp"
#include "loop/wake_watch.hpp"
#include "media/gst_runtime.hpp"
#include "media/media_session.hpp"
#include "signaling/lws_context.hpp"
#include "signaling/websocket.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace janus_talk::app {

namespace {

using namespace std::chrono_literals;

std::string log_text(const report::Hello& hello) {
    return "janus-talk " + hello.version + ", process " + std::to_string(hello.pid) + ": " +
           hello.command + " room " + hello.room.text() + " of " + hello.url;
}

/// Everything of one run, made in the order in which it depends on each other, unmade in reverse.
class JoinRun {
public:
    JoinRun(JoinOptions options, std::vector<signaling::Url> servers)
        : options_(std::move(options)), urls_(std::move(servers)),
          printer_(loop_,
                   options_.report,
                   process_start(),
                   [this] { leave_because("stdout closed"); }),
          flight_(options_.flight, printer_.session()),
          log_(options_.report,
               {[this](const std::string& line) { printer_.print_text(line); },
                [this](const base::Failure& failure) { warn(failure); }}),
          service_(loop_, service_manager_, options_.task != Task::listen),
          conference_(loop_, make_conference_config(options_, urls_), options_.server.credentials),
          media_(runtime_, flight_.tapped(options_.media), loop_, mailbox_, conference_),
          lws_(loop_, log_.lws_options(is_any_secure(urls_))),
          wakings_(loop_,
                   [this](const loop::WakeMeter::Gap& gap) {
                       conference_.deliver(core::Woken{gap.length, gap.was_suspended});
                   }),
          network_(loop_, [this] { conference_.deliver(core::NetworkChanged{}); }) {
        std::vector<std::reference_wrapper<core::SignalingPort>> ports;
        for (const auto& url : urls_) {
            sockets_.push_back(std::make_unique<signaling::WebSocket>(
                    lws_, make_websocket_options(options_.server, url), conference_));
            ports.emplace_back(*sockets_.back());
        }
        conference_.connect({std::move(ports), media_},
                            {[this](const core::Notice& notice) { on_notice(notice); },
                             [this](const core::Stop& stop) { on_stop(stop); },
                             make_wire_trace(),
                             make_sdp_trace()});
        watch_signals();
        open_control();
        open_keys();
    }

    base::ExitCode run() {
        const auto hello = make_hello(options_, urls_.front());
        printer_.print(hello);
        flight_.add(hello);
        introduced_ = true;
        log_.write(report::Logger::app, report::LogLevel::info, log_text(hello));
        std::set<std::string> told;
        for (const auto& url : urls_) {
            for (const auto& warning :
                 server_warnings(options_.server, options_.exposed_secrets, url)) {
                if (told.insert(warning.failure.text).second)
                    tell(warning);
            }
        }
        if (const auto warning = impairment_warning(options_))
            tell(*warning);
        for (const auto& problem : early_)
            tell(problem);
        conference_.deliver(core::Start{});
        if (!stop_)
            loop_.run();
        if (control_)
            control_->finish();
        keys_.reset();
        control_.reset(); // now: after a device that hangs there is no orderly end
        printer_.finish();
        return stop_ ? stop_->exit : base::ExitCode::internal;
    }

    /// A device did not close; destroying GStreamer under the thread that waits for it would crash.
    [[nodiscard]] bool must_not_unwind() const {
        return (stop_ && !stop_->media_closed) || media::MediaSession::teardown_is_blocked();
    }

private:
    /// Somebody who named a socket needs it; otherwise the conference is worth more.
    void open_control() {
        if (options_.control == "off")
            return;
        const std::string name =
                options_.control.empty() ? std::to_string(getpid()) : options_.control;
        const auto path = control::socket_path(name);
        if (!path && options_.control.empty())
            return;
        try {
            if (!path) {
                throw base::Error({base::ExitCode::usage,
                                   "There is no place for the control socket '" + name +
                                           "': XDG_RUNTIME_DIR is not set.",
                                   "Give a path, or set XDG_RUNTIME_DIR.",
                                   {}});
            }
            control_ = std::make_unique<ControlDesk>(
                    loop_,
                    *path,
                    conference_,
                    ControlDesk::Run{make_hello(options_, urls_.front()),
                                     printer_.session(),
                                     process_start(),
                                     [this](const std::string& pattern) {
                                         return record_name(options_, pattern);
                                     }});
        } catch (const base::Error& error) {
            if (!options_.control.empty())
                throw;
            warn(error.failure());
        }
    }

    /// A terminal that is a microphone is none for keys.
    void open_keys() {
        if (!options_.keys || options_.media.input == "-" || isatty(STDIN_FILENO) != 1)
            return;
        const bool may_print = !options_.report.stderr_is_json();
        keys_ = std::make_unique<KeyDesk>(
                loop_,
                STDIN_FILENO,
                conference_,
                KeyDesk::Outlets{[this, may_print](const std::string& lines) {
                                     if (may_print)
                                         printer_.print_text(lines);
                                 },
                                 [this](const std::string& pattern) {
                                     return record_name(options_, pattern);
                                 },
                                 options_.report.verbosity >= 0});
    }

    void watch_signals() {
        using loop::Signal;
        using HangUp = EndSignals::HangUp;
        // `systemctl reload` must not end a service that has no log of its own.
        const bool hang_up_ends = !log_.has_file() && !service_manager_.is_there();
        end_signals_.emplace(
                loop_,
                [this](base::ExitCode if_not_joined, const char* name) {
                    conference_.deliver(
                            core::LeaveRequested{base::ExitCode::ok, if_not_joined, name});
                },
                hang_up_ends ? HangUp::ends : HangUp::left_alone);
        if (!hang_up_ends) {
            hang_up_.emplace(loop_, Signal::hang_up, [this, leaves = !is_ignored(Signal::hang_up)] {
                on_hang_up(leaves);
            });
        }
        mute_signal_.emplace(loop_, Signal::user_1, [this] {
            conference_.deliver(core::MuteRequested{core::CommandSource::signal, {}});
        });
    }

    void leave_because(const char* cause) {
        conference_.deliver(
                core::LeaveRequested{base::ExitCode::ok, base::ExitCode::interrupted, cause});
    }

    /// The log is to be opened anew, unless it was a terminal that went away with its user.
    void on_hang_up(bool leaves) {
        if (leaves && terminals_.is_one_gone()) {
            conference_.deliver(
                    core::LeaveRequested{base::ExitCode::ok, base::ExitCode::terminated, "SIGHUP"});
        } else if (const auto failure = log_.reopen()) {
            warn(*failure);
        }
    }

    void warn(const base::Failure& failure) {
        const core::Problem problem{core::Severity::warning, failure};
        if (introduced_)
            tell(problem);
        else
            early_.push_back(problem);
    }

    void tell(const core::Notice& notice) {
        const bool told = printer_.print(notice);
        log_.add(notice, told);
        service_.add(notice);
        if (control_)
            control_->add(notice);
        flight_.add(notice);
    }

    void on_notice(const core::Notice& notice) {
        if (const auto* change = std::get_if<core::StateChanged>(&notice)) {
            if (change->to == core::Phase::leaving)
                deadline_.arm(last_resort);
        }
        if (const auto* ended = std::get_if<core::Ended>(&notice))
            end_flight(*ended);
        tell(notice);
        if (keys_)
            keys_->add(notice);
        if (options_.media.parrot_delay && turn_.add(notice))
            take_turns();
        if (is_closed_stdout(notice))
            leave_because("stdout closed");
    }

    /// A disk may hang; the deadline then knows what to return.
    void end_flight(const core::Ended& ended) {
        deadline_.set_exit(ended.exit);
        deadline_.arm(last_resort);
        for (const auto& notice : flight_.end(ended))
            tell(notice);
    }

    /// Two parrots would repeat each other for ever.
    void take_turns() {
        media_.hush_parrot(!turn_.is_ours());
        core::Problem told;
        told.failure.code = base::ExitCode::ok;
        if (turn_.is_ours()) {
            told.failure.text = "The other parrot has left; this one speaks now.";
        } else {
            told.failure.text = "Another parrot is in the room (" + base::harmless(*turn_.rival()) +
                                "), so this one keeps silent.";
            told.failure.hint = "It speaks when the other one has left.";
        }
        tell(core::Notice{told});
    }

    /// With --output - the reader of our audio went away: it has heard what it wanted.
    static bool is_closed_stdout(const core::Notice& notice) {
        const auto* device = std::get_if<core::media::DeviceChanged>(&notice);
        return device != nullptr && device->change == core::media::DeviceChange::lost &&
               device->direction == core::media::Direction::output && device->name == "-";
    }

    void on_stop(const core::Stop& stop) {
        stop_ = stop;
        deadline_.set_exit(stop.exit);
        loop_.quit();
    }

    std::function<void(bool, std::string_view)> make_wire_trace() {
        if (!log_.wants_wire() && !flight_.is_on())
            return {};
        return [this](bool outgoing, std::string_view text) {
            log_.add_wire(outgoing, text);
            flight_.add_wire(outgoing, text);
        };
    }

    std::function<void(bool, std::string_view)> make_sdp_trace() {
        if (!flight_.is_on())
            return {};
        return [this](bool outgoing, std::string_view sdp) { flight_.add_sdp(outgoing, sdp); };
    }

    JoinOptions options_;
    std::vector<signaling::Url> urls_;
    /// Before there are threads: it changes the environment.
    ServiceManager service_manager_;
    media::GstRuntime runtime_;
    loop::MainLoop loop_;
    loop::Mailbox mailbox_{loop_};
    ExitDeadline deadline_{[] { loop::KeyTerminal::restore(); }};
    NoticePrinter printer_;
    FlightRecorder flight_;
    /// What went wrong before hello was said; nothing afterwards. The log may complain at once.
    std::vector<core::Problem> early_;
    bool introduced_ = false;
    Log log_;
    ServiceDesk service_;
    const Terminals terminals_;
    Conference conference_;
    media::MediaSession media_;
    signaling::LwsContext lws_;
    std::vector<std::unique_ptr<signaling::WebSocket>> sockets_;
    loop::WakeWatch wakings_;
    loop::NetworkWatch network_;
    std::optional<EndSignals> end_signals_;
    std::optional<loop::UnixSignal> hang_up_;
    std::optional<loop::UnixSignal> mute_signal_;
    std::unique_ptr<ControlDesk> control_;
    std::unique_ptr<KeyDesk> keys_;
    std::optional<core::Stop> stop_;
    core::ParrotTurn turn_;
};

/// The same words and events as for a failure at run time: scripts wait for `bye`.
base::ExitCode report_start_failure(const JoinOptions& options, const base::Failure& failure) {
    const loop::MainLoop loop;
    NoticePrinter printer{loop, options.report, process_start(), [] {}};
    printer.print(make_hello(options, std::nullopt));
    std::optional<Log> log;
    try {
        log.emplace(options.report,
                    Log::Outlets{[&printer](const std::string& line) { printer.print_text(line); },
                                 [](const base::Failure&) {}});
    } catch (const base::Error&) { // which is the failure that is told
        log.reset();
    }
    for (const core::Notice& notice : {core::Notice{core::Problem{core::Severity::error, failure}},
                                       core::Notice{core::Ended{failure.code}}}) {
        const bool told = printer.print(notice);
        if (log)
            log->add(notice, told);
    }
    printer.finish();
    return failure.code;
}

} // namespace

base::ExitCode run_join(JoinOptions options) {
    if (options.media.input == "help" || options.media.output == "help")
        return run_devices(options.report.json);
    std::unique_ptr<JoinRun> join;
    try {
        require_resources(Load::conference);
        auto servers = check_join_options(options);
        join = std::make_unique<JoinRun>(options, std::move(servers));
    } catch (const base::Error& error) {
        return report_start_failure(options, error.failure());
    }
    const base::ExitCode exit = join->run();
    if (join->must_not_unwind())
        _exit(static_cast<int>(exit));
    return exit;
}

} // namespace janus_talk::app
