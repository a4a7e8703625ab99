// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"
#include "base/secret.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// The bodies of plug-in messages that manage rooms and people. All are answered at once and need no
// membership; most can travel through the Admin API too. Absent members are left out of the
// message: Janus then takes its default. Files and folders are the server's.
// @source AudioBridge documentation; the plug-in of Janus 1.1.2

namespace janus_talk::janus {

using OptionalSecret = std::optional<base::Secret>;

/// What a room is made of; shared by CreateRoom and the server's configuration.
struct RoomSettings {
    std::optional<std::string> description;
    /// Needed to manage the room.
    OptionalSecret secret;
    /// Needed to join it.
    OptionalSecret pin;
    /// Left out of `list`.
    std::optional<bool> is_private;
    /// Hz: 8000, 12000, 16000 (default), 24000 or 48000.
    std::optional<unsigned> sampling_rate;
    /// Stereo mix with positions.
    std::optional<bool> spatial_audio;
    /// Accept the audio-level header extension (default: true).
    std::optional<bool> audiolevel_ext;
    /// Tell who is talking (default: false).
    std::optional<bool> audiolevel_event;
    /// Packets of 20 ms over which the level is averaged, default 100.
    std::optional<unsigned> audio_active_packets;
    /// Threshold of talking in -dBov: 0 loudest, 127 silent, default 25.
    std::optional<unsigned> audio_level_average;
    /// Packets of 20 ms, 1 to 50, default 6; servers from 1.2.0 on ignore it.
    std::optional<unsigned> default_prebuffering;
    /// Percent, 0 to 20.
    std::optional<unsigned> default_expectedloss;
    /// bit/s of what the server sends, 500 to 512000; absent: Opus decides.
    std::optional<unsigned> default_bitrate;
    /// Record the mix to a WAV file.
    std::optional<bool> record;
    std::optional<std::string> record_file;
    std::optional<std::string> record_dir;
    /// Record each participant to an .mjr file.
    std::optional<bool> mjrs;
    std::optional<std::string> mjrs_dir;
    std::optional<bool> allow_rtp_participants;
    /// RNNoise; needs 1.2.3.
    std::optional<bool> denoise;
    /// Forwarding groups, at most 5; then every participant must name one.
    std::vector<std::string> groups;
    /// Tokens that may join; an empty list switches the check off.
    std::vector<base::Secret> allowed;
};

/// Makes a room. 486 when it exists.
struct CreateRoom {
    /// Absent: the server chooses.
    std::optional<base::RoomId> room;
    RoomSettings settings;
    OptionalSecret admin_key;
    /// Also write it to the server's configuration file, which loses its comments.
    bool permanent = false;
};

/// Changes a room. Those inside are not told and not affected.
struct EditRoom {
    base::RoomId room;
    OptionalSecret secret;
    std::optional<std::string> new_description;
    OptionalSecret new_secret;
    /// Empty: no PIN from now on.
    OptionalSecret new_pin;
    std::optional<bool> new_is_private;
    std::optional<std::string> new_record_dir;
    std::optional<std::string> new_mjrs_dir;
    bool permanent = false;
};

/// Throws everybody out and removes the room.
struct DestroyRoom {
    base::RoomId room;
    OptionalSecret secret;
    bool permanent = false;
};

/// Needs no secret.
struct RoomExists {
    base::RoomId room;
};

/// All public rooms, and with the plug-in's key the private ones too.
struct ListRooms {
    OptionalSecret admin_key;
};

/// Needs neither PIN nor secret.
struct ListParticipants {
    base::RoomId room;
};

enum class AccessAction { enable, disable, add, remove };

/// Edits the list of tokens that may join. Those inside stay.
struct EditAccessList {
    base::RoomId room;
    OptionalSecret secret;
    AccessAction action = AccessAction::add;
    std::vector<base::Secret> allowed;
};

/// The participant may undo it.
struct MuteParticipant {
    base::RoomId room;
    base::ParticipantId id;
    OptionalSecret secret;
    bool muted = true;
};

/// Everybody but those who joined with the room's secret.
struct MuteRoom {
    base::RoomId room;
    OptionalSecret secret;
    bool muted = true;
};

/// It may come back at once.
struct KickParticipant {
    base::RoomId room;
    base::ParticipantId id;
    OptionalSecret secret;
};

struct KickEverybody {
    base::RoomId room;
    OptionalSecret secret;
};

/// Needs 1.2.1. Suspended: hears nothing and is not heard, stays connected.
struct SuspendParticipant {
    base::RoomId room;
    base::ParticipantId id;
    OptionalSecret secret;
    std::optional<bool> pause_events;
    std::optional<bool> stop_record;
};

/// Needs 1.2.1.
struct ResumeParticipant {
    base::RoomId room;
    base::ParticipantId id;
    OptionalSecret secret;
    std::optional<bool> record;
    std::optional<std::string> filename;
};

/// Needs 1.2.3 built with RNNoise.
struct DenoiseParticipant {
    base::RoomId room;
    base::ParticipantId id;
    OptionalSecret secret;
    bool enable = true;
};

/// Makes the Opus decoder of the participant behind this handle anew; 487 for anybody else.
struct ResetDecoder {};

/// Records the mix to a WAV file.
struct RecordRoom {
    base::RoomId room;
    OptionalSecret secret;
    bool record = true;
    std::optional<std::string> record_file;
    std::optional<std::string> record_dir;
};

/// Records each participant to an .mjr file.
struct RecordParticipants {
    base::RoomId room;
    OptionalSecret secret;
    bool mjrs = true;
    std::optional<std::string> mjrs_dir;
};

/// Sends the mix, or one group's, as plain RTP to somebody.
struct StartForwarder {
    base::RoomId room;
    OptionalSecret secret;
    OptionalSecret admin_key;
    std::string host;
    /// "ipv4" or "ipv6" for a host that has both.
    std::optional<std::string> host_family;
    std::uint16_t port = 0;
    std::optional<std::uint32_t> ssrc;
    /// "opus" (default), "pcma" or "pcmu".
    std::optional<std::string> codec;
    /// RTP payload type, 0 to 127, default 100.
    std::optional<unsigned> ptype;
    std::optional<std::string> group;
    /// Authentication tag bits: 32 or 80.
    std::optional<unsigned> srtp_suite;
    /// Base64 of key and salt.
    OptionalSecret srtp_crypto;
    /// Packets also while the room is empty.
    std::optional<bool> always_on;
};

/// Answered with success even when there is no such forwarder.
struct StopForwarder {
    base::RoomId room;
    OptionalSecret secret;
    OptionalSecret admin_key;
    std::uint32_t stream_id = 0;
};

struct ListForwarders {
    base::RoomId room;
    OptionalSecret secret;
    OptionalSecret admin_key;
};

/// Plays an Ogg/Opus file of the server into the room. A file of another kind is accepted, never
/// starts, and keeps its file_id.
struct PlayFile {
    base::RoomId room;
    OptionalSecret secret;
    OptionalSecret admin_key;
    std::string filename;
    /// Absent: the server makes one.
    std::optional<std::string> file_id;
    std::optional<bool> loop;
    /// Compulsory where the room has groups.
    std::optional<std::string> group;
};

struct IsPlaying {
    base::RoomId room;
    OptionalSecret secret;
    OptionalSecret admin_key;
    std::string file_id;
};

/// Answered with success even when there is no such announcement.
struct StopFile {
    base::RoomId room;
    OptionalSecret secret;
    OptionalSecret admin_key;
    std::string file_id;
};

/// Needs 1.3.2.
struct StopAllFiles {
    base::RoomId room;
    OptionalSecret secret;
    OptionalSecret admin_key;
};

/// Needs 1.2.4.
struct ListAnnouncements {
    base::RoomId room;
    OptionalSecret secret;
    OptionalSecret admin_key;
};

/// A body that somebody wrote by hand: one JSON object, already parsed once.
struct RawBody {
    std::string json;
};

} // namespace janus_talk::janus
