// SPDX-License-Identifier: MIT
#include "app/service_desk.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace janus_talk::app {

namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

/// How often it is looked whether there is something to tell.
constexpr std::chrono::milliseconds status_interval = 1s;

} // namespace

ServiceDesk::ServiceDesk(const loop::MainLoop& loop, const ServiceManager& manager, bool sends)
    : manager_(manager), liveness_(sends), timer_(loop, [this] { tick(); }) {
    if (manager_.is_there())
        tick();
}

void ServiceDesk::add(const core::Notice& notice) {
    if (!manager_.is_there())
        return;
    liveness_.add(notice, steady_clock::now());
    status_.add(notice);
    if (!is_ready_ && liveness_.was_heard()) {
        told_status_ = status_.line();
        is_ready_ = manager_.tell("READY=1\nSTATUS=" + told_status_);
    }
    const auto* const change = std::get_if<core::StateChanged>(&notice);
    if (!is_stopping_ && change != nullptr && change->to == core::Phase::leaving) {
        is_stopping_ = manager_.tell("STOPPING=1");
        tell_status();
    }
    if (std::holds_alternative<core::Ended>(notice))
        tell_status(); // the last chance: with what went wrong
}

void ServiceDesk::tick() {
    const auto now = steady_clock::now();
    tell_status();
    std::chrono::microseconds pause = status_interval;
    if (const auto watchdog = manager_.watchdog()) {
        constexpr std::chrono::microseconds shortest{10'000};
        pause = std::max(std::min(pause, *watchdog / 4), shortest);
        // Rather a tick early than one late.
        const bool is_due = now - fed_at_ + pause > *watchdog / 2;
        if (is_due && liveness_.is_alive(now) && manager_.tell("WATCHDOG=1"))
            fed_at_ = now;
    }
    timer_.arm_at(now + pause);
}

void ServiceDesk::tell_status() {
    std::string line = status_.line();
    if (line != told_status_ && manager_.tell("STATUS=" + line))
        told_status_ = std::move(line);
}

} // namespace janus_talk::app
