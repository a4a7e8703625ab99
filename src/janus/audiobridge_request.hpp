// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"
#include "base/secret.hpp"

#include <optional>
#include <string>
#include <variant>

// The bodies of plug-in messages that a participant sends. Absent members are left out of the
// message: Janus then takes the room's or its own default.

namespace janus_talk::janus {

/// Makes a room; answered at once. 486 when it exists.
struct CreateRoom {
    base::RoomId room;
    std::optional<std::string> description;
    std::optional<base::Secret> pin;
    std::optional<base::Secret> secret;
    std::optional<base::Secret> admin_key;
    std::optional<bool> is_private;
    /// Hz: 8000, 12000, 16000, 24000 or 48000.
    std::optional<unsigned> sampling_rate;
    std::optional<bool> spatial_audio;
    /// Whether the server tells who is talking.
    std::optional<bool> audiolevel_event;
};

/// Throws everybody out and removes the room.
struct DestroyRoom {
    base::RoomId room;
    std::optional<base::Secret> secret;
};

/// What a participant can set on joining and later.
struct ParticipantSettings {
    std::optional<std::string> display;
    std::optional<bool> muted;
    /// Packets of 20 ms that the server queues before mixing us, 1 to 50. 0 would silence us for
    /// good. Servers from 1.2.0 on ignore it.
    std::optional<unsigned> prebuffer;
    /// bit/s of what the server sends us, 500 to 512000.
    std::optional<unsigned> bitrate;
    /// Complexity of the server's encoder, 1 to 10.
    std::optional<unsigned> quality;
    /// Percent, 0 to 20: makes the server add forward error correction.
    std::optional<unsigned> expected_loss;
    /// Percent of our own contribution to the mix, 100 is unchanged.
    std::optional<unsigned> volume;
    /// 0 left, 50 centre, 100 right; only in spatial rooms.
    std::optional<unsigned> spatial_position;
    /// Forwarding group; compulsory on join where the room has groups.
    std::optional<std::string> group;
};

struct Join {
    base::RoomId room;
    std::optional<base::ParticipantId> id;
    std::optional<base::Secret> pin;
    /// Checked against the room's access list; not the token of the envelope.
    std::optional<base::Secret> token;
    ParticipantSettings settings;
};

struct Configure {
    ParticipantSettings settings;
};

struct Leave {};

struct ListParticipants {
    base::RoomId room;
};

/// All public rooms, and with the plug-in's key the private ones too; answered at once.
struct ListRooms {
    std::optional<base::Secret> admin_key;
};

/// Answered at once; needs no secret.
struct RoomExists {
    base::RoomId room;
};

/// Throws one participant out; answered at once. It may come back at once.
struct KickParticipant {
    base::RoomId room;
    base::ParticipantId id;
    std::optional<base::Secret> secret;
};

using AudioBridgeRequest = std::variant<CreateRoom,
                                        DestroyRoom,
                                        Join,
                                        Configure,
                                        Leave,
                                        ListParticipants,
                                        ListRooms,
                                        RoomExists,
                                        KickParticipant>;

} // namespace janus_talk::janus
