// SPDX-License-Identifier: MIT
#pragma once

#include "loop/main_loop.hpp"
#include "loop/timer.hpp"

#include <chrono>
#include <functional>
#include <optional>

namespace janus_talk::loop {

/// Notices that the process did not run for a while. Pure: both clocks are arguments.
class WakeMeter {
public:
    using Duration = std::chrono::milliseconds;

    struct Reading {
        /// CLOCK_MONOTONIC, which stands still while the machine sleeps.
        Duration monotonic{0};
        /// CLOCK_BOOTTIME, which does not.
        Duration boot{0};
    };

    struct Gap {
        Duration length{0};
        /// The machine slept, rather than only this process.
        bool was_suspended = false;
    };

    /// Longer than a busy machine takes for a turn of the loop.
    static constexpr Duration threshold{2000};

    /// @return the gap, when the last call was longer ago than `threshold`
    [[nodiscard]] std::optional<Gap> check(const Reading& now) noexcept;

private:
    std::optional<Reading> last_;
};

/// Looks at both clocks twice a second, and tells of a stop (SIGSTOP), a sleep of the machine, or a
/// loop that was stuck, when it is over. @thread main
class WakeWatch {
public:
    WakeWatch(const MainLoop& loop, std::function<void(const WakeMeter::Gap&)> on_gap);

    static constexpr std::chrono::milliseconds interval{500};

private:
    void look();

    std::function<void(const WakeMeter::Gap&)> on_gap_;
    WakeMeter meter_;
    Timer timer_;
};

} // namespace janus_talk::loop
