// SPDX-License-Identifier: MIT
#include "core/command_machine.hpp"

#include "core/timing.hpp"
#include "janus/admin_error.hpp"
#include "janus/error_code.hpp"

#include <algorithm>
#include <utility>

namespace janus_talk::core {

using base::ExitCode;
using base::Failure;

namespace {

bool is_admin(const Question& question) {
    return std::holds_alternative<janus::AdminRequest>(question) ||
           std::holds_alternative<AdminSurvey>(question);
}

} // namespace

CommandMachine::CommandMachine(CommandConfig config)
    : config_(std::move(config)), questions_(config_.questions.begin(), config_.questions.end()) {}

std::vector<CommandAction> CommandMachine::handle(const CommandEvent& event, TimePoint now) {
    now_ = now;
    if (!stopped_)
        std::visit([this](const auto& e) { this->on(e); }, event);
    return std::exchange(actions_, {});
}

std::optional<TimePoint> CommandMachine::deadline() const {
    if (stopped_)
        return std::nullopt;
    if (!limit_ || !next_question_)
        return limit_ ? limit_ : next_question_;
    return std::min(*limit_, *next_question_);
}

void CommandMachine::on(const Start&) {
    limit_ = now_ + config_.limit;
    actions_.emplace_back(OpenSignaling{});
}

void CommandMachine::on(const SignalingOpened&) {
    if (closing_ || connected_)
        return;
    connected_ = true;
    if (wants_version()) {
        // In the same flight: the answer to what may be sent costs no round trip.
        if (is_admin(questions_.front()))
            send_admin(janus::Info{}, Purpose::info);
        else
            send(janus::Info{}, Purpose::info);
    }
    if (wants_session())
        open_session();
    else
        ask_next();
}

void CommandMachine::on(const SignalingClosed& event) {
    if (!closing_) {
        closing_ = true;
        Failure failure = event.failure;
        if (failure.code == ExitCode::ok)
            failure.code = ExitCode::unreachable;
        if (failure.text.empty())
            failure.text = "The server closed the connection before it answered.";
        exit_ = failure.code;
        actions_.emplace_back(ReportFailure{std::move(failure)});
    }
    stopped_ = true;
    actions_.emplace_back(Stop{exit_, true});
}

void CommandMachine::on(const AnswerReceived& event) {
    if (closing_)
        return;
    if (const auto* message = std::get_if<janus::ServerMessage>(&event.message))
        on_client_answer(*message, event.payload);
    else
        on_admin_answer(std::get<janus::AdminMessage>(event.message), event.payload);
}

void CommandMachine::on(const MessageUnreadable& event) {
    if (closing_ || !requests_.take(event.failure.transaction))
        return;
    fail({ExitCode::protocol,
          "Could not " + config_.doing +
                  ": the server's answer was not understood: " + event.failure.text,
          "",
          {}});
}

void CommandMachine::on(const LeaveRequested& event) {
    finish(event.exit_if_not_joined);
}

void CommandMachine::on(const Tick&) {
    if (next_question_ && *next_question_ <= now_) {
        next_question_.reset();
        ask_next();
        return;
    }
    if (!limit_ || now_ < *limit_)
        return;
    if (closing_) {
        // The socket has limits of its own; this is for what hangs after them.
        stopped_ = true;
        actions_.emplace_back(Stop{exit_, true});
        return;
    }
    fail({connected_ ? ExitCode::timeout : ExitCode::unreachable,
          "Could not " + config_.doing + ": the server did not answer in time.",
          connected_
                  ? "The server is overloaded or its AudioBridge hangs; its own log may tell more."
                  : "",
          {}});
}

void CommandMachine::on_client_answer(const janus::ServerMessage& message,
                                      const std::string& payload) {
    if (std::holds_alternative<janus::Ack>(message.body))
        return; // its answer follows as an event
    const bool is_error = std::holds_alternative<janus::CoreError>(message.body);
    if (!message.transaction && !is_error)
        return; // a notification
    const auto request = requests_.take(message.transaction);
    if (!request)
        return;
    if (const auto* error = std::get_if<janus::CoreError>(&message.body)) {
        if (request->purpose == Purpose::create_session &&
            error->error.code == janus::session_conflict &&
            ++session_conflicts_ < timing::session_conflict_limit) {
            requests_.clear(); // the attach of the same flight went to somebody else's session
            open_session();
        } else if (request->purpose != Purpose::attach ||
                   error->error.code != janus::session_not_found ||
                   !requests_.has(Purpose::create_session)) {
            on_core_error(error->error);
        }
        return;
    }
    switch (request->purpose) {
    case Purpose::create_session:
        session_alive_ = true;
        return;
    case Purpose::attach:
        if (const auto* success = std::get_if<janus::Success>(&message.body))
            on_success(*success);
        return;
    case Purpose::info:
        if (const auto* info = std::get_if<janus::ServerInfo>(&message.body))
            on_version(*info);
        return;
    default:
        break;
    }
    if (const auto* event = std::get_if<janus::PluginEvent>(&message.body))
        on_plugin_answer(event->event, payload);
    else
        answered(payload);
}

void CommandMachine::on_admin_answer(const janus::AdminMessage& message,
                                     const std::string& payload) {
    const auto request = requests_.take(message.transaction);
    if (!request)
        return;
    if (const auto* error = std::get_if<janus::CoreError>(&message.body)) {
        on_admin_error(error->error);
    } else if (const auto* info = std::get_if<janus::ServerInfo>(&message.body);
               info != nullptr && request->purpose == Purpose::info) {
        on_version(*info);
    } else if (const auto* response = std::get_if<janus::PluginResponse>(&message.body)) {
        on_plugin_answer(response->event, payload);
    } else {
        Reply reply;
        reply.is_success = !std::holds_alternative<janus::Pong>(message.body) &&
                           !std::holds_alternative<janus::ServerInfo>(message.body) &&
                           !std::holds_alternative<janus::UnknownMessage>(message.body);
        answered(payload, std::move(reply));
    }
}

void CommandMachine::on_success(const janus::Success& answer) {
    if (!answer.id) {
        fail({ExitCode::protocol, "The server attached us without naming the handle.", "", {}});
        return;
    }
    session_alive_ = true;
    attached_ = true;
    handle_ = base::HandleId{*answer.id};
    ask_next();
}

void CommandMachine::on_version(const janus::ServerInfo& info) {
    version_ = info.version;
    // With a session to come, attach goes on from here.
    if (attached_ || !wants_session())
        ask_next();
}

void CommandMachine::on_core_error(const base::JanusError& error) {
    Failure failure = janus::to_failure(error, config_.doing);
    if (foreign_handle_ &&
        (error.code == janus::session_not_found || error.code == janus::handle_not_found)) {
        failure.code = ExitCode::room;
        failure.text = "Could not " + config_.doing + ": the server has no such session or handle.";
        failure.hint = "The participant may have left; with every join the ids are new.";
    }
    fail(failure);
}

void CommandMachine::on_admin_error(const base::JanusError& error) {
    if (surveying_ &&
        (error.code == janus::session_not_found || error.code == janus::handle_not_found))
        answered_absent();
    else
        fail(janus::to_admin_failure(error, config_.doing));
}

void CommandMachine::on_plugin_answer(const janus::AudioBridgeEvent& event,
                                      const std::string& payload) {
    const auto* error = std::get_if<janus::AudioBridgeError>(&event);
    if (error == nullptr) {
        Reply reply;
        reply.event = event;
        answered(payload, std::move(reply));
    } else if (surveying_ && error->error.code == janus::no_such_room) {
        answered_absent();
    } else {
        fail(janus::to_failure(error->error, config_.doing));
    }
}

void CommandMachine::answered_absent() {
    Reply reply;
    reply.is_absent = true;
    answered("{}", std::move(reply));
}

void CommandMachine::answered(const std::string& payload, Reply reply) {
    reply.question = replies_++;
    reply.payload = payload;
    reply.round_trip = std::chrono::duration_cast<std::chrono::microseconds>(now_ - asked_at_);
    reply.at = now_;
    actions_.emplace_back(DeliverReply{reply});
    if (config_.follow_up) {
        const FollowUp next = config_.follow_up(reply);
        if (const auto* dead_end = std::get_if<Failure>(&next)) {
            fail(*dead_end);
            return;
        }
        const auto& more = std::get<std::vector<Question>>(next);
        questions_.insert(questions_.begin(), more.begin(), more.end());
    }
    if (const auto wait = pause()) {
        next_question_ = std::max(now_, asked_at_ + *wait);
        limit_ = *next_question_ + config_.limit;
        return;
    }
    ask_next();
}

std::optional<std::chrono::milliseconds> CommandMachine::pause() const {
    if (questions_.empty())
        return std::nullopt;
    if (const auto* survey = std::get_if<RoomSurvey>(&questions_.front()))
        return survey->interval;
    const auto* series = std::get_if<PingSeries>(&questions_.front());
    if (series != nullptr && replies_ < series->count)
        return series->interval;
    return std::nullopt;
}

void CommandMachine::fail(const Failure& failure) {
    if (closing_)
        return;
    actions_.emplace_back(ReportFailure{failure});
    finish(failure.code);
}

/// Nothing waits for an answer any more: the socket's end takes the session with it, and `destroy`
/// does so where the server keeps sessions for a reclaim.
void CommandMachine::finish(ExitCode exit) {
    if (closing_) {
        // Impatience does not change what has happened.
        stopped_ = true;
        actions_.emplace_back(Stop{exit_, true});
        return;
    }
    closing_ = true;
    exit_ = exit;
    next_question_.reset();
    requests_.clear();
    if (session_alive_) {
        actions_.emplace_back(
                SendRequest{{config_.next_transaction(), janus::DestroySession{session_}}});
    }
    limit_ = now_ + timing::leave_hard_limit;
    actions_.emplace_back(CloseSignaling{});
}

} // namespace janus_talk::core
