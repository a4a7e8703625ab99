// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace janus_talk::base {

/// What the process returns. The numbers and names are a stable contract (docs/cli.md, "Exit
/// status"); scripts are written against them. 0 means that everything asked for happened, and
/// nothing less.
enum class ExitCode {
    ok = 0,
    /// A verdict: a limit or assertion broke while the tool itself worked.
    failed = 1,
    usage = 2,
    /// DNS, TCP, TLS or WebSocket.
    unreachable = 3,
    /// Secret, token, PIN or access list.
    refused = 4,
    /// No such room, id taken, wrong group.
    room = 5,
    /// ICE or DTLS did not come up in time.
    media_setup = 6,
    /// Media stopped, or never carried audio.
    media_lost = 7,
    /// Audio device, file, or a missing local part such as a GStreamer plug-in.
    device = 8,
    timeout = 9,
    kicked = 10,
    room_destroyed = 11,
    /// Connection lost, and the budget for coming back is used up.
    outage = 12,
    /// The server takes no new sessions now; worth a retry.
    try_later = 13,
    /// The server broke the protocol, lacks the feature, or is not who its SDP says.
    protocol = 14,
    /// A bug in janus-talk.
    internal = 70,
    interrupted = 130,
    terminated = 143,
};

/// The name used in events and messages, for example "media-setup".
[[nodiscard]] std::string_view name_of(ExitCode code) noexcept;

} // namespace janus_talk::base
