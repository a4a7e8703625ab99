// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace janus_talk::core {

/// Numbers the peer connections of one run. An event that carries an older epoch comes from a
/// pipeline that is already being torn down and is ignored.
struct MediaEpoch {
    std::uint32_t value = 0;

    auto operator<=>(const MediaEpoch&) const = default;
};

/// What the media adapter reports. Every value is made on the main thread.
namespace media {

/// The local description is ready to be sent. With trickle off it already holds every candidate.
struct OfferReady {
    MediaEpoch epoch;
    std::string sdp;
};

struct LocalCandidate {
    MediaEpoch epoch;
    unsigned sdp_mline_index = 0;
    /// As in the SDP attribute, starting with "candidate:".
    std::string candidate;
};

/// Comes after the last LocalCandidate of the epoch, possibly after `webrtcup`.
/// `usable` is false when no candidate at all was found (for example relay only, and TURN refused
/// us).
struct GatheringComplete {
    MediaEpoch epoch;
    bool usable = true;
};

enum class IceState { checking, connected, completed, disconnected, failed, closed };

struct IceStateChanged {
    MediaEpoch epoch;
    IceState state = IceState::checking;
};

/// DTLS is connected AND the peer's certificate matches the fingerprint of the answer: sound may
/// flow. (A mismatch arrives as Failed with ExitCode::protocol.)
struct DtlsVerified {
    MediaEpoch epoch;
};

/// The ICE pair in use. Addresses are "host:port"; type is the local candidate's (host, srflx,
/// prflx, relay); protocol is "udp" or "tcp" (for relay: between us and the TURN server).
struct CandidatePair {
    MediaEpoch epoch;
    std::string local;
    std::string remote;
    std::string type;
    std::string protocol;
};

/// The first decoded sound of the room has arrived (silence of an empty room counts: Janus always
/// sends).
struct FirstAudio {
    MediaEpoch epoch;
};

/// RTP from the server stopped for a second, or came back after that.
struct RtpFlow {
    MediaEpoch epoch;
    bool receiving = true;
};

/// This peer connection can't go on.
struct Failed {
    MediaEpoch epoch;
    base::Failure failure;
};

/// Something the user should know but the conference survives (device lost, frames dropped, disk
/// full).
struct Warning {
    base::Failure failure;
};

enum class Direction { input, output };
enum class DeviceChange { opened, lost, back, switched };

struct DeviceChanged {
    DeviceChange change = DeviceChange::opened;
    Direction direction = Direction::input;
    std::string name;
};

/// A finite input (file, stdin) has been played and its last frame has left.
struct InputEnded {};

/// Levels of the last second in dBFS (0 is full scale, silence is floored at -127). Who only
/// listens sends nothing that could be measured: the first, third and last are absent then.
struct Levels {
    std::optional<double> tx_dbfs = -127;
    double rx_dbfs = -127;
    std::optional<double> tx_peak_dbfs = -127;
    double rx_peak_dbfs = -127;
    /// Samples that reached full scale on the way to the encoder in this second.
    std::optional<std::uint64_t> clipped = 0;
};

/// Somebody in the room began or stopped talking, as far as can be heard; nobody knows who, because
/// the server sends a mix.
struct RoomTalking {
    bool on = false;
};

struct FlowStats {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
    double kbps = 0;
    /// Percent of the packets expected since the start.
    double lost_pct = 0;
};

/// Sampled once a second. Absent figures are not known (yet).
struct Stats {
    std::optional<double> rtt_ms;
    FlowStats tx;
    FlowStats rx;
    /// RFC 3550, as the server sees our packets.
    std::optional<double> tx_jitter_ms;
    std::optional<double> rx_jitter_ms;
    /// Percent of the played frames that were made up by packet loss concealment.
    std::optional<double> rx_concealed_pct;
    std::optional<std::uint64_t> rx_late;
    std::optional<double> rx_buffer_ms;
};

struct RecordingChanged {
    bool started = true;
    std::string file;
    double seconds = 0;
};

/// A recording that was asked for during the call has begun or ended, a file is being played, or
/// that was not possible.
struct CommandAnswered {
    std::uint64_t tag = 0;
    std::optional<base::Failure> failure;
};

/// Everything of the epoch is torn down, devices are closed and recordings are complete.
struct Stopped {
    MediaEpoch epoch;
};

} // namespace media

using MediaEvent = std::variant<media::OfferReady,
                                media::LocalCandidate,
                                media::GatheringComplete,
                                media::IceStateChanged,
                                media::DtlsVerified,
                                media::CandidatePair,
                                media::FirstAudio,
                                media::RtpFlow,
                                media::Failed,
                                media::Warning,
                                media::DeviceChanged,
                                media::InputEnded,
                                media::Levels,
                                media::RoomTalking,
                                media::Stats,
                                media::RecordingChanged,
                                media::CommandAnswered,
                                media::Stopped>;

} // namespace janus_talk::core
