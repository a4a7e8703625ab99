// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "base/ids.hpp"
#include "core/media_event.hpp"
#include "core/phase.hpp"
#include "janus/audiobridge_event.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// What people and scripts are told. Values only: the room `report` makes text and NDJSON of them.
// Display names and reasons are untrusted text, exactly as they came.

namespace janus_talk::core {

struct StateChanged {
    Phase from = Phase::idle;
    Phase to = Phase::idle;
    /// A few words, for example "webrtcup" or "kicked".
    std::string cause;
};

/// The whole truth at one moment, for somebody who comes late.
struct Snapshot {
    base::RoomId room;
    base::ParticipantId id;
    std::string display;
    bool muted = false;
    std::vector<janus::Participant> participants;
    /// "up", "down" or "stalled".
    std::string media;
    /// The file being recorded, if any.
    std::optional<std::string> recording;
};

struct RoomJoined {
    base::RoomId room;
    base::ParticipantId id;
    std::vector<janus::Participant> participants;
};

enum class ParticipantChange {
    joined,
    left,
    kicked,
    muted,
    unmuted,
    suspended,
    resumed,
    renamed,
    setup
};

struct ParticipantChanged {
    ParticipantChange change = ParticipantChange::joined;
    base::ParticipantId id;
    std::optional<std::string> display;
};

enum class TalkingSource { server, local };

struct TalkingChanged {
    base::ParticipantId id;
    std::optional<std::string> display;
    bool on = false;
    TalkingSource source = TalkingSource::server;
};

enum class MediaChange { ice, dtls, up, first_audio, receiving, slowlink, stalled, resumed, down };

struct MediaChanged {
    MediaChange change = MediaChange::ice;
    /// ICE state, hang-up reason, or what slowlink and receiving are about.
    std::optional<std::string> reason;
    /// Since the offer was asked for.
    std::optional<std::chrono::milliseconds> elapsed;
    std::optional<media::CandidatePair> candidate;
};

enum class ResumedBy {
    /// The session lived on, and so did the sound.
    claim,
    /// We joined again.
    rejoin,
};

/// The end of an outage.
struct Resumed {
    ResumedBy by = ResumedBy::claim;
    /// How long the connection was away; for a rejoin, how long the room was not heard.
    std::chrono::milliseconds gap{0};
    /// Which try it was, from 1.
    unsigned attempt = 1;
};

/// Who wanted a change; `adaptation` is nobody but the network, and is told as LinkAdapted only.
enum class CommandSource { keys, socket, signal, adaptation };

/// Settings have followed the network. Absent: not changed.
struct LinkAdapted {
    /// Packets of 20 ms that the server queues of us.
    std::optional<unsigned> prebuffer;
    /// Percent that our encoder, and the server's, prepare for.
    std::optional<unsigned> tx_expected_loss;
    std::optional<unsigned> rx_expected_loss;
};

/// A command given while running (mute by SIGUSR1, for example) was carried out, or was not.
struct CommandDone {
    CommandSource from = CommandSource::signal;
    std::string command;
    std::optional<base::Failure> failure;
    /// Of who asked, see CommandTag; not told to anybody else.
    std::uint64_t tag = 0;
};

/// A rule of --fail-if was broken, or at the end was not.
struct AssertionChecked {
    /// As it was written.
    std::string rule;
    /// In the unit of the rule's measure; absent when there never were figures for it.
    std::optional<double> value;
    std::chrono::milliseconds window{0};
    bool ok = false;
};

enum class Severity { warning, error };

struct Problem {
    Severity severity = Severity::warning;
    base::Failure failure;
};

/// The last seconds of a run that failed were written to a new directory. Told by whoever wrote
/// them, right before the end.
struct FlightRecorded {
    std::string dir;
};

/// Always the last notice.
struct Ended {
    base::ExitCode exit = base::ExitCode::ok;
};

using Notice = std::variant<StateChanged,
                            Snapshot,
                            RoomJoined,
                            ParticipantChanged,
                            TalkingChanged,
                            media::Levels,
                            media::RoomTalking,
                            MediaChanged,
                            media::Stats,
                            media::DeviceChanged,
                            media::RecordingChanged,
                            LinkAdapted,
                            CommandDone,
                            Resumed,
                            AssertionChecked,
                            Problem,
                            FlightRecorded,
                            Ended>;

} // namespace janus_talk::core
