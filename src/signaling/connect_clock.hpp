// SPDX-License-Identifier: MIT
#pragma once

#include "core/connect_times.hpp"
#include "signaling/link_end.hpp"

#include <chrono>

// Private to this room.

namespace janus_talk::signaling {

/// Notes when each step of a connection is over.
class ConnectClock {
public:
    void begin(const Peer& peer);
    void on_resolved();
    /// The next address is tried.
    void on_attempt();
    /// Each stage ends the one before.
    void on_stage(Stage stage);

    [[nodiscard]] const core::ConnectTimes& times() const noexcept { return times_; }

private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] core::ConnectTimes::Duration passed() const;

    Clock::time_point begin_;
    core::ConnectTimes times_;
};

} // namespace janus_talk::signaling
