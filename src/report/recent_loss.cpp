// SPDX-License-Identifier: MIT
#include "report/recent_loss.hpp"

#include <algorithm>

namespace janus_talk::report {

void RecentLoss::add(const core::media::FlowStats& flow) {
    const auto now = core::loss_of(flow);
    // A new peer connection counts from zero.
    if (!samples_.empty() && now.expected < samples_.back().expected)
        samples_.clear();
    samples_.push_back(now);
    if (samples_.size() > window)
        samples_.pop_front();
}

double RecentLoss::percent() const noexcept {
    if (samples_.empty())
        return 0;
    const auto first = samples_.size() > 1 ? samples_.front() : core::FlowLoss{};
    const double expected = samples_.back().expected - first.expected;
    const double lost = samples_.back().lost - first.lost;
    return expected > 0 ? std::clamp(lost / expected, 0.0, 1.0) * 100.0 : 0.0;
}

} // namespace janus_talk::report
