// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>

namespace janus_talk::report {

/// Keeps lines that others cause (people who come and go, warnings about the server) from flooding
/// a terminal or a log: a burst of them passes, then twenty a second. What is left out is counted,
/// so that it can be told.
/// @thread any one; pure
class LineLimit {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// A crowd that joins at once is still told line by line.
    static constexpr std::size_t burst = 100;
    static constexpr std::chrono::milliseconds interval{50};

    /// Whether a line may be shown at this time; false is counted.
    [[nodiscard]] bool admit(TimePoint now) noexcept;
    /// How many were left out since this was asked last.
    [[nodiscard]] std::size_t take_left_out() noexcept;

private:
    /// The time at which everything admitted will be paid for; each line costs `interval`.
    TimePoint paid_until_{};
    std::size_t left_out_ = 0;
};

} // namespace janus_talk::report
