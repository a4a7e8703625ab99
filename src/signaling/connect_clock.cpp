// SPDX-License-Identifier: MIT
#include "signaling/connect_clock.hpp"

namespace janus_talk::signaling {

void ConnectClock::begin(const Peer& peer) {
    begin_ = Clock::now();
    times_ = {};
    times_.through_proxy = peer.proxy.has_value();
    times_.secure = peer.url.secure;
}

void ConnectClock::on_resolved() {
    times_.dns = passed();
}

void ConnectClock::on_attempt() {
    times_.tcp = times_.proxy = times_.tls = std::nullopt;
}

void ConnectClock::on_stage(Stage stage) {
    if (stage == Stage::open)
        times_.websocket = passed();
    else if (!times_.tcp)
        times_.tcp = passed();
    else if (times_.through_proxy && !times_.proxy)
        times_.proxy = passed();
    else if (times_.secure && stage == Stage::upgrading)
        times_.tls = passed();
}

core::ConnectTimes::Duration ConnectClock::passed() const {
    return std::chrono::duration_cast<core::ConnectTimes::Duration>(Clock::now() - begin_);
}

} // namespace janus_talk::signaling
