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

/// No RTP from the server for so long, and the peer connection is given up. A link flap of 6 s
/// heals by itself; and where UDP stays blocked, a relay over TCP, which ICE takes 2 s to choose,
/// carries the sound within 10 s.
inline constexpr std::chrono::milliseconds media_lost_limit = 7s;

/// The media side tells of a stall after so long without RTP.
inline constexpr std::chrono::milliseconds stall_patience = 1s;
/// From a stall of the media to the server's answer whether it is there at all.
inline constexpr std::chrono::milliseconds probe_limit = 2s;
/// From our `hangup` to the event that says that the peer connection is gone.
inline constexpr std::chrono::milliseconds hang_up_limit = 3s;
/// The signalling is back, and the sound did not stop for long: it gets this time to come back by
/// itself before a new peer connection is made.
inline constexpr std::chrono::milliseconds settle_limit = 1500ms;
/// A change of the local network explains a stall so long afterwards.
inline constexpr std::chrono::milliseconds network_change_memory = 5s;
/// From the new session until its sound arrives; ICE alone gives up after 12 s.
inline constexpr std::chrono::milliseconds rejoin_limit = 15s;
/// Media that dies so often within the window is not the media's own fault.
inline constexpr unsigned media_loss_limit = 3;
inline constexpr std::chrono::seconds media_loss_window = 60s;
/// So many connections in a row that broke the protocol: this is no Janus any more.
inline constexpr unsigned protocol_break_limit = 5;
/// How long trouble may last (--max-outage), when nothing else is said.
inline constexpr std::chrono::milliseconds outage_limit = 60s;
/// Bounds of the wait before a try to reconnect; see Backoff. The eager one keeps the sound's
/// return within a second after a server accepts connections again.
inline constexpr std::chrono::milliseconds first_retry_delay = 300ms;
inline constexpr std::chrono::milliseconds eager_retry_delay = 600ms;
inline constexpr std::chrono::milliseconds eager_retries = 15s;
inline constexpr std::chrono::milliseconds longest_retry_delay = 7s;
/// After so long without trouble the next outage starts with an immediate try again; sooner it goes
/// on where the last one was, which keeps a connection that flaps from spinning.
inline constexpr std::chrono::seconds steady_after = 30s;

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
