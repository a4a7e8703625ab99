// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>

// Private to this room. Pure: time is an argument.

namespace janus_talk::signaling {

/// Decides when a quiet connection gets a WebSocket ping, when that is told, and when it is given
/// up.
///
/// This is not libwebsockets' own validity check (`secs_since_valid_ping`), because that one counts
/// in whole seconds, has known use-after-free defects in 4.1, and can't tell a suspended process
/// from a dead server. Here the wait for an answer begins when the ping is *asked for*: after the
/// process was stopped for an hour it pings first and judges later.
class Heartbeat {
public:
    using Clock = std::chrono::steady_clock;
    using TimePoint = Clock::time_point;

    enum class Verdict { fine, ping, silent, dead };

    /// @param idle silence before a ping
    /// @param silent silence before somebody should be told; the answer to a ping may take the
    /// difference
    /// @param hang_up silence before the connection counts as dead, likewise
    Heartbeat(std::chrono::milliseconds idle,
              std::chrono::milliseconds silent,
              std::chrono::milliseconds hang_up) noexcept;

    /// Something arrived; anything proves that the server lives.
    /// @return whether this answers a ping: then deadline() may be nearer than it was.
    bool on_arrival(TimePoint now) noexcept;

    /// To be asked when deadline() has passed.
    [[nodiscard]] Verdict check(TimePoint now) noexcept;

    [[nodiscard]] TimePoint deadline() const noexcept;

private:
    std::chrono::milliseconds idle_;
    std::chrono::milliseconds until_silent_;
    std::chrono::milliseconds until_dead_;
    TimePoint last_arrival_{};
    std::optional<TimePoint> pinged_;
    bool silent_ = false;
};

} // namespace janus_talk::signaling
