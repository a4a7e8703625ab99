// SPDX-License-Identifier: MIT
#include "core/conference_machine.hpp"
#include "janus/error_code.hpp"

#include <algorithm>
#include <utility>

// The Janus session: create, attach, keepalive, time-outs. What nobody asked for is in
// machine_notification.cpp.

namespace janus_talk::core {

using base::ExitCode;
using base::Failure;

namespace {

const char* words_for(Purpose purpose) {
    switch (purpose) {
    case Purpose::info:
        return "ask the server about itself";
    case Purpose::claim_session:
        return "hand over the session";
    case Purpose::create_session:
        return "create a session";
    case Purpose::attach:
        return "attach to the AudioBridge";
    case Purpose::create_room:
        return "create the room";
    case Purpose::join:
        return "join the room";
    case Purpose::offer:
        return "negotiate the media";
    case Purpose::mute:
        return "change the mute state";
    case Purpose::configure:
        return "change the settings";
    case Purpose::change_room:
        return "change the room";
    case Purpose::list:
        return "list the participants";
    case Purpose::hang_up:
        return "end the media connection";
    case Purpose::keep_alive:
    case Purpose::probe:
        return "keep the session alive";
    case Purpose::leave:
        return "leave the room";
    case Purpose::destroy_room:
        return "destroy the room";
    case Purpose::detach:
        return "detach from the AudioBridge";
    case Purpose::destroy_session:
        return "end the session";
    case Purpose::question: // CommandMachine's own
        break;
    }
    return "finish a request";
}

/// Whatever transaction it carries: a notification is never the answer to a request.
bool may_answer(const janus::ServerBody& body) {
    return std::holds_alternative<janus::Success>(body) ||
           std::holds_alternative<janus::CoreError>(body) ||
           std::holds_alternative<janus::PluginEvent>(body) ||
           std::holds_alternative<janus::ServerInfo>(body) ||
           std::holds_alternative<janus::Pong>(body) ||
           std::holds_alternative<janus::UnknownMessage>(body);
}

/// Anything above a day is as good as a day, and can be counted in.
std::chrono::seconds seconds_of(std::uint64_t number) {
    constexpr std::uint64_t day = 86'400;
    return std::chrono::seconds{std::min(number, day)};
}

} // namespace

void ConferenceMachine::on(const SignalingOpened&) {
    if (socket_open_ || (phase_ != Phase::connecting && phase_ != Phase::reconnecting))
        return;
    socket_open_ = true;
    clear(Alarm::connect);
    clear(Alarm::retry);
    dropping_link_ = false;
    if (phase_ == Phase::reconnecting) {
        if (may_claim()) {
            claim_session();
        } else {
            restart_session();
        }
        return;
    }
    enter(Phase::creating, "connected");
    open_session();
}

/// Create and attach leave in one flight, which saves a round trip: the session id is our own
/// choice.
void ConferenceMachine::open_session() {
    session_ = base::SessionId{config_.next_session_id()};
    session_server_ = server_;
    session_gone_ = false;
    session_asked_ = now_;
    send(janus::CreateSession{session_}, Purpose::create_session);
    janus::Attach attach;
    attach.session = session_;
    if (!config_.opaque_id.empty())
        attach.opaque_id = config_.opaque_id;
    send(std::move(attach), Purpose::attach);
}

void ConferenceMachine::on(const SignalingClosed& event) {
    socket_open_ = false;
    room_is_unsure_ = room_is_unsure_ || requests_.has(Purpose::change_room);
    requests_.clear();
    session_alive_ = false;
    clear(Alarm::keep_alive);
    if (phase_ == Phase::leaving) {
        // The end of the socket ends the session on the server.
        left_cleanly_ = true;
        leave_step_ = LeaveStep::close;
        check_gone();
        return;
    }
    Failure failure = event.failure;
    if (failure.code == ExitCode::ok || (was_in_room_ && failure.code == ExitCode::unreachable)) {
        failure.code = was_in_room_ ? ExitCode::outage : ExitCode::unreachable;
    }
    if (failure.text.empty())
        failure.text = "The server closed the connection.";
    if (!try_next_server(failure))
        lose_link(failure);
}

/// The answer to an open request came, but makes no sense: waiting for another would be in vain.
bool ConferenceMachine::on_unreadable_answer(const janus::DecodeFailure& failure) {
    const auto request = requests_.take(failure.transaction);
    if (!request)
        return false;
    if (phase_ == Phase::leaving) {
        leave_step();
        return true;
    }
    if (request->purpose == Purpose::info || request->purpose == Purpose::keep_alive ||
        request->purpose == Purpose::probe)
        return false;
    fail({ExitCode::protocol,
          std::string("The server's answer when asked to ") + words_for(request->purpose) +
                  " was not understood: " + failure.text,
          "",
          {}});
    return true;
}

void ConferenceMachine::on(const MessageUnreadable& event) {
    if (event.failure.transaction && on_unreadable_answer(event.failure))
        return;
    if (is_leaving())
        return;
    if (!unreadable_since_ || now_ - *unreadable_since_ > timing::unreadable_window) {
        unreadable_since_ = now_;
        unreadable_ = 0;
    }
    ++unreadable_;
    if (unreadable_ > timing::unreadable_limit) {
        fail({ExitCode::protocol,
              "The server keeps sending messages that are not understood.",
              "Check that --url points to the WebSocket of a Janus server.",
              {}});
    } else if (unreadable_ == 1) {
        warn({ExitCode::protocol,
              "A message of the server was not understood: " + event.failure.text,
              "",
              {}});
    }
}

bool ConferenceMachine::is_for_us(const janus::ServerMessage& message) const {
    if (message.session && *message.session != session_)
        return false;
    // Before attach is answered the handle is unknown, and nothing can come from it that matters.
    return !message.sender || *message.sender == handle_;
}

void ConferenceMachine::on(const MessageReceived& event) {
    const janus::ServerMessage& message = event.message;
    if (!is_for_us(message))
        return;
    is_cut_ = message.is_cut;
    if (is_cut_ && !std::exchange(told_cut_, true)) {
        warn({ExitCode::ok,
              "A message of the server was too long to be kept; its first megabyte counts.",
              "Somebody in the room may have an extremely long name.",
              {}});
    }
    if (const auto* ack = std::get_if<janus::Ack>(&message.body)) {
        static_cast<void>(ack);
        // An ack promises an answer, except for keepalive, where it is the answer.
        const auto purpose =
                message.transaction ? requests_.find(*message.transaction) : std::nullopt;
        if (purpose == Purpose::keep_alive || purpose == Purpose::probe)
            static_cast<void>(requests_.take(message.transaction));
        return;
    }
    const bool is_error = std::holds_alternative<janus::CoreError>(message.body);
    const auto request = (message.transaction && may_answer(message.body)) || is_error
                                 ? requests_.take(message.transaction)
                                 : std::nullopt;
    if (!request) {
        on_notification(message);
        return;
    }
    if (const auto* error = std::get_if<janus::CoreError>(&message.body)) {
        on_core_error(error->error, request->purpose);
    } else if (const auto* success = std::get_if<janus::Success>(&message.body)) {
        on(*success, request->purpose);
    } else if (const auto* answer = std::get_if<janus::PluginEvent>(&message.body)) {
        on_plugin_answer(*answer, request->purpose);
    } else if (const auto* server = std::get_if<janus::ServerInfo>(&message.body);
               server != nullptr && request->purpose == Purpose::info) {
        on(*server);
    } else {
        on_wrong_answer(request->purpose);
    }
}

/// The request is not open any more, so nobody else would notice that it came to nothing.
void ConferenceMachine::on_wrong_answer(Purpose purpose) {
    if (phase_ == Phase::leaving) {
        leave_step();
        return;
    }
    switch (purpose) {
    case Purpose::info:
    case Purpose::keep_alive:
    case Purpose::probe:
    case Purpose::hang_up:
        return; // any sign of life will do
    default:
        fail({ExitCode::protocol,
              std::string("The server answered something else when asked to ") +
                      words_for(purpose) + ".",
              "",
              {}});
    }
}

void ConferenceMachine::on(const janus::Success& answer, Purpose purpose) {
    switch (purpose) {
    case Purpose::claim_session:
        on_claimed();
        return;
    case Purpose::create_session:
        session_alive_ = true;
        set(Alarm::keep_alive, keep_alive_interval_);
        if (answer.id)
            session_ = base::SessionId{*answer.id};
        if (const auto asked = std::exchange(session_asked_, std::nullopt))
            session_round_trip_ = std::chrono::ceil<std::chrono::milliseconds>(now_ - *asked);
        if (phase_ == Phase::creating)
            enter(Phase::attaching, "session created");
        return;
    case Purpose::attach:
        if (!answer.id) {
            fail({ExitCode::protocol, "The server attached us without naming the handle.", "", {}});
            return;
        }
        handle_ = base::HandleId{*answer.id};
        // Nobody can attach to a session that does not live, whether or not `create` was answered
        // yet.
        if (!session_alive_)
            set(Alarm::keep_alive, keep_alive_interval_);
        session_alive_ = true;
        if (phase_ == Phase::creating)
            enter(Phase::attaching, "session created");
        if (phase_ == Phase::attaching)
            enter_room();
        return;
    case Purpose::detach:
    case Purpose::destroy_session:
        leave_step();
        return;
    default:
        on_wrong_answer(purpose);
        return;
    }
}

void ConferenceMachine::on(const janus::ServerInfo& answer) {
    server_version_ = answer.version;
    // Nothing answers faster than this request, so its time is that of the way.
    if (const auto sent = std::exchange(info_sent_, std::nullopt))
        signaling_round_trip_ = std::chrono::ceil<std::chrono::milliseconds>(now_ - *sent);
    if (answer.session_timeout == 0)
        return;
    std::chrono::seconds needed =
            seconds_of(answer.session_timeout) / timing::keep_alives_per_session_timeout;
    // Janus up to 1.3 counts the time for a claim from the last request, not from the loss.
    if (answer.reclaim_session_timeout > 0)
        needed = std::min(needed, seconds_of(answer.reclaim_session_timeout) / 2);
    keep_alive_interval_ = std::clamp<std::chrono::milliseconds>(
            needed, timing::keep_alive_floor, timing::keep_alive_interval);
    set(Alarm::keep_alive, keep_alive_interval_);
}

void ConferenceMachine::on_core_error(const base::JanusError& error, Purpose purpose) {
    if (phase_ == Phase::leaving) {
        leave_step();
        return;
    }
    if (purpose == Purpose::create_session && error.code == janus::session_conflict &&
        ++session_conflicts_ < timing::session_conflict_limit) {
        requests_.clear(); // the attach of the same flight went to somebody else's session
        open_session();
        return;
    }
    // With create still open its own answer tells more than the attach that depended on it.
    if (purpose == Purpose::attach && error.code == janus::session_not_found &&
        requests_.has(Purpose::create_session)) {
        return;
    }
    if (purpose == Purpose::info)
        return;
    if (purpose == Purpose::claim_session) {
        on_claim_refused(error);
        return;
    }
    const bool is_gone =
            error.code == janus::session_not_found || error.code == janus::handle_not_found;
    if (purpose == Purpose::mute && !is_gone) {
        on_mute_answered(janus::to_failure(error, words_for(purpose)));
        return;
    }
    if ((purpose == Purpose::configure || purpose == Purpose::change_room) && !is_gone) {
        on_change_answered(janus::to_failure(error, words_for(purpose)));
        return;
    }
    if (is_gone)
        session_alive_ = false;
    session_gone_ = session_gone_ || error.code == janus::session_not_found;
    lose_session(janus::to_failure(error, words_for(purpose)));
}

void ConferenceMachine::on_expired(Purpose purpose) {
    if (phase_ == Phase::leaving || purpose == Purpose::info)
        return;
    if (purpose == Purpose::keep_alive || purpose == Purpose::probe) {
        lose_link({ExitCode::outage, "The server no longer answers.", "", {}});
        return;
    }
    lose_link({ExitCode::timeout,
               std::string("The server did not answer in time when asked to ") +
                       words_for(purpose) + ".",
               "The server is overloaded or its AudioBridge hangs; its own log may tell more.",
               {}});
}

} // namespace janus_talk::core
