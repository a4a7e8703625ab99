// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "base/ids.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace janus_talk::janus {

/// A participant as the AudioBridge describes it. Updates are partial: an absent member is unknown
/// or unchanged, never false.
struct Participant {
    base::ParticipantId id;
    std::optional<std::string> display;
    /// Has an established peer connection.
    std::optional<bool> setup;
    std::optional<bool> muted;
    std::optional<bool> talking;
    std::optional<bool> suspended;
    /// 0 left, 50 centre, 100 right.
    std::optional<unsigned> spatial_position;

    bool operator==(const Participant&) const = default;
};

/// Our own join succeeded. `participants` are the others.
struct Joined {
    base::RoomId room;
    base::ParticipantId id;
    std::vector<Participant> participants;
};

/// Our own changeroom succeeded.
struct RoomChanged {
    base::RoomId room;
    base::ParticipantId id;
    std::vector<Participant> participants;
};

/// Somebody else came in (`joined` without an id of ours).
struct ParticipantsJoined {
    base::RoomId room;
    std::vector<Participant> participants;
};

/// State of participants changed; merge by id.
struct ParticipantsUpdated {
    base::RoomId room;
    std::vector<Participant> participants;
};

/// Answer to listparticipants: the whole truth, ourselves included.
struct ParticipantList {
    base::RoomId room;
    std::vector<Participant> participants;
};

/// Our own leave is done.
struct Left {
    base::RoomId room;
    base::ParticipantId id;
};

struct ParticipantLeaving {
    base::RoomId room;
    base::ParticipantId id;
};

/// Sent to everybody, the kicked one included; a ParticipantLeaving for the same id may follow.
struct ParticipantKicked {
    base::RoomId room;
    base::ParticipantId id;
};

/// Everybody was kicked; the id is our own. (Each participant gets one of its own.)
struct AllKicked {
    base::RoomId room;
    std::optional<base::ParticipantId> id;
};

struct ParticipantSuspended {
    base::RoomId room;
    base::ParticipantId id;
    bool suspended = true;
    /// Everybody, when it is we who come back after a pause without events; else empty.
    std::vector<Participant> participants{};
};

/// The whole room was muted or unmuted; individual flags are unchanged.
struct RoomMuted {
    base::RoomId room;
    bool muted = false;
};

/// The server's voice activity detection; also sent to the talker.
struct Talking {
    base::RoomId room;
    base::ParticipantId id;
    bool talking = false;
};

/// `permanent` is only present in the answer to one's own destroy request.
struct RoomDestroyed {
    base::RoomId room;
    std::optional<bool> permanent;
};

struct RoomCreated {
    base::RoomId room;
    bool permanent = false;
};

/// configure was applied (`result: ok`).
struct Configured {};

struct Announcement {
    base::RoomId room;
    std::string file_id;
    bool started = true;
};

/// Answer to the plug-in's own hangup request.
struct HangingUp {};

/// One line of the answer to `list`. Private rooms are left out by the server.
struct RoomSummary {
    base::RoomId room;
    std::optional<std::string> description;
    /// Hz.
    std::optional<unsigned> sampling_rate;
    std::optional<bool> spatial_audio;
    std::optional<bool> pin_required;
    std::optional<bool> record;
    /// The only way to learn that a whole room is muted when one comes late.
    std::optional<bool> muted;
    std::optional<unsigned> num_participants;

    bool operator==(const RoomSummary&) const = default;
};

/// A synchronous request worked (`audiobridge: success`); its further members depend on the
/// request.
struct PluginSuccess {
    std::optional<base::RoomId> room;
    /// Answer to `exists`.
    std::optional<bool> exists;
    /// Answer to `list`.
    std::optional<std::vector<RoomSummary>> rooms;
};

/// The plug-in refused; the layer is JanusLayer::audiobridge.
struct AudioBridgeError {
    base::JanusError error;
};

/// Well-formed but of a kind this version does not know.
struct UnknownEvent {
    std::string kind;
};

using AudioBridgeEvent = std::variant<Joined,
                                      RoomChanged,
                                      ParticipantsJoined,
                                      ParticipantsUpdated,
                                      ParticipantList,
                                      Left,
                                      ParticipantLeaving,
                                      ParticipantKicked,
                                      AllKicked,
                                      ParticipantSuspended,
                                      RoomMuted,
                                      Talking,
                                      RoomDestroyed,
                                      RoomCreated,
                                      Configured,
                                      Announcement,
                                      HangingUp,
                                      PluginSuccess,
                                      AudioBridgeError,
                                      UnknownEvent>;

} // namespace janus_talk::janus
