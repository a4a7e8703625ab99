// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "base/ids.hpp"
#include "base/secret.hpp"
#include "core/media_event.hpp"
#include "core/notice.hpp"
#include "janus/audiobridge_request.hpp"
#include "janus/server_message.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace janus_talk::core {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;

/// The first event of every run.
struct Start {};

struct SignalingOpened {};

struct SignalingClosed {
    base::Failure failure;
};

/// The server says nothing over the WebSocket, and does not answer its pings.
struct SignalingSilent {
    std::chrono::milliseconds silence{0};
};

struct MessageReceived {
    janus::ServerMessage message;
};

struct MessageUnreadable {
    janus::DecodeFailure failure;
};

/// Leave politely; `exit` is what the process returns if that works. A second one leaves at once.
struct LeaveRequested {
    base::ExitCode exit = base::ExitCode::ok;
    /// When the room was never joined: what was asked for did not happen.
    base::ExitCode exit_if_not_joined = base::ExitCode::interrupted;
    /// A few words for the `state` event, for example "SIGINT".
    std::string cause;
};

/// Chosen by whoever asks; the CommandDone that answers carries it again. 0: nobody waits for it.
using CommandTag = std::uint64_t;

/// Somebody on this side wants the microphone on or off.
struct MuteRequested {
    CommandSource from = CommandSource::signal;
    /// Empty: toggle.
    std::optional<bool> muted;
    CommandTag tag = 0;
};

/// Changes settings of ours; what is absent stays. The mute state has its own event.
struct SettingsRequested {
    CommandSource from = CommandSource::signal;
    janus::ParticipantSettings settings;
    /// As CommandDone is to call it.
    std::string command = "configure";
    CommandTag tag = 0;
};

/// Moves to another room and keeps the peer connection, the settings and the mute state.
struct ChangeRoomRequested {
    CommandSource from = CommandSource::signal;
    base::RoomId room;
    /// Empty: Janus chooses a new one.
    std::optional<base::ParticipantId> id;
    std::optional<base::Secret> pin;
    std::optional<std::string> group;
    /// Somebody knows that the room has no groups. Servers before 1.2.4 are asked only then, and
    /// never with a group, see janus::refusal().
    bool without_groups = false;
    CommandTag tag = 0;
};

/// Begins or ends a recording beside those that were asked for at the start.
struct RecordingRequested {
    CommandSource from = CommandSource::signal;
    /// Empty: end it.
    std::optional<std::string> file;
    CommandTag tag = 0;
};

/// Plays a sound file into the room, over what the microphone captures.
struct SayRequested {
    CommandSource from = CommandSource::signal;
    std::string file;
    CommandTag tag = 0;
};

/// The loop did not turn for so long: the process was stopped, the machine slept, or it was far too
/// busy. What was true before may not be true any more.
struct Woken {
    std::chrono::milliseconds gap{0};
    /// The whole machine slept.
    bool was_suspended = false;
};

/// An address or a route of this machine came or went.
struct NetworkChanged {};

/// deadline() has passed.
struct Tick {};

using Event = std::variant<Start,
                           SignalingOpened,
                           SignalingClosed,
                           SignalingSilent,
                           MessageReceived,
                           MessageUnreadable,
                           MediaEvent,
                           LeaveRequested,
                           MuteRequested,
                           SettingsRequested,
                           ChangeRoomRequested,
                           RecordingRequested,
                           SayRequested,
                           Woken,
                           NetworkChanged,
                           Tick>;

} // namespace janus_talk::core
