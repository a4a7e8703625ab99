// SPDX-License-Identifier: MIT
#include "signaling/heartbeat.hpp"

#include <algorithm>
#include <utility>

namespace janus_talk::signaling {

Heartbeat::Heartbeat(std::chrono::milliseconds idle,
                     std::chrono::milliseconds silent,
                     std::chrono::milliseconds hang_up) noexcept
    : idle_(idle), until_silent_(silent - idle), until_dead_(hang_up - idle) {}

bool Heartbeat::on_arrival(TimePoint now) noexcept {
    last_arrival_ = now;
    silent_ = false;
    return std::exchange(pinged_, std::nullopt).has_value();
}

Heartbeat::Verdict Heartbeat::check(TimePoint now) noexcept {
    if (now < deadline())
        return Verdict::fine;
    if (!pinged_) {
        pinged_ = now;
        return Verdict::ping;
    }
    if (now >= *pinged_ + until_dead_)
        return Verdict::dead;
    silent_ = true;
    return Verdict::silent;
}

Heartbeat::TimePoint Heartbeat::deadline() const noexcept {
    if (!pinged_)
        return last_arrival_ + idle_;
    return *pinged_ + (silent_ ? until_dead_ : std::min(until_silent_, until_dead_));
}

} // namespace janus_talk::signaling
