// SPDX-License-Identifier: MIT
#include "signaling/heartbeat.hpp"

#include <utility>

namespace janus_talk::signaling {

Heartbeat::Heartbeat(std::chrono::milliseconds idle, std::chrono::milliseconds hang_up) noexcept
    : idle_(idle), patience_(hang_up - idle) {}

bool Heartbeat::on_arrival(TimePoint now) noexcept {
    last_arrival_ = now;
    return std::exchange(pinged_, std::nullopt).has_value();
}

Heartbeat::Verdict Heartbeat::check(TimePoint now) noexcept {
    if (now < deadline())
        return Verdict::fine;
    if (pinged_)
        return Verdict::dead;
    pinged_ = now;
    return Verdict::ping;
}

Heartbeat::TimePoint Heartbeat::deadline() const noexcept {
    return pinged_ ? *pinged_ + patience_ : last_arrival_ + idle_;
}

} // namespace janus_talk::signaling
