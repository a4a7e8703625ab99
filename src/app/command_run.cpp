// SPDX-License-Identifier: MIT
#include "app/command_run.hpp"

#include "app/command_setup.hpp"
#include "app/dry_run.hpp"
#include "app/end_signals.hpp"
#include "app/event_pump.hpp"
#include "app/exit_deadline.hpp"
#include "app/join_setup.hpp"
#include "app/log.hpp"
#include "app/process.hpp"
#include "core/ports.hpp"
#include "janus/admin.hpp"
#include "janus/cut_message.hpp"
#include "janus/decode.hpp"
#include "janus/encode.hpp"
#include "janus/payload.hpp"
#include "janus/redact.hpp"
#include "loop/line_writer.hpp"
#include "loop/main_loop.hpp"
#include "loop/timer.hpp"
#include "loop/unix_signal.hpp"
#include "report/command_result.hpp"
#include "report/event_text.hpp"
#include "signaling/lws_context.hpp"
#include "signaling/websocket.hpp"

#include <memory>
#include <optional>
#include <unistd.h>
#include <utility>
#include <variant>

namespace janus_talk::app {

namespace {

using namespace std::chrono_literals;

class CommandRun : public core::SignalingObserver {
public:
    CommandRun(const CommandOptions& options, CommandPlan plan, const signaling::Url& url)
        : options_(options), plan_(std::move(plan)), machine_(make_command_config(options, plan_)),
          timer_(loop_, [this] { deliver(core::Tick{}); }),
          lws_(loop_, log_.lws_options(url.secure)),
          socket_(lws_, make_command_socket_options(options, url), *this) {
        watch_signals();
    }

    base::ExitCode run() {
        deliver(core::Start{});
        if (!stop_)
            loop_.run();
        base::ExitCode exit = stop_ ? stop_->exit : base::ExitCode::internal;
        if (exit == base::ExitCode::ok && shortfall_) {
            exit = shortfall_->code;
            if (!shortfall_->text.empty()) {
                failure_ = shortfall_;
                complain(*failure_);
            }
        }
        return print_result(exit);
    }

    void on_signaling_open() override { deliver(core::SignalingOpened{}); }

    void on_signaling_text(std::string_view text) override {
        if (log_.wants_wire())
            log_.add_wire(false, janus::redact(text));
        if (options_.admin)
            receive(janus::decode_admin(text), text);
        else
            receive(janus::decode(text), text);
    }

    /// A part of an answer is none.
    void on_signaling_cut(std::string_view head) override {
        auto decoded = janus::decode_cut(head);
        std::optional<base::TransactionId> transaction;
        if (const auto* message = std::get_if<janus::ServerMessage>(&decoded))
            transaction = message->transaction;
        else
            transaction = std::get<janus::DecodeFailure>(decoded).transaction;
        // Without one it is news from a room, and nobody's answer.
        if (transaction)
            deliver(core::MessageUnreadable{{"it is too long", std::move(transaction)}});
    }

    void on_signaling_closed(const base::Failure& failure) override {
        deliver(core::SignalingClosed{failure});
    }

    /// On stderr and in the log.
    void warn(const base::Failure& failure) {
        const core::Problem problem{core::Severity::warning, failure};
        std::optional<std::string> text;
        if (options_.report.verbosity >= 0 && !options_.report.stderr_is_json())
            text = report::text_of(problem, {});
        if (text)
            err_.write(*text);
        log_.add(problem, text.has_value());
    }

private:
    void watch_signals() {
        using HangUp = EndSignals::HangUp;
        end_signals_.emplace(
                loop_,
                [this](base::ExitCode exit, const char* name) {
                    const bool enough = plan_.interrupt_is_success && !replies_.empty();
                    deliver(core::LeaveRequested{
                            base::ExitCode::ok, enough ? base::ExitCode::ok : exit, name});
                },
                log_.has_file() ? HangUp::left_alone : HangUp::ends);
        if (!log_.has_file())
            return;
        hang_up_.emplace(loop_, loop::Signal::hang_up, [this] {
            if (const auto failure = log_.reopen())
                complain(*failure);
        });
    }

    template <typename Decoded>
    void receive(Decoded decoded, std::string_view text) {
        if (auto* failure = std::get_if<janus::DecodeFailure>(&decoded)) {
            deliver(core::MessageUnreadable{std::move(*failure)});
            return;
        }
        deliver(core::AnswerReceived{std::get<0>(std::move(decoded)), janus::payload_of(text)});
    }

    void deliver(core::CommandEvent event) {
        pump_.deliver(
                std::move(event), machine_, timer_, [this](const auto& a) { this->perform(a); });
    }

    void perform(const core::OpenSignaling&) { socket_.open(); }

    void perform(const core::SendRequest& action) {
        send(janus::encode(action.envelope, options_.server.credentials));
    }

    void perform(const core::SendAdminRequest& action) {
        send(janus::encode(action.envelope, options_.admin_secret));
    }

    void perform(const core::CloseSignaling&) {
        deadline_->arm(last_resort);
        socket_.close();
    }

    void perform(const core::DeliverReply& action) {
        if (!plan_.keeps_replies)
            replies_.clear();
        replies_.push_back(action.reply);
        if (plan_.misfit && !shortfall_)
            shortfall_ = plan_.misfit(action.reply);
        if (!options_.report.json && plan_.text && !shortfall_)
            out_.write_text(plan_.text(action.reply));
        if (plan_.shortfall && !shortfall_)
            shortfall_ = plan_.shortfall(action.reply);
    }

    void perform(const core::ReportFailure& action) {
        failure_ = action.failure;
        if (options_.admin)
            hint_at_admin_api(*failure_);
        if (plan_.failed)
            plan_.failed(*failure_);
        else
            complain(*failure_);
        deadline_->set_exit(failure_->code);
    }

    void perform(const core::Stop& action) {
        stop_ = action;
        deadline_->set_exit(action.exit);
        loop_.quit();
    }

    void send(std::string text) {
        if (log_.wants_wire())
            log_.add_wire(true, janus::redact(text));
        socket_.send(std::move(text));
        if (plan_.sent)
            plan_.sent();
    }

    base::ExitCode print_result(base::ExitCode exit) {
        if (options_.report.json) {
            std::string members = replies_.empty() ? "{}" : replies_.back().payload;
            if (plan_.json && !replies_.empty())
                members = plan_.json(replies_);
            out_.write(report::command_result(members, exit, failure_));
        } else if (plan_.closing_text && !replies_.empty() && !shortfall_) {
            out_.write_text(plan_.closing_text(replies_));
        }
        // The session is over, and a pager may take its time; Ctrl-C ends the waiting.
        end_signals_.reset();
        hang_up_.reset();
        deadline_.reset();
        out_.flush();
        err_.flush(500ms);
        if (out_.is_closed() && exit == base::ExitCode::ok)
            return base::ExitCode::device;
        return exit;
    }

    void complain(const base::Failure& failure) {
        const bool for_people = !options_.report.stderr_is_json();
        if (for_people)
            err_.write_text(report::failure_text(failure));
        log_.add(core::Problem{core::Severity::error, failure}, for_people);
    }

    CommandOptions options_;
    CommandPlan plan_;
    core::CommandMachine machine_;
    loop::MainLoop loop_;
    loop::LineWriter out_{loop_, STDOUT_FILENO, [] {}};
    loop::LineWriter err_{loop_, STDERR_FILENO, [] {}};
    Log log_{options_.report,
             {[this](const std::string& line) { err_.write(line); },
              [this](const base::Failure& failure) { warn(failure); }}};
    std::optional<ExitDeadline> deadline_{std::in_place};
    loop::Timer timer_;
    signaling::LwsContext lws_;
    signaling::WebSocket socket_;
    std::optional<EndSignals> end_signals_;
    std::optional<loop::UnixSignal> hang_up_;
    EventPump<core::CommandMachine, core::CommandEvent> pump_;
    std::vector<core::Reply> replies_;
    std::optional<base::Failure> failure_;
    std::optional<base::Failure> shortfall_;
    std::optional<core::Stop> stop_;
};

} // namespace

base::ExitCode run_command(const CommandOptions& options, CommandPlan plan) {
    if (options.dry_run)
        return print_command_requests(options, plan);
    require_resources(Load::command);
    const signaling::Url url = server_url(options.server.url);
    CommandRun run{options, std::move(plan), url};
    for (const auto& warning : server_warnings(options.server, options.exposed_secrets, url))
        run.warn(warning.failure);
    return run.run();
}

} // namespace janus_talk::app
