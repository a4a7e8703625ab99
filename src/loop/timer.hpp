// SPDX-License-Identifier: MIT
#pragma once

#include "loop/main_loop.hpp"
#include "loop/priority.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace janus_talk::loop {

/// Calls back once when a deadline has passed; never before it. All waiting in this program is done
/// with these. The callback may arm the timer again, or destroy it.
/// @thread main
class Timer {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    Timer(const MainLoop& loop,
          std::function<void()> on_expiry,
          Priority priority = Priority::normal);
    ~Timer();
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    Timer(Timer&&) = delete;
    Timer& operator=(Timer&&) = delete;

    /// Replaces the deadline; nothing disarms. A deadline in the past expires on the next turn of
    /// the loop, never inside this call: that makes a timer the way to do something later, but
    /// soon.
    void arm_at(std::optional<TimePoint> deadline) noexcept;

    /// arm_at() for "as soon as the loop comes round".
    void arm_now() noexcept { arm_at(TimePoint::min()); }

    void disarm() noexcept { arm_at(std::nullopt); }

    [[nodiscard]] bool is_armed() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace janus_talk::loop
