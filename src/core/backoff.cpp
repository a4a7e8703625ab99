// SPDX-License-Identifier: MIT
#include "core/backoff.hpp"

#include <algorithm>
#include <utility>

namespace janus_talk::core {

using std::chrono::milliseconds;

milliseconds Backoff::next(milliseconds outage) {
    if (std::exchange(is_first_, false))
        return milliseconds{0};
    const milliseconds cap = outage < settings_.eager_for ? settings_.eager_cap : settings_.cap;
    const milliseconds bound = std::min(bound_, cap);
    bound_ = std::min(bound_ * 2, settings_.cap);
    const double share = fraction_ ? std::clamp(fraction_(), 0.0, 1.0) : 1.0;
    return milliseconds{static_cast<milliseconds::rep>(share * static_cast<double>(bound.count()))};
}

void Backoff::reset() noexcept {
    is_first_ = true;
    bound_ = settings_.first;
}

} // namespace janus_talk::core
