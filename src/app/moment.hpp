// SPDX-License-Identifier: MIT
#pragma once

#include "report/event_json.hpp"

#include <chrono>

namespace janus_talk::app {

/// Now, by both clocks that an event tells.
[[nodiscard]] inline report::Moment moment() {
    return {std::chrono::system_clock::now(), std::chrono::steady_clock::now()};
}

} // namespace janus_talk::app
