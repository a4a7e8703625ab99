// SPDX-License-Identifier: MIT
#include "core/conference_machine.hpp"
#include "janus/error_code.hpp"

#include <utility>

// The AudioBridge: create, join, configure, mute, and what happens to the participants.

namespace janus_talk::core {

using base::ExitCode;
using base::Failure;

namespace {

constexpr int room_exists = 486;

std::string room_text(const base::RoomId& room) {
    return "room " + room.text();
}

} // namespace

void ConferenceMachine::enter_room() {
    enter(Phase::joining, "attached");
    if (config_.create_room) {
        janus::CreateRoom create;
        create.room = config_.room;
        create.settings.pin = config_.pin;
        // A room made by --create lives as long as we do and is there to be watched.
        create.settings.audiolevel_event = true;
        send(janus::Message{session_, handle_, create, {}}, Purpose::create_room);
    } else {
        join();
    }
}

void ConferenceMachine::join() {
    if (config_.fast_join && !local_sdp_)
        return; // OfferReady brings us back here
    janus::Join request;
    request.room = config_.room;
    request.id = config_.id;
    request.pin = config_.pin;
    request.settings = config_.settings;
    if (muted_)
        request.settings.muted = true;
    muted_on_server_ = muted_;
    std::optional<janus::Jsep> jsep;
    if (config_.fast_join) {
        jsep = offer();
        offer_sent_ = true;
    }
    send(janus::Message{session_, handle_, std::move(request), std::move(jsep)}, Purpose::join);
    if (offer_sent_)
        flush_candidates();
}

void ConferenceMachine::on_plugin_answer(const janus::PluginEvent& answer, Purpose purpose) {
    if (const auto* error = std::get_if<janus::AudioBridgeError>(&answer.event)) {
        on_plugin_error(error->error, purpose);
        return;
    }
    if (phase_ == Phase::leaving) {
        if (std::holds_alternative<janus::RoomCreated>(answer.event))
            room_is_ours_ = true;
        leave_step();
        return;
    }
    switch (purpose) {
    case Purpose::create_room:
        room_is_ours_ = true;
        join();
        return;
    case Purpose::join:
        if (const auto* joined = std::get_if<janus::Joined>(&answer.event)) {
            on_joined(*joined, answer.jsep);
        } else {
            fail({ExitCode::protocol, "The server answered the join with something else.", "", {}});
        }
        return;
    case Purpose::offer:
        on_answer(answer.jsep);
        return;
    case Purpose::mute:
        on_mute_answered(std::nullopt);
        return;
    default:
        on_room_event(answer.event);
        return;
    }
}

void ConferenceMachine::on_plugin_error(const base::JanusError& error, Purpose purpose) {
    if (phase_ == Phase::leaving) {
        leave_step();
        return;
    }
    if (purpose == Purpose::create_room && error.code == room_exists) {
        join(); // somebody else's room: we use it, and leave it alone afterwards
        return;
    }
    if (purpose == Purpose::mute) {
        on_mute_answered(janus::to_failure(error, "change the mute state"));
        return;
    }
    const std::string doing = purpose == Purpose::offer ? "negotiate the media"
                              : purpose == Purpose::create_room
                                      ? "create " + room_text(config_.room)
                                      : "join " + room_text(config_.room);
    fail(janus::to_failure(error, doing));
}

void ConferenceMachine::on_joined(const janus::Joined& joined,
                                  const std::optional<janus::Jsep>& jsep) {
    in_room_ = true;
    was_in_room_ = true;
    id_ = joined.id;
    roster_.set_self(joined.id, config_.settings.display.value_or(""));
    roster_.reset(joined.participants);
    notify(RoomJoined{joined.room, joined.id, joined.participants});
    if (config_.fast_join) {
        on_answer(jsep);
        return;
    }
    enter(Phase::configuring, "joined");
    offer_if_possible();
}

void ConferenceMachine::on_room_event(const janus::AudioBridgeEvent& event) {
    if (!in_room_)
        return;
    if (const auto* joined = std::get_if<janus::ParticipantsJoined>(&event)) {
        notify_all(roster_.merge(joined->participants));
    } else if (const auto* updated = std::get_if<janus::ParticipantsUpdated>(&event)) {
        on_updated(updated->participants);
    } else if (const auto* leaving = std::get_if<janus::ParticipantLeaving>(&event)) {
        notify_all(roster_.leave(leaving->id));
    } else if (const auto* kicked = std::get_if<janus::ParticipantKicked>(&event)) {
        on_kicked(kicked->id);
    } else if (std::holds_alternative<janus::AllKicked>(event)) {
        on_kicked(id_);
    } else if (const auto* suspended = std::get_if<janus::ParticipantSuspended>(&event)) {
        notify_all(roster_.suspend(suspended->id, suspended->suspended));
    } else if (const auto* talking = std::get_if<janus::Talking>(&event)) {
        notify_all(roster_.talk(talking->id, talking->talking));
    } else if (const auto* muted = std::get_if<janus::RoomMuted>(&event)) {
        warn({ExitCode::ok,
              muted->muted ? "The room was muted: nobody but its moderators is heard."
                           : "The room was unmuted.",
              "",
              {}});
    } else if (std::holds_alternative<janus::RoomDestroyed>(event)) {
        in_room_ = false;
        room_is_ours_ = false;
        fail({ExitCode::room_destroyed, "The room was destroyed.", "", {}});
    }
}

void ConferenceMachine::on_kicked(const base::ParticipantId& id) {
    if (id != id_) {
        notify_all(roster_.kick(id));
        return;
    }
    in_room_ = false;
    notify(ParticipantChanged{ParticipantChange::kicked, id_, config_.settings.display});
    fail({ExitCode::kicked, "We were kicked out of the room.", "", {}});
}

void ConferenceMachine::on_updated(const std::vector<janus::Participant>& participants) {
    notify_all(roster_.merge(participants));
    for (const auto& update : participants) {
        // A moderator muted or unmuted us. While our own request is open, its answer decides.
        if (update.id != id_ || !update.muted || requests_.has(Purpose::mute))
            continue;
        if (*update.muted == muted_)
            continue;
        muted_ = muted_on_server_ = *update.muted;
        act(SetMicrophoneMuted{muted_});
        notify(ParticipantChanged{muted_ ? ParticipantChange::muted : ParticipantChange::unmuted,
                                  id_,
                                  config_.settings.display});
    }
}

void ConferenceMachine::on(const MuteRequested& event) {
    if (is_leaving())
        return;
    muted_ = event.muted.value_or(!muted_);
    mute_source_ = event.from;
    act(SetMicrophoneMuted{muted_});
    send_mute();
}

/// One message at a time per handle, since Janus may execute two in either order: a change that
/// comes meanwhile waits, and only the last one counts.
void ConferenceMachine::send_mute() {
    if (muted_ == muted_on_server_) {
        if (!requests_.has(Purpose::mute))
            on_mute_answered(std::nullopt);
        return;
    }
    if (!in_room_ || handle_is_busy() || phase_ == Phase::joining || phase_ == Phase::configuring)
        return;
    muted_on_server_ = muted_;
    janus::Configure configure;
    configure.settings.muted = muted_;
    send(janus::Message{session_, handle_, configure, {}}, Purpose::mute);
}

void ConferenceMachine::on_mute_answered(std::optional<Failure> failure) {
    if (failure) {
        warn(*failure);
        muted_on_server_ = muted_; // refused: asking again would not help
    }
    if (muted_ != muted_on_server_) {
        send_mute();
        return;
    }
    if (!mute_source_)
        return;
    notify(CommandDone{*mute_source_, muted_ ? "mute" : "unmute", std::move(failure)});
    mute_source_.reset();
}

} // namespace janus_talk::core
