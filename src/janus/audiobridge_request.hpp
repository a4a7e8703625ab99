// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"
#include "base/secret.hpp"
#include "janus/room_request.hpp"

#include <optional>
#include <string>
#include <variant>

// The bodies of plug-in messages that a participant sends; those that manage are in
// room_request.hpp. Absent members are left out of the message: Janus then takes the room's or its
// own default.

namespace janus_talk::janus {

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
    /// "opus" (default), "pcma" or "pcmu", which our offer must have. It holds for the handle: a
    /// later join does not change it, and ChangeRoom keeps it.
    std::optional<std::string> codec = std::nullopt;
};

struct Configure {
    ParticipantSettings settings;
    /// Record our leg on the server, to `filename` without its suffix.
    std::optional<bool> record = std::nullopt;
    std::optional<std::string> filename = std::nullopt;
};

struct Leave {};

/// Moves to another room on the same peer connection. Whatever is not given is reset, not kept.
/// Never carries a room secret: a wrong one hangs the AudioBridge of Janus before 1.2.4 for
/// everybody. So does a room with groups whose group is missing or wrong, see refusal().
struct ChangeRoom {
    base::RoomId room;
    std::optional<base::ParticipantId> id;
    std::optional<base::Secret> pin;
    std::optional<base::Secret> token;
    ParticipantSettings settings;
};

/// Ends the peer connection and the membership. Never with a JSEP: that crashes the server.
struct HangupPlugin {};

using AudioBridgeRequest = std::variant<Join,
                                        Configure,
                                        ChangeRoom,
                                        Leave,
                                        HangupPlugin,
                                        CreateRoom,
                                        EditRoom,
                                        DestroyRoom,
                                        RoomExists,
                                        ListRooms,
                                        ListParticipants,
                                        EditAccessList,
                                        MuteParticipant,
                                        MuteRoom,
                                        KickParticipant,
                                        KickEverybody,
                                        SuspendParticipant,
                                        ResumeParticipant,
                                        DenoiseParticipant,
                                        ResetDecoder,
                                        RecordRoom,
                                        RecordParticipants,
                                        StartForwarder,
                                        StopForwarder,
                                        ListForwarders,
                                        PlayFile,
                                        IsPlaying,
                                        StopFile,
                                        StopAllFiles,
                                        ListAnnouncements,
                                        RawBody>;

} // namespace janus_talk::janus
