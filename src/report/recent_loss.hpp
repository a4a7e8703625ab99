// SPDX-License-Identifier: MIT
#pragma once

#include "core/media_event.hpp"

#include <cstddef>
#include <deque>

namespace janus_talk::report {

/// The loss of the last seconds, from samples whose figures run since the start: trouble at the
/// beginning of a long conference must not be shown for ever.
class RecentLoss {
public:
    /// One sample a second.
    void add(const core::media::FlowStats& flow);
    /// Percent of the packets expected within the window; 0 when nothing was.
    [[nodiscard]] double percent() const noexcept;

private:
    struct Sample {
        double expected = 0;
        double lost = 0;
    };

    static constexpr std::size_t window = 6;

    std::deque<Sample> samples_;
};

} // namespace janus_talk::report
