// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace janus_talk::media {

/// Keeps a recording as long as the time it covers: outages become silence, and the backlog of a
/// server that was stopped for a while does not make it longer. Counts samples per channel.
class RecordingClock {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    struct Plan {
        /// To be written before what has arrived.
        std::uint64_t silence = 0;
        /// To be thrown away, oldest first, of what has arrived.
        std::uint64_t skip = 0;
    };

    /// How far sound may be off before the clock interferes: more than any ordinary jitter.
    static constexpr std::chrono::milliseconds tolerance{300};

    /// How long the first sound of a recording that has begun already may take.
    static constexpr std::chrono::milliseconds patience{1000};

    /// Begins before the first sound, for the sake of another recording that shall run in step.
    void begin_at(TimePoint start) noexcept { start_ = start; }

    /// What to do with `available` samples that wait at `now`, after `written` ones have been
    /// written. Unless begin_at() came first, the recording begins with its first sample.
    [[nodiscard]] Plan plan(TimePoint now, std::uint64_t written, std::uint64_t available) noexcept;

private:
    std::optional<TimePoint> start_;
};

} // namespace janus_talk::media
