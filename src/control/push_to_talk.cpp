// SPDX-License-Identifier: MIT
#include "control/push_to_talk.hpp"

#include <utility>

namespace janus_talk::control {

std::optional<bool> PushToTalk::press(TimePoint now, bool muted) {
    const auto before = std::exchange(last_press_, now);
    if (before && now - *before <= repeat_delay) {
        if (opened_)
            let_go_at_ = now + release_delay;
        return std::nullopt;
    }
    opened_ = muted;
    let_go_at_.reset();
    return !muted;
}

std::optional<bool> PushToTalk::release(TimePoint now) {
    if (!let_go_at_ || now < *let_go_at_)
        return std::nullopt;
    let_go_at_.reset();
    last_press_.reset();
    opened_ = false;
    return true;
}

} // namespace janus_talk::control
