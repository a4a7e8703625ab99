// SPDX-License-Identifier: MIT
#include "core/liveness.hpp"

#include <variant>

namespace janus_talk::core {

void Liveness::add(const Notice& notice, TimePoint now) {
    std::visit([this, now](const auto& value) { this->on(value, now); }, notice);
}

void Liveness::on(const StateChanged& notice, TimePoint now) {
    phase_ = notice.to;
    if (phase_ == Phase::reconnecting)
        has_audio_ = false;
    if (phase_ != Phase::up)
        return;
    was_heard_ = was_heard_ || has_audio_;
    // From here on packets have to be seen.
    sent_.moved = received_.moved = now;
    stalled_since_.reset();
}

void Liveness::on(const MediaChanged& notice, TimePoint now) {
    switch (notice.change) {
    case MediaChange::first_audio:
        has_audio_ = true;
        was_heard_ = was_heard_ || phase_ == Phase::up;
        break;
    case MediaChange::stalled:
        stalled_since_ = now;
        break;
    case MediaChange::resumed:
        stalled_since_.reset();
        received_.moved = now;
        break;
    default:
        break;
    }
}

void Liveness::on(const media::Stats& notice, TimePoint now) {
    const auto count = [now](Counter& counter, std::uint64_t packets) {
        if (packets != counter.value)
            counter = {packets, now};
    };
    count(sent_, notice.tx.packets);
    count(received_, notice.rx.packets);
}

bool Liveness::is_alive(TimePoint now) const {
    if (phase_ != Phase::up)
        return true; // each of these phases has a limit of its own
    if (sends_ && now - sent_.moved > patience)
        return false;
    if (stalled_since_)
        return now - *stalled_since_ <= stall_patience;
    return now - received_.moved <= patience;
}

} // namespace janus_talk::core
