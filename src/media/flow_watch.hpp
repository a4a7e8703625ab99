// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace janus_talk::media {

/// Notices that packets stopped coming. AudioBridge sends 50 a second even in silence, so a pause
/// is a fault; and it is the only detector, because webrtcbin 1.22 stays "connected" for ever (it
/// has no consent checks).
class FlowWatch {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// Long enough for a Wi-Fi hiccup, short enough to be told while one still wonders.
    static constexpr std::chrono::milliseconds patience{1000};

    /// @param packets all packets so far
    /// @return the new state, when it has changed: false after a second without packets, true when
    /// they are back.
    ///     Nothing is said before the first packet.
    std::optional<bool> check(TimePoint now, std::uint64_t packets) noexcept;

private:
    std::uint64_t packets_ = 0;
    TimePoint last_growth_;
    bool receiving_ = true;
};

} // namespace janus_talk::media
