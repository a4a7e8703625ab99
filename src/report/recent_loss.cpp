// SPDX-License-Identifier: MIT
#include "report/recent_loss.hpp"

#include <algorithm>

namespace janus_talk::report {

void RecentLoss::add(const core::media::FlowStats& flow) {
    const double share = std::clamp(flow.lost_pct / 100.0, 0.0, 0.999);
    const double expected = static_cast<double>(flow.packets) / (1.0 - share);
    // A new peer connection counts from zero.
    if (!samples_.empty() && expected < samples_.back().expected)
        samples_.clear();
    samples_.push_back({expected, expected * share});
    if (samples_.size() > window)
        samples_.pop_front();
}

double RecentLoss::percent() const noexcept {
    if (samples_.empty())
        return 0;
    const Sample first = samples_.size() > 1 ? samples_.front() : Sample{};
    const double expected = samples_.back().expected - first.expected;
    const double lost = samples_.back().lost - first.lost;
    return expected > 0 ? std::clamp(lost / expected, 0.0, 1.0) * 100.0 : 0.0;
}

} // namespace janus_talk::report
