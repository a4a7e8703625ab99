// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include "core/media_event.hpp"
#include "media/level_meter.hpp"

#include <chrono>
#include <optional>

namespace janus_talk::media {

/// Puts the levels of both directions together, whose seconds begin at different times.
class LevelReport {
public:
    using Clock = std::chrono::steady_clock;

    void note_heard(const LevelWindow& heard, Clock::time_point now);

    void forget() { heard_.reset(); }

    /// @param sent empty: nothing is sent
    [[nodiscard]] core::media::Levels with(const std::optional<LevelWindow>& sent,
                                           Clock::time_point now) const;

    /// A level of the room older than this is not "the last second" any more.
    static constexpr std::chrono::milliseconds lifetime{1500};

private:
    std::optional<LevelWindow> heard_;
    Clock::time_point heard_at_;
};

} // namespace janus_talk::media
