// SPDX-License-Identifier: MIT
#include "sound/last_seconds.hpp"

#include <algorithm>
#include <vector>

namespace janus_talk::sound {

void SlidingMinimum::note(Ticks value) noexcept {
    if (in_block_ == 0) {
        minima_.at(current_) = value;
        used_ = std::max(used_, current_ + 1);
    }
    minima_.at(current_) = std::min(minima_.at(current_), value);
    ++noted_;
    if (++in_block_ == block) {
        in_block_ = 0;
        current_ = (current_ + 1) % minima_.size();
    }
}

void SlidingMinimum::shift(Ticks change) noexcept {
    for (Ticks& minimum : minima_)
        minimum += change;
}

Ticks SlidingMinimum::value() const noexcept {
    const auto end = minima_.begin() + static_cast<std::ptrdiff_t>(used_);
    return used_ == 0 ? 0 : *std::min_element(minima_.begin(), end);
}

void WaitHistory::note(Ticks wait) noexcept {
    waits_.at(next_) = wait + moved_;
    next_ = (next_ + 1) % size;
    noted_ = std::min<unsigned>(noted_ + 1, size);
}

Ticks WaitHistory::shortest() const noexcept {
    const auto end = waits_.begin() + static_cast<std::ptrdiff_t>(noted_);
    return noted_ == 0 ? 0 : *std::min_element(waits_.begin(), end) - moved_;
}

Ticks WaitHistory::short_one() const {
    std::vector<Ticks> sorted(waits_.begin(), waits_.begin() + static_cast<std::ptrdiff_t>(noted_));
    const auto place = sorted.begin() + static_cast<std::ptrdiff_t>(noted_ / 20);
    std::nth_element(sorted.begin(), place, sorted.end());
    return *place - moved_;
}

} // namespace janus_talk::sound
