// SPDX-License-Identifier: MIT
#pragma once

#include "media/session_bench.hpp"

#include <algorithm>
#include <string>

namespace janus_talk::media::test {

/// Options of a call between two ends of the sound path.
[[nodiscard]] inline MediaOptions with_ends(const std::string& input, const std::string& output) {
    MediaOptions options = quiet_options();
    options.input = input;
    options.output = output;
    // Tones are what noise suppression is there to remove.
    options.aec = options.ns = options.agc = false;
    return options;
}

/// How often a change of one direction was reported.
[[nodiscard]] inline std::size_t
count(const EventLog& log, core::media::DeviceChange change, core::media::Direction direction) {
    const auto all = log.all<core::media::DeviceChanged>();
    return static_cast<std::size_t>(
            std::count_if(all.begin(), all.end(), [&](const core::media::DeviceChanged& event) {
                return event.change == change && event.direction == direction;
            }));
}

} // namespace janus_talk::media::test
