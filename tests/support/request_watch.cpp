// SPDX-License-Identifier: MIT
#include "support/request_watch.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace janus_talk::test {

using namespace core;

void require(bool kept, const char* file, unsigned line) {
    if (kept)
        return;
    const std::string_view path{file};
    throw std::logic_error(
            "broken promise: " + std::string(path.substr(path.find_last_of('/') + 1)) + ":" +
            std::to_string(line));
}

RequestWatch::Kind RequestWatch::kind_of(const janus::Request& request) {
    if (std::holds_alternative<janus::Info>(request))
        return Kind::info;
    if (std::holds_alternative<janus::KeepAlive>(request))
        return Kind::keep_alive;
    const auto* message = std::get_if<janus::Message>(&request);
    if (message == nullptr)
        return Kind::other;
    if (std::holds_alternative<janus::CreateRoom>(message->body))
        return Kind::create_room;
    if (std::holds_alternative<janus::Join>(message->body))
        return Kind::join;
    if (std::holds_alternative<janus::ChangeRoom>(message->body))
        return Kind::change_room;
    if (std::holds_alternative<janus::Configure>(message->body))
        return message->jsep ? Kind::offer : Kind::change;
    return Kind::other;
}

void RequestWatch::before(const Event& event) {
    answered_.reset();
    note_command(event);
    if (std::holds_alternative<SignalingClosed>(event))
        forget_all();
    if (const auto* unreadable = std::get_if<MessageUnreadable>(&event)) {
        if (unreadable->failure.transaction)
            end(unreadable->failure.transaction);
    }
    if (const auto* received = std::get_if<MessageReceived>(&event))
        note_answer(received->message);
}

void RequestWatch::note_command(const Event& event) {
    std::optional<CommandTag> server;
    std::optional<CommandTag> media;
    if (const auto* mute = std::get_if<MuteRequested>(&event)) {
        if (mute->tag == 0)
            untagged_mute_ = true;
        else
            server = mute->tag;
    } else if (const auto* settings = std::get_if<SettingsRequested>(&event)) {
        server = settings->tag;
    } else if (const auto* room = std::get_if<ChangeRoomRequested>(&event)) {
        server = room->tag;
    } else if (const auto* recording = std::get_if<RecordingRequested>(&event)) {
        media = recording->tag;
    } else if (const auto* say = std::get_if<SayRequested>(&event)) {
        media = say->tag;
    }
    if (server == CommandTag{0} || media == CommandTag{0})
        ++untagged_;
    else if (server && machine_.phase() < Phase::leaving) // nothing is begun any more after that
        server_tags_.insert(*server);
    else if (media)
        media_tags_.insert(*media);
}

void RequestWatch::note_answer(const janus::ServerMessage& message) {
    if (message.session && *message.session != machine_.session())
        return;
    if (std::holds_alternative<janus::Ack>(message.body)) {
        const auto found = message.transaction ? open_.find(*message.transaction) : open_.end();
        if (found != open_.end() && found->second.kind == Kind::keep_alive)
            open_.erase(found);
        return;
    }
    const bool is_error = std::holds_alternative<janus::CoreError>(message.body);
    if (message.transaction && (is_error || std::holds_alternative<janus::Success>(message.body) ||
                                std::holds_alternative<janus::PluginEvent>(message.body) ||
                                std::holds_alternative<janus::ServerInfo>(message.body)))
        end(message.transaction);
    else if (is_error && open_.size() == 1) // it can't be about anything else
        end(open_.begin()->first);
}

void RequestWatch::end(const std::optional<std::string>& transaction) {
    if (join_ == transaction)
        join_.reset();
    const auto found = open_.find(*transaction);
    if (found == open_.end())
        return;
    answered_ = found->second.kind;
    open_.erase(found);
}

void RequestWatch::forget_all() {
    open_.clear();
    join_.reset();
}

void RequestWatch::add(const Action& action, TimePoint now) {
    if (const auto* send = std::get_if<SendRequest>(&action)) {
        on_sent(send->envelope, now);
    } else if (std::holds_alternative<CloseSignaling>(action)) {
        forget_all();
    } else if (std::holds_alternative<ApplyAnswer>(action)) {
        require(answered_ == Kind::offer || answered_ == Kind::join);
    } else if (const auto* notify = std::get_if<Notify>(&action)) {
        on_notice(notify->notice);
    }
}

void RequestWatch::on_sent(const janus::Envelope& envelope, TimePoint now) {
    if (std::holds_alternative<janus::Trickle>(envelope.request) ||
        std::holds_alternative<janus::TrickleCompleted>(envelope.request) ||
        std::holds_alternative<janus::DestroySession>(envelope.request))
        return; // nobody waits for their answers, and leaving has limits of its own
    if (std::holds_alternative<janus::CreateSession>(envelope.request))
        forget_all(); // with the session before
    const auto* message = std::get_if<janus::Message>(&envelope.request);
    if (message != nullptr)
        require(message->handle != base::HandleId{} && message->session != base::SessionId{});
    const Kind kind = kind_of(envelope.request);
    if (kind == Kind::join) {
        require(!join_);
        join_ = envelope.transaction;
    }
    // Janus may carry out two messages to one handle in either order.
    if (kind == Kind::change || kind == Kind::change_room || kind == Kind::offer)
        require(!handle_is_busy());
    require(open_.emplace(envelope.transaction, Open{kind, now}).second);
}

void RequestWatch::on_notice(const Notice& notice) {
    if (const auto* done = std::get_if<CommandDone>(&notice))
        on_done(*done);
    if (std::holds_alternative<RoomJoined>(notice))
        require(answered_ == Kind::join || answered_ == Kind::change_room);
    const auto* state = std::get_if<StateChanged>(&notice);
    if (state == nullptr)
        return;
    if (state->to == Phase::reconnecting)
        open_.clear();
    if (state->to == Phase::leaving)
        std::erase_if(open_, [](const auto& one) { return one.second.kind != Kind::create_room; });
}

void RequestWatch::on_done(const CommandDone& done) {
    if (done.tag != 0) {
        require(server_tags_.erase(done.tag) + media_tags_.erase(done.tag) == 1);
    } else if (done.command == "mute" || done.command == "unmute") {
        require(std::exchange(untagged_mute_, false));
    } else {
        require(untagged_ > 0);
        --untagged_;
    }
}

void RequestWatch::check(const Event& event, TimePoint now) {
    const Phase phase = machine_.phase();
    if (phase >= Phase::leaving)
        return;
    if (std::holds_alternative<Tick>(event)) {
        std::erase_if(open_, [now](const auto& one) {
            const bool is_late = now >= one.second.sent + timing::reply_limit;
            require(!is_late || one.second.kind == Kind::info);
            return is_late;
        });
    }
    // Whoever waits for the server waits for something that is on its way.
    if (!server_tags_.empty() && (phase == Phase::up || phase == Phase::trickling) &&
        !handle_is_busy())
        require(!machine_.snapshot());
}

bool RequestWatch::handle_is_busy() const {
    return std::any_of(open_.begin(), open_.end(), [](const auto& one) {
        return one.second.kind >= Kind::create_room;
    });
}

} // namespace janus_talk::test
