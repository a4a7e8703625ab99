// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>

// Every time constant of a conference, with its reason. All are measured on the monotonic clock.

namespace janus_talk::core::timing {

using namespace std::chrono_literals;

/// TCP, TLS and the WebSocket upgrade together. The adapter tries several addresses within it.
inline constexpr std::chrono::milliseconds connect_limit = 10s;

/// From a request to its answer. The join of a busy server was never seen above 3 s.
inline constexpr std::chrono::milliseconds reply_limit = 10s;

/// Until sound flows (--timeout), when nothing else is said.
inline constexpr std::chrono::milliseconds ready_limit = 15s;

/// Janus drops a session that is silent for session_timeout (60 s by default, janus.jcfg); 25 s
/// tolerates one lost request. Only requests count: neither RTP nor WebSocket pings do.
inline constexpr std::chrono::seconds keep_alive_interval = 25s;
/// Servers may be configured shorter: three requests fit into their time-out, at most one a second.
inline constexpr unsigned keep_alives_per_session_timeout = 3;
inline constexpr std::chrono::seconds keep_alive_floor = 1s;

/// After `webrtcup`, Janus reports the first RTP from us within two of its one-second ticks.
inline constexpr std::chrono::milliseconds uplink_limit = 5s;

/// No RTP from the server for so long ends the conference. A link flap of 6 s heals by itself.
inline constexpr std::chrono::milliseconds media_lost_limit = 8s;

/// AudioBridge's own default; asked for by name where the drain must be sure of it.
inline constexpr unsigned default_prebuffer = 6;
/// One packet on either side, and the mixer of a busy server.
inline constexpr std::chrono::milliseconds drain_margin = 200ms;
/// Of a path that nobody has measured yet.
inline constexpr std::chrono::milliseconds unmeasured_round_trip = 200ms;
/// More than this is a stall, not a path.
inline constexpr std::chrono::milliseconds longest_round_trip = 2s;

/// From the moment at which the last frame has left us until the server has mixed it: the way there
/// (at most a round trip), and its queue, which holds `prebuffer` packets of 20 ms, or up to twice
/// as many after a burst; it is cut back only there.
[[nodiscard]] constexpr std::chrono::milliseconds
drain_time(unsigned prebuffer, std::chrono::milliseconds round_trip) noexcept {
    return 2 * prebuffer * 20ms + std::min(round_trip, longest_round_trip) + drain_margin;
}

/// The polite part of leaving (leave, detach, destroy, each waiting for its answer), …
inline constexpr std::chrono::milliseconds leave_polite_limit = 2s;
/// … and the point at which the process goes, whatever still hangs.
inline constexpr std::chrono::milliseconds leave_hard_limit = 2900ms;
/// After a second request to leave: just enough to flush `destroy` to the socket.
inline constexpr std::chrono::milliseconds leave_now_limit = 250ms;

/// Tries with a session id of our choice. Two clashes of random 53-bit ids in a row do not happen
/// on an honest server.
inline constexpr unsigned session_conflict_limit = 3;

/// More messages than this that are not understood, within `unreadable_window`, end the conference.
inline constexpr unsigned unreadable_limit = 20;
inline constexpr std::chrono::seconds unreadable_window = 60s;

} // namespace janus_talk::core::timing
