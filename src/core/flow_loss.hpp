// SPDX-License-Identifier: MIT
#pragma once

#include "core/media_event.hpp"

#include <algorithm>

namespace janus_talk::core {

/// How many packets of a flow were due since its start, and how many of these were lost.
struct FlowLoss {
    double expected = 0;
    double lost = 0;
};

[[nodiscard]] inline FlowLoss loss_of(const media::FlowStats& flow) noexcept {
    const double share = std::clamp(flow.lost_pct / 100.0, 0.0, 0.999);
    const double expected = static_cast<double>(flow.packets) / (1.0 - share);
    return {expected, expected * share};
}

} // namespace janus_talk::core
