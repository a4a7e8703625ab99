// SPDX-License-Identifier: MIT
#pragma once

#include "core/notice.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace janus_talk::core {

/// Whether a conference still does what it is for, for a watchdog outside: sound flows, or the
/// machine is at work to make it flow, which its own alarms bound. Fed with all notices; a program
/// whose sound hangs, while everything else goes on, is not alive.
/// @thread any one; pure
class Liveness {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// Figures come once a second, on a busy machine later.
    static constexpr std::chrono::seconds patience{5};
    /// A stall that the machine knows of ends in recovery after timing::media_lost_limit, and the
    /// steps before it.
    static constexpr std::chrono::seconds stall_patience{20};

    /// `sends`: packets leave us, even when muted; false for who only listens.
    explicit Liveness(bool sends) : sends_(sends) {}

    void add(const Notice& notice, TimePoint now);
    [[nodiscard]] bool is_alive(TimePoint now) const;

    /// Sound of the room has arrived while the conference was up.
    [[nodiscard]] bool was_heard() const noexcept { return was_heard_; }

private:
    /// A counter that has changed since it was seen last; a new connection begins anew at 0.
    struct Counter {
        std::uint64_t value = 0;
        TimePoint moved;
    };

    void on(const StateChanged& notice, TimePoint now);
    void on(const MediaChanged& notice, TimePoint now);
    void on(const media::Stats& notice, TimePoint now);

    template <typename Other>
    void on(const Other&, TimePoint) {}

    bool sends_;
    Phase phase_ = Phase::idle;
    bool has_audio_ = false;
    bool was_heard_ = false;
    Counter sent_;
    Counter received_;
    std::optional<TimePoint> stalled_since_;
};

} // namespace janus_talk::core
