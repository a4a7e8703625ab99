// SPDX-License-Identifier: MIT
#include "loop/wake_watch.hpp"

#include <ctime>
#include <utility>

namespace janus_talk::loop {

namespace {

WakeMeter::Duration read_clock(clockid_t clock) noexcept {
    timespec time{};
    clock_gettime(clock, &time);
    return std::chrono::duration_cast<WakeMeter::Duration>(std::chrono::seconds{time.tv_sec} +
                                                           std::chrono::nanoseconds{time.tv_nsec});
}

} // namespace

std::optional<WakeMeter::Gap> WakeMeter::check(const Reading& now) noexcept {
    const auto last = std::exchange(last_, now);
    if (!last)
        return std::nullopt;
    const Duration awake = now.monotonic - last->monotonic;
    const Duration all = now.boot - last->boot;
    if (all < threshold)
        return std::nullopt;
    return Gap{all, all - awake >= threshold / 2};
}

WakeWatch::WakeWatch(const MainLoop& loop, std::function<void(const WakeMeter::Gap&)> on_gap)
    : on_gap_(std::move(on_gap)), timer_(loop, [this] { look(); }) {
    look();
}

void WakeWatch::look() {
    const auto gap = meter_.check({read_clock(CLOCK_MONOTONIC), read_clock(CLOCK_BOOTTIME)});
    timer_.arm_at(std::chrono::steady_clock::now() + interval);
    if (gap)
        on_gap_(*gap);
}

} // namespace janus_talk::loop
