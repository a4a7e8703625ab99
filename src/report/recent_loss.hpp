// SPDX-License-Identifier: MIT
#pragma once

#include "core/flow_loss.hpp"

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
    static constexpr std::size_t window = 6;

    std::deque<core::FlowLoss> samples_;
};

} // namespace janus_talk::report
