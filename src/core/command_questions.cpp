// SPDX-License-Identifier: MIT
#include "core/command_machine.hpp"

#include <algorithm>
#include <utility>

// The half of CommandMachine that asks.

namespace janus_talk::core {

namespace {

/// The plug-in's body in a question, if it has one.
const janus::AudioBridgeRequest* body_of(const Question& question) {
    if (const auto* body = std::get_if<janus::AudioBridgeRequest>(&question))
        return body;
    if (const auto* on_handle = std::get_if<OnHandle>(&question))
        return &on_handle->body;
    if (const auto* admin = std::get_if<janus::AdminRequest>(&question)) {
        if (const auto* message = std::get_if<janus::MessagePlugin>(admin))
            return &message->body;
    }
    return nullptr;
}

} // namespace

bool CommandMachine::wants_session() const {
    return std::holds_alternative<janus::AudioBridgeRequest>(questions_.front()) ||
           std::holds_alternative<RoomSurvey>(questions_.front());
}

bool CommandMachine::wants_version() const {
    return std::any_of(questions_.begin(), questions_.end(), [](const Question& question) {
        const auto* body = body_of(question);
        return body != nullptr && janus::depends_on_version(*body);
    });
}

/// Create and attach leave in one flight: the session id is our own choice.
void CommandMachine::open_session() {
    session_ = base::SessionId{config_.next_session_id()};
    send(janus::CreateSession{session_}, Purpose::create_session);
    janus::Attach attach;
    attach.session = session_;
    if (!config_.opaque_id.empty())
        attach.opaque_id = config_.opaque_id;
    send(std::move(attach), Purpose::attach);
}

void CommandMachine::send(janus::Request request, Purpose purpose) {
    base::TransactionId transaction = config_.next_transaction();
    requests_.add({transaction, purpose, limit_.value_or(now_)});
    if (purpose == Purpose::question)
        asked_at_ = now_;
    actions_.emplace_back(SendRequest{{std::move(transaction), std::move(request)}});
}

void CommandMachine::send_admin(janus::AdminRequest request, Purpose purpose) {
    base::TransactionId transaction = config_.next_transaction();
    requests_.add({transaction, purpose, limit_.value_or(now_)});
    if (purpose == Purpose::question)
        asked_at_ = now_;
    actions_.emplace_back(SendAdminRequest{{std::move(transaction), std::move(request)}});
}

void CommandMachine::send_message(base::SessionId session,
                                  base::HandleId handle,
                                  const janus::AudioBridgeRequest& body) {
    send(janus::Message{session, handle, body, {}}, Purpose::question);
}

void CommandMachine::ask_next() {
    if (closing_ || requests_.has(Purpose::info) || requests_.has(Purpose::question))
        return;
    if (questions_.empty()) {
        finish(base::ExitCode::ok);
        return;
    }
    const Question question = questions_.front();
    if (const auto* body = body_of(question); body != nullptr && is_refused(*body))
        return;
    // A ping is asked again until its series is over.
    if (!std::holds_alternative<PingSeries>(question))
        questions_.pop_front();
    surveying_ = false;
    std::visit([this](const auto& q) { this->ask(q); }, question);
}

bool CommandMachine::is_refused(const janus::AudioBridgeRequest& request) {
    if (!janus::depends_on_version(request))
        return false;
    const auto reason = janus::refusal(request, version_);
    if (reason)
        fail(*reason);
    return reason.has_value();
}

void CommandMachine::ask(const janus::AudioBridgeRequest& request) {
    send_message(session_, handle_, request);
}

void CommandMachine::ask(const OnHandle& question) {
    foreign_handle_ = true;
    send_message(question.session, question.handle, question.body);
}

void CommandMachine::ask(const janus::Info& question) {
    send(question, Purpose::question);
}

void CommandMachine::ask(const PingSeries& series) {
    if (replies_ >= series.count) {
        questions_.pop_front();
        finish(base::ExitCode::ok);
        return;
    }
    limit_ = now_ + config_.limit;
    send(janus::Ping{}, Purpose::question);
}

void CommandMachine::ask(const RoomSurvey& survey) {
    limit_ = now_ + config_.limit;
    surveying_ = true;
    send_message(session_, handle_, janus::ListParticipants{survey.room});
}

void CommandMachine::ask(const janus::AdminRequest& request) {
    send_admin(request, Purpose::question);
}

void CommandMachine::ask(const AdminSurvey& survey) {
    ask(survey.request);
    surveying_ = true;
}

} // namespace janus_talk::core
