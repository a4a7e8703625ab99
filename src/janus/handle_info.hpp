// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// What the Admin API tells about one handle. Two layouts are understood: `streams` with
// `components` (servers before 1.0) and `webrtc` (1.0 and later); both end up in the same values.
// What a server leaves out is nullopt.

namespace janus_talk::janus {

/// Microseconds of the server's monotonic clock: only differences mean something, see
/// HandleInfo::current_time.
using ServerTime = std::chrono::microseconds;

/// `plugin_specific` of an AudioBridge handle.
struct AudioBridgeState {
    bool in_room = false;
    std::optional<base::RoomId> room;
    std::optional<base::ParticipantId> id;
    std::optional<std::string> group;
    std::optional<std::string> display;
    /// Joined with the room's secret: not affected when the room is muted.
    std::optional<bool> admin;
    std::optional<bool> muted;
    /// Sound of this participant enters the mix.
    std::optional<bool> active;
    std::optional<bool> suspended;
    /// Still filling the queue before mixing; servers from 1.2.0 on have a jitter buffer instead
    /// (buffer_in).
    std::optional<bool> pre_buffering;
    /// Packets of 20 ms.
    std::optional<std::uint64_t> prebuffer_count;
    /// Packets waiting to be mixed; the server leaves it out when there are none.
    std::optional<std::uint64_t> queue_in;
    /// Packets waiting to be sent; -1 means that the sender waits for the next.
    std::optional<std::int64_t> queue_out;
    std::optional<std::uint64_t> buffer_in;
    /// When the queue was last cut because it had grown too long.
    std::optional<ServerTime> last_drop;
    /// 0 left, 50 centre, 100 right.
    std::optional<std::uint64_t> spatial_position;
    /// -dBov: 0 is the loudest, 127 is silence.
    std::optional<std::uint64_t> audio_level;
    std::optional<bool> talking;
    /// Forward error correction was negotiated.
    std::optional<bool> fec;
    /// Percent.
    std::optional<std::uint64_t> expected_loss;
    /// bit/s
    std::optional<std::uint64_t> opus_bitrate;
    bool plain_rtp = false;
    /// The server made the offer.
    bool plugin_offer = false;
    /// The peer connection is up.
    bool started = false;
    bool hanging_up = false;
    bool destroyed = false;
};

/// State bits of the core. `has_audio` is false on 1.1.2 even with audio.
struct HandleFlags {
    bool got_offer = false;
    bool got_answer = false;
    bool negotiated = false;
    bool processing_offer = false;
    bool starting = false;
    bool ice_restart = false;
    /// The peer connection is up.
    bool ready = false;
    bool stopped = false;
    bool alert = false;
    bool trickle = false;
    /// The client said that all its candidates were sent.
    bool all_trickles = false;
    bool resend_trickles = false;
    bool trickle_synced = false;
    bool data_channels = false;
    bool has_audio = false;
    bool has_video = false;
    bool new_data_channel_sdp = false;
    bool rfc4588_rtx = false;
    bool cleaning = false;
    bool end_to_end_encryption = false;
};

enum class IceMode { full, lite };
enum class IceRole { controlling, controlled };
/// libnice's component states; `unknown` for a word this version does not know.
enum class IceState { unknown, disconnected, gathering, connecting, connected, ready, failed };
enum class DtlsRole { unknown, active, passive, actpass };
enum class DtlsState { unknown, created, trying, connected, failed };

struct PacketCount {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;

    bool operator==(const PacketCount&) const = default;
};

struct Dtls {
    DtlsRole role = DtlsRole::unknown;
    DtlsState state = DtlsState::unknown;
    /// Hexadecimal with colons, in the hash of the server's certificate setting (sha-256 by
    /// default).
    std::string fingerprint;
    std::string remote_fingerprint;
    std::string remote_fingerprint_hash;
    std::string srtp_profile;
    std::uint64_t retransmissions = 0;
    std::optional<bool> valid;
    std::optional<bool> ready;
    std::optional<ServerTime> handshake_started;
    std::optional<ServerTime> connected;
    /// Only in the newer layout.
    std::optional<PacketCount> in;
    std::optional<PacketCount> out;
};

struct CandidateEnd {
    std::string address;
    std::uint16_t port = 0;
    /// host, srflx, prflx or relay.
    std::string type;
    /// udp or tcp.
    std::string protocol;

    bool operator==(const CandidateEnd&) const = default;
};

/// As the server sees it: `local` is the server's end.
struct SelectedPair {
    CandidateEnd local;
    CandidateEnd remote;

    bool operator==(const SelectedPair&) const = default;
};

struct IceComponent {
    std::uint64_t stream = 0;
    std::uint64_t component = 0;
    IceState state = IceState::unknown;
    std::optional<ServerTime> gathered;
    std::optional<ServerTime> connected;
    /// SDP candidate attributes without "candidate:", not validated.
    std::vector<std::string> local_candidates;
    std::vector<std::string> remote_candidates;
    std::optional<SelectedPair> selected_pair;
    std::optional<Dtls> dtls;
};

/// What RTCP said. Qualities are percent, 100 is perfect, 0 also means that nothing is known yet.
struct RtcpStatistics {
    /// Clock of the RTP timestamps in Hz.
    std::uint64_t clock_rate = 0;
    std::chrono::milliseconds round_trip{0};
    /// Packets of ours that did not reach the server; negative after duplicates.
    std::int64_t lost = 0;
    /// Packets of the server that did not reach us, as we reported.
    std::int64_t lost_by_remote = 0;
    std::chrono::milliseconds jitter_local{0};
    std::chrono::milliseconds jitter_remote{0};
    std::uint64_t in_link_quality = 0;
    std::uint64_t in_media_link_quality = 0;
    std::uint64_t out_link_quality = 0;
    std::uint64_t out_media_link_quality = 0;

    bool operator==(const RtcpStatistics&) const = default;
};

struct Traffic {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
    std::uint64_t bytes_last_second = 0;
    std::uint64_t nacks = 0;

    bool operator==(const Traffic&) const = default;
};

/// One m-line. Directions are the server's: `in` is what it received from the client.
struct MediaStatistics {
    /// Empty in the older layout.
    std::string mid;
    /// "audio", "video" or "data".
    std::string type;
    std::optional<std::uint64_t> index;
    std::optional<std::uint64_t> ssrc;
    std::optional<std::uint64_t> peer_ssrc;
    bool send = false;
    bool receive = false;
    std::optional<std::uint64_t> payload_type;
    std::string codec;
    bool nacks = false;
    std::chrono::milliseconds nack_queue{0};
    std::optional<RtcpStatistics> rtcp;
    Traffic in;
    Traffic out;
};

/// Both are empty before the negotiation. They hold ICE passwords: never log them.
struct SessionDescriptions {
    std::string profile;
    std::string local;
    std::string remote;
};

struct HandleInfo {
    base::SessionId session;
    base::HandleId handle;
    std::string plugin;
    std::optional<std::string> opaque_id;
    std::string session_transport;
    /// Zero: never.
    std::chrono::seconds session_timeout{0};
    ServerTime session_last_activity{0};
    ServerTime created{0};
    /// When this was said: subtract the others from it.
    ServerTime current_time{0};
    bool loop_running = false;
    /// nullopt when another plug-in owns the handle.
    std::optional<AudioBridgeState> audiobridge;
    /// nullopt when only the plug-in was asked for.
    std::optional<HandleFlags> flags;
    std::optional<ServerTime> agent_created;
    std::optional<ServerTime> agent_started;
    std::optional<IceMode> ice_mode;
    /// The server's own.
    std::optional<IceRole> ice_role;
    SessionDescriptions sdps;
    std::uint64_t queued_packets = 0;
    /// Candidates that came before the offer they belong to.
    std::uint64_t pending_trickles = 0;
    /// One in the newer layout and wherever RTCP is multiplexed.
    std::vector<IceComponent> components;
    /// URI to id of the header extensions that were negotiated.
    std::map<std::string, std::uint64_t> extensions;
    /// Transport-wide congestion control was negotiated.
    bool transport_cc = false;
    std::optional<std::uint64_t> transport_cc_extension;
    std::vector<MediaStatistics> media;
    /// What went over DTLS outside of SRTP and is counted for the data channel (older layout only).
    PacketCount data_in;
    PacketCount data_out;
};

} // namespace janus_talk::janus
