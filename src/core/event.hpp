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

/// Somebody on this side wants the microphone on or off.
struct MuteRequested {
    CommandSource from = CommandSource::signal;
    /// Empty: toggle.
    std::optional<bool> muted;
};

/// Changes settings of ours; what is absent stays. The mute state has its own event.
struct SettingsRequested {
    CommandSource from = CommandSource::signal;
    janus::ParticipantSettings settings;
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
                           MessageReceived,
                           MessageUnreadable,
                           MediaEvent,
                           LeaveRequested,
                           MuteRequested,
                           SettingsRequested,
                           ChangeRoomRequested,
                           Woken,
                           NetworkChanged,
                           Tick>;

} // namespace janus_talk::core
