// SPDX-License-Identifier: MIT
#include "janus/decode_audiobridge.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace janus_talk::janus {

namespace {

Participant decode_participant(const Fields& fields) {
    return {.id = fields.required_id<base::ParticipantId>("id"),
            .display = fields.optional_string("display"),
            .setup = fields.optional_bool("setup"),
            .muted = fields.optional_bool("muted"),
            .talking = fields.optional_bool("talking"),
            .suspended = fields.optional_bool("suspended"),
            .spatial_position = fields.optional_small("spatial_position")};
}

std::vector<Participant> decode_participants(const std::vector<Fields>& list) {
    std::vector<Participant> participants;
    participants.reserve(list.size());
    for (const Fields& fields : list)
        participants.push_back(decode_participant(fields));
    return participants;
}

base::RoomId room_of(const Fields& data) {
    return data.required_id<base::RoomId>("room");
}

base::ParticipantId participant_of(const Fields& data, std::string_view name) {
    return data.required_id<base::ParticipantId>(name);
}

AudioBridgeEvent decode_joined(const Fields& data) {
    if (!data.has("id")) {
        return ParticipantsJoined{room_of(data),
                                  decode_participants(data.required_objects("participants"))};
    }
    return Joined{room_of(data),
                  participant_of(data, "id"),
                  decode_participants(data.optional_objects("participants"))};
}

AudioBridgeEvent decode_room_changed(const Fields& data) {
    return RoomChanged{room_of(data),
                       participant_of(data, "id"),
                       decode_participants(data.optional_objects("participants"))};
}

AudioBridgeEvent decode_participant_list(const Fields& data) {
    return ParticipantList{room_of(data),
                           decode_participants(data.required_objects("participants"))};
}

AudioBridgeEvent decode_left(const Fields& data) {
    return Left{room_of(data), participant_of(data, "id")};
}

AudioBridgeEvent decode_talking(const Fields& data) {
    return Talking{room_of(data), participant_of(data, "id"), true};
}

AudioBridgeEvent decode_stopped_talking(const Fields& data) {
    return Talking{room_of(data), participant_of(data, "id"), false};
}

AudioBridgeEvent decode_destroyed(const Fields& data) {
    return RoomDestroyed{room_of(data), data.optional_bool("permanent")};
}

AudioBridgeEvent decode_created(const Fields& data) {
    return RoomCreated{room_of(data), data.flag("permanent")};
}

AudioBridgeEvent decode_announcement_started(const Fields& data) {
    return Announcement{room_of(data), data.required_string("file_id"), true};
}

AudioBridgeEvent decode_announcement_stopped(const Fields& data) {
    return Announcement{room_of(data), data.required_string("file_id"), false};
}

AudioBridgeEvent decode_hanging_up(const Fields& /*data*/) {
    return HangingUp{};
}

RoomSummary decode_room_summary(const Fields& fields) {
    return {.room = room_of(fields),
            .description = fields.optional_string("description"),
            .sampling_rate = fields.optional_small("sampling_rate"),
            .spatial_audio = fields.optional_bool("spatial_audio"),
            .pin_required = fields.optional_bool("pin_required"),
            .record = fields.optional_bool("record"),
            .muted = fields.optional_bool("muted"),
            .num_participants = fields.optional_small("num_participants")};
}

AudioBridgeEvent decode_success(const Fields& data) {
    PluginSuccess success{.room = data.optional_id<base::RoomId>("room"),
                          .exists = data.optional_bool("exists"),
                          .rooms = std::nullopt};
    if (data.has("list")) {
        success.rooms.emplace();
        for (const Fields& fields : data.required_objects("list")) {
            success.rooms->push_back(decode_room_summary(fields));
        }
    }
    return success;
}

AudioBridgeEvent decode_suspended(const Fields& data, std::string_view change) {
    return ParticipantSuspended{.room = room_of(data),
                                .id = participant_of(data, change),
                                .suspended = change == "suspended",
                                .participants =
                                        decode_participants(data.optional_objects("participants"))};
}

/// `audiobridge: event` says nothing by itself; what it is about shows in which member is there.
AudioBridgeEvent decode_event(const Fields& data) {
    if (data.has("suspended"))
        return decode_suspended(data, "suspended");
    if (data.has("resumed"))
        return decode_suspended(data, "resumed");
    if (data.has("participants")) {
        return ParticipantsUpdated{room_of(data),
                                   decode_participants(data.required_objects("participants"))};
    }
    if (data.has("leaving"))
        return ParticipantLeaving{room_of(data), participant_of(data, "leaving")};
    if (data.has("kicked"))
        return ParticipantKicked{room_of(data), participant_of(data, "kicked")};
    if (data.has("kicked_all")) {
        return AllKicked{room_of(data), data.optional_id<base::ParticipantId>("kicked_all")};
    }
    if (data.has("muted"))
        return RoomMuted{room_of(data), data.required_bool("muted")};
    if (data.optional_string("result") == "ok")
        return Configured{};
    return UnknownEvent{"event"};
}

struct EventKind {
    std::string_view name;
    AudioBridgeEvent (*decode)(const Fields&);
};

constexpr std::array event_kinds{
        EventKind{"joined", decode_joined},
        EventKind{"event", decode_event},
        EventKind{"talking", decode_talking},
        EventKind{"stopped-talking", decode_stopped_talking},
        EventKind{"participants", decode_participant_list},
        EventKind{"roomchanged", decode_room_changed},
        EventKind{"left", decode_left},
        EventKind{"destroyed", decode_destroyed},
        EventKind{"created", decode_created},
        EventKind{"success", decode_success},
        EventKind{"hangingup", decode_hanging_up},
        EventKind{"announcement-started", decode_announcement_started},
        EventKind{"announcement-stopped", decode_announcement_stopped},
};

AudioBridgeEvent decode_error(const Fields& data) {
    return AudioBridgeError{{.layer = base::JanusLayer::audiobridge,
                             .code = data.required_int("error_code"),
                             .text = data.text("error")}};
}

} // namespace

AudioBridgeEvent decode_audiobridge(const Fields& data) {
    if (data.has("error_code"))
        return decode_error(data);
    std::string kind = data.required_string("audiobridge");
    const auto* found =
            std::find_if(event_kinds.begin(), event_kinds.end(), [&](const EventKind& candidate) {
                return candidate.name == kind;
            });
    if (found != event_kinds.end())
        return found->decode(data);
    return UnknownEvent{std::move(kind)};
}

} // namespace janus_talk::janus
