// SPDX-License-Identifier: MIT
#include "report/line_limit.hpp"

#include <algorithm>
#include <utility>

namespace janus_talk::report {

bool LineLimit::admit(TimePoint now) noexcept {
    const TimePoint begin = std::max(paid_until_, now);
    if (begin - now >= burst * interval) {
        ++left_out_;
        return false;
    }
    paid_until_ = begin + interval;
    return true;
}

std::size_t LineLimit::take_left_out() noexcept {
    return std::exchange(left_out_, 0);
}

} // namespace janus_talk::report
