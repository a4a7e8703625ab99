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
        create.settings.sampling_rate = room_rate(config_.codec);
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
    choose_prebuffer(config_.settings);
    request.settings = config_.settings;
    if (config_.codec != Codec::opus)
        request.codec = facts_of(config_.codec).name;
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
            own_room_ = config_.room;
        leave_step();
        return;
    }
    switch (purpose) {
    case Purpose::create_session:
    case Purpose::attach:
    case Purpose::claim_session:
        on_wrong_answer(purpose);
        return;
    case Purpose::create_room:
        if (!std::holds_alternative<janus::RoomCreated>(answer.event)) {
            on_wrong_answer(purpose);
            return;
        }
        own_room_ = config_.room;
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
    case Purpose::configure:
        on_change_answered(std::nullopt);
        return;
    case Purpose::change_room:
        on_room_changed(answer.event);
        return;
    case Purpose::list:
        on_listed(answer.event);
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
    if (purpose == Purpose::configure || purpose == Purpose::change_room) {
        on_change_answered(janus::to_failure(
                error, purpose == Purpose::configure ? "change the settings" : "change the room"));
        return;
    }
    if (purpose == Purpose::list && error.code == janus::no_such_room) {
        on_destroyed("The room was destroyed while we were away.");
        return;
    }
    const std::string doing = purpose == Purpose::offer ? "negotiate the media"
                              : purpose == Purpose::create_room
                                      ? "create " + room_text(config_.room)
                                      : "join " + room_text(config_.room);
    lose_attempt(janus::to_failure(error, doing));
}

void ConferenceMachine::on_joined(const janus::Joined& joined,
                                  const std::optional<janus::Jsep>& jsep) {
    in_room_ = true;
    was_in_room_ = true;
    id_ = joined.id;
    roster_.set_self(joined.id, config_.settings.display.value_or(""));
    if (outage_ && is_cut_) {
        notify_all(roster_.merge(joined.participants)); // who is not named may be there
    } else if (outage_) {
        notify_all(roster_.reconcile(joined.participants));
    } else {
        roster_.reset(joined.participants);
    }
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
        if (muted->muted)
            silenced_ = silenced_ || !played_;
        warn({ExitCode::ok,
              muted->muted ? "The room was muted: nobody but its moderators is heard."
                           : "The room was unmuted.",
              "",
              {}});
    } else if (const auto* destroyed = std::get_if<janus::RoomDestroyed>(&event)) {
        if (own_room_ == destroyed->room)
            own_room_.reset();
        // Somebody may still hear of the room that was left a moment ago.
        if (destroyed->room != config_.room)
            return;
        on_destroyed("The room was destroyed.");
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
        if (update.id == id_ && update.muted && !requests_.has(Purpose::mute))
            on_muted_by_server(*update.muted);
    }
}

void ConferenceMachine::on_muted_by_server(bool muted) {
    if (muted == muted_)
        return;
    muted_ = muted_on_server_ = muted;
    silenced_ = silenced_ || (muted_ && !played_);
    act(SetMicrophoneMuted{muted_});
    notify(ParticipantChanged{muted_ ? ParticipantChange::muted : ParticipantChange::unmuted,
                              id_,
                              config_.settings.display});
}

} // namespace janus_talk::core
