// SPDX-License-Identifier: MIT
#include "core/conference_machine.hpp"
#include "janus/error_code.hpp"
#include "janus/request_rules.hpp"

#include <algorithm>
#include <utility>

// What changes during a call because somebody on this side wants it: mute, settings, the room.

namespace janus_talk::core {

using base::ExitCode;
using base::Failure;

namespace {

/// Janus' default on changeroom is 64, unlike that of join.
constexpr unsigned centre = 50;

template <typename Value>
void take(std::optional<Value>& target, const std::optional<Value>& source) {
    if (source)
        target = source;
}

/// Only what is given; the mute state goes its own way.
void merge(janus::ParticipantSettings& target, const janus::ParticipantSettings& changes) {
    take(target.display, changes.display);
    take(target.prebuffer, changes.prebuffer);
    take(target.bitrate, changes.bitrate);
    take(target.quality, changes.quality);
    take(target.expected_loss, changes.expected_loss);
    take(target.volume, changes.volume);
    take(target.spatial_position, changes.spatial_position);
    take(target.group, changes.group);
}

} // namespace

void ConferenceMachine::on(const MuteRequested& event) {
    if (is_leaving())
        return;
    if (config_.listen_only) {
        base::Failure failure{ExitCode::usage, "There is no microphone here to be muted.", "", {}};
        warn(failure);
        notify(CommandDone{event.from, "mute", std::move(failure), event.tag});
        return;
    }
    muted_ = event.muted.value_or(!muted_);
    // Of those whom nobody waits for, the last one counts.
    if (event.tag == 0)
        std::erase_if(mute_asked_, [](const Asked& one) { return one.tag == 0; });
    mute_asked_.push_back({event.from, "", event.tag});
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
    if (!may_change())
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
    const auto asked = std::exchange(mute_asked_, {});
    for (const Asked& one : asked)
        notify(CommandDone{one.from, muted_ ? "mute" : "unmute", failure, one.tag});
    if (!asked.empty() && !muted_)
        refill_server_queue();
    send_change();
}

void ConferenceMachine::on(const SettingsRequested& event) {
    if (is_leaving())
        return;
    if (event.settings.bitrate && config_.codec != Codec::opus) {
        Failure failure{ExitCode::usage, "G.711 has one bit rate only.", "", {}};
        warn(failure);
        notify(CommandDone{event.from, event.command, std::move(failure), event.tag});
        return;
    }
    changes_.emplace_back(event);
    send_change();
}

void ConferenceMachine::on(const ChangeRoomRequested& event) {
    if (is_leaving())
        return;
    changes_.emplace_back(event);
    send_change();
}

/// The oldest change that waits; one message at a time, as for the mute state.
void ConferenceMachine::send_change() {
    if (changes_.empty() || !may_change())
        return;
    if (const auto* settings = std::get_if<SettingsRequested>(&changes_.front())) {
        janus::Configure configure;
        configure.settings = settings->settings;
        configure.settings.muted.reset();
        send(janus::Message{session_, handle_, std::move(configure), {}}, Purpose::configure);
        return;
    }
    const auto& wish = std::get<ChangeRoomRequested>(changes_.front());
    const janus::AudioBridgeRequest request = change_room_request(wish);
    const bool is_harmless = wish.without_groups && !wish.group;
    if (auto refusal = is_harmless ? std::nullopt : janus::refusal(request, server_version_)) {
        on_change_answered(std::move(refusal));
        return;
    }
    muted_on_server_ = muted_;
    send(janus::Message{session_, handle_, request, {}}, Purpose::change_room);
}

/// Janus resets whatever is not said again.
janus::ChangeRoom ConferenceMachine::change_room_request(const ChangeRoomRequested& wish) const {
    janus::ChangeRoom request;
    request.room = wish.room;
    request.id = wish.id;
    request.pin = wish.pin;
    request.settings = config_.settings;
    request.settings.group = wish.group;
    request.settings.muted = muted_;
    request.settings.prebuffer.reset(); // ignored here
    request.settings.spatial_position = config_.settings.spatial_position.value_or(centre);
    return request;
}

void ConferenceMachine::on_room_changed(const janus::AudioBridgeEvent& event) {
    const auto* changed = std::get_if<janus::RoomChanged>(&event);
    if (changed == nullptr) {
        fail({ExitCode::protocol,
              "The server answered the change of the room with something else.",
              "",
              {}});
        return;
    }
    const auto* wish =
            changes_.empty() ? nullptr : std::get_if<ChangeRoomRequested>(&changes_.front());
    config_.room = changed->room;
    config_.settings.group = wish == nullptr ? std::nullopt : wish->group;
    id_ = changed->id;
    roster_.set_self(changed->id, config_.settings.display.value_or(""));
    roster_.reset(changed->participants);
    notify(RoomJoined{changed->room, changed->id, changed->participants});
    if (auto whole = snapshot())
        notify(std::move(*whole));
    on_change_answered(std::nullopt);
}

void ConferenceMachine::on_change_answered(std::optional<Failure> failure) {
    if (changes_.empty())
        return;
    const auto change = std::move(changes_.front());
    changes_.pop_front();
    const bool is_adaptation =
            std::holds_alternative<SettingsRequested>(change) &&
            std::get<SettingsRequested>(change).from == CommandSource::adaptation;
    if (failure && !is_adaptation)
        warn(*failure);
    if (const auto* settings = std::get_if<SettingsRequested>(&change)) {
        if (!failure) {
            merge(config_.settings, settings->settings);
            if (settings->settings.display) {
                roster_.set_self(id_, *settings->settings.display);
                notify(ParticipantChanged{
                        ParticipantChange::renamed, id_, settings->settings.display});
            }
        }
        if (!is_adaptation)
            notify(CommandDone{
                    settings->from, settings->command, std::move(failure), settings->tag});
    } else {
        const auto& wish = std::get<ChangeRoomRequested>(change);
        notify(CommandDone{wish.from, "change-room", std::move(failure), wish.tag});
    }
    send_mute(); // what was wished for meanwhile
    send_change();
}

/// What the media carries out needs its devices, which are open from the first join on.
bool ConferenceMachine::may_command_media(CommandSource from, const char* command, CommandTag tag) {
    if (is_leaving())
        return false;
    if (was_in_room_) {
        media_asked_.push_back({from, command, tag});
        return true;
    }
    notify(CommandDone{
            from, command, Failure{ExitCode::usage, "The room is not joined yet.", "", {}}, tag});
    return false;
}

void ConferenceMachine::on(const RecordingRequested& event) {
    const char* const command = event.file ? "record-start" : "record-stop";
    if (!may_command_media(event.from, command, event.tag))
        return;
    if (event.file) {
        act(StartRecording{*event.file, event.tag});
    } else {
        act(StopRecording{event.tag});
    }
}

void ConferenceMachine::on(const SayRequested& event) {
    if (config_.listen_only || muted_) {
        const char* const why = muted_ && !config_.listen_only
                                        ? "The microphone is muted, so nobody would hear it."
                                        : "Nothing is sent here.";
        notify(CommandDone{event.from, "say", Failure{ExitCode::usage, why, "", {}}, event.tag});
        return;
    }
    if (may_command_media(event.from, "say", event.tag))
        act(SayFile{event.file, event.tag});
}

void ConferenceMachine::on(const media::CommandAnswered& event) {
    const auto asked = std::find_if(media_asked_.begin(),
                                    media_asked_.end(),
                                    [&](const Asked& one) { return one.tag == event.tag; });
    if (asked == media_asked_.end())
        return;
    notify(CommandDone{asked->from, asked->command, event.failure, asked->tag});
    media_asked_.erase(asked);
}

} // namespace janus_talk::core
