// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "base/ids.hpp"
#include "core/action.hpp"
#include "core/event.hpp"
#include "core/request_table.hpp"
#include "janus/admin_message.hpp"
#include "janus/admin_request.hpp"
#include "janus/request.hpp"
#include "janus/request_rules.hpp"
#include "janus/server_message.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace janus_talk::core {

/// Round-trip times of the signalling, one `ping` after the other.
struct PingSeries {
    unsigned count = 4;
    /// From one ping to the next; no shorter than the answer takes.
    std::chrono::milliseconds interval{1000};
};

/// A plug-in message on a handle that somebody else attached: Janus lets every socket do that.
struct OnHandle {
    base::SessionId session;
    base::HandleId handle;
    janus::AudioBridgeRequest body;
};

/// A question about something that may be gone by the time it is asked: a session or handle that
/// the server does not know (458, 459) gives an empty reply instead of a failure.
struct AdminSurvey {
    janus::AdminRequest request;
};

/// Who is in a room, asked after a pause unless it is the first question. A room that is not there
/// (485) gives a reply that says so instead of a failure.
struct RoomSurvey {
    base::RoomId room;
    /// From the last question to this one.
    std::chrono::milliseconds interval{0};
};

/// One thing to ask. A plug-in request gets a session and a handle of its own.
using Question = std::variant<janus::AudioBridgeRequest,
                              OnHandle,
                              janus::Info,
                              PingSeries,
                              RoomSurvey,
                              janus::AdminRequest,
                              AdminSurvey>;

/// An answer that was no error.
struct Reply {
    /// Which question, counted from 0 in the order of asking.
    std::size_t question = 0;
    /// The interesting part of the server's answer as one line of JSON, see janus::payload_of().
    std::string payload;
    /// From the request to this answer.
    std::chrono::microseconds round_trip{0};
    /// When it came.
    TimePoint at{};
    /// What the plug-in said, if it was asked.
    std::optional<janus::AudioBridgeEvent> event{};
    /// Of a RoomSurvey or an AdminSurvey: there is no such room, session or handle.
    bool is_absent = false;
    /// Of the Admin API: it said "success", which is all that most of its answers say.
    bool is_success = false;
};

/// What a reply leads to: more questions, or the insight that there is no going on.
using FollowUp = std::variant<std::vector<Question>, base::Failure>;

struct CommandConfig {
    /// Asked one after the other; the first failure ends the command.
    std::vector<Question> questions;
    /// Called for every reply: what to ask next, before the rest of `questions`.
    std::function<FollowUp(const Reply&)> follow_up;
    /// Completes "Could not …", for example "list the rooms".
    std::string doing;
    /// For everything, from the start; PingSeries and RoomSurvey count for each question.
    std::chrono::milliseconds limit{15'000};
    std::string opaque_id;
    /// Sources of randomness, passed in so that tests know what comes out.
    std::function<base::TransactionId()> next_transaction;
    /// 53-bit, never 0.
    std::function<std::uint64_t()> next_session_id;
};

/// A whole message of the server: read by its sub-protocol, with the part that the user asked for.
struct AnswerReceived {
    std::variant<janus::ServerMessage, janus::AdminMessage> message;
    std::string payload;
};

using CommandEvent = std::variant<Start,
                                  SignalingOpened,
                                  SignalingClosed,
                                  AnswerReceived,
                                  MessageUnreadable,
                                  LeaveRequested,
                                  Tick>;

struct SendAdminRequest {
    janus::AdminEnvelope envelope;
};

struct DeliverReply {
    Reply reply;
};

/// Always the last action but Stop, when something went wrong.
struct ReportFailure {
    base::Failure failure;
};

using CommandAction = std::variant<OpenSignaling,
                                   SendRequest,
                                   SendAdminRequest,
                                   CloseSignaling,
                                   DeliverReply,
                                   ReportFailure,
                                   Stop>;

/// A command that asks and ends: connect → (create and attach in one flight) → message → close.
/// Pure like ConferenceMachine, and on the same ports: time is an argument, there is one deadline.
/// Over ws:// a plug-in question takes five round trips: TCP, upgrade, create+attach, message,
/// close.
class CommandMachine {
public:
    /// @pre `config.questions` is not empty, and all of one kind of API
    explicit CommandMachine(CommandConfig config);

    [[nodiscard]] std::vector<CommandAction> handle(const CommandEvent& event, TimePoint now);
    [[nodiscard]] std::optional<TimePoint> deadline() const;

private:
    void on(const Start& event);
    void on(const SignalingOpened& event);
    void on(const SignalingClosed& event);
    void on(const AnswerReceived& event);
    void on(const MessageUnreadable& event);
    void on(const LeaveRequested& event);
    void on(const Tick& event);

    void on_client_answer(const janus::ServerMessage& message, const std::string& payload);
    void on_admin_answer(const janus::AdminMessage& message, const std::string& payload);
    void on_core_error(const base::JanusError& error);
    void on_admin_error(const base::JanusError& error);
    void on_plugin_answer(const janus::AudioBridgeEvent& event, const std::string& payload);
    void on_success(const janus::Success& answer);
    void on_version(const janus::ServerInfo& info);
    /// @param reply what is special about it; the rest is filled in
    void answered(const std::string& payload, Reply reply = {});
    /// Of a survey: what it asks about is not there.
    void answered_absent();
    /// Before the next question.
    [[nodiscard]] std::optional<std::chrono::milliseconds> pause() const;

    [[nodiscard]] bool wants_session() const;
    [[nodiscard]] bool wants_version() const;
    void open_session();
    void ask_next();
    void ask(const janus::AudioBridgeRequest& request);
    void ask(const OnHandle& question);
    void ask(const janus::Info& question);
    void ask(const PingSeries& series);
    void ask(const RoomSurvey& survey);
    void ask(const janus::AdminRequest& request);
    void ask(const AdminSurvey& survey);
    void send_message(base::SessionId session,
                      base::HandleId handle,
                      const janus::AudioBridgeRequest& body);
    void send(janus::Request request, Purpose purpose);
    void send_admin(janus::AdminRequest request, Purpose purpose);
    [[nodiscard]] bool is_refused(const janus::AudioBridgeRequest& request);
    void fail(const base::Failure& failure);
    void finish(base::ExitCode exit);

    CommandConfig config_;
    std::deque<Question> questions_;
    std::vector<CommandAction> actions_;
    RequestTable requests_;
    TimePoint now_;
    std::optional<TimePoint> limit_;
    std::optional<TimePoint> next_question_;
    TimePoint asked_at_;
    base::SessionId session_;
    base::HandleId handle_;
    janus::ServerVersion version_ = 0;
    unsigned session_conflicts_ = 0;
    std::size_t replies_ = 0;
    bool connected_ = false;
    /// The handle of the present question is one that we were told of.
    bool foreign_handle_ = false;
    bool session_alive_ = false;
    bool attached_ = false;
    /// The question that waits for its answer is an AdminSurvey or a RoomSurvey.
    bool surveying_ = false;
    bool closing_ = false;
    bool stopped_ = false;
    base::ExitCode exit_ = base::ExitCode::ok;
};

} // namespace janus_talk::core
