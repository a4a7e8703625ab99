// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace janus_talk::measure {

/// A moment on some monotonic clock; the same clock for all that is said about one run.
using Time = std::chrono::nanoseconds;

/// When each sample of a stream was due. Blocks follow each other, but their times may jump: a tick
/// was left out, or a clock was stopped.
class Timeline {
public:
    /// The next `count` samples, at 48 kHz; the first of them was due at `due`.
    void add(std::uint64_t count, Time due);

    /// When the sample at `position` (may lie between two) was due; empty: not there (any more).
    [[nodiscard]] std::optional<Time> time_of(double position) const;
    /// The first sample that was due at `time` or later; empty: not there yet.
    [[nodiscard]] std::optional<std::uint64_t> position_at(Time time) const;

    /// Forgets what comes before.
    void forget_before(std::uint64_t position);

    /// How many samples there were.
    [[nodiscard]] std::uint64_t end() const noexcept { return end_; }

private:
    struct Block {
        std::uint64_t first;
        std::uint64_t count;
        Time due;
    };

    std::deque<Block> blocks_;
    std::uint64_t end_ = 0;
};

} // namespace janus_talk::measure
