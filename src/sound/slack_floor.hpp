// SPDX-License-Identifier: MIT
#pragma once

#include "sound/pcm.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace janus_talk::sound {

/// The smallest slack of the last half second: a sound card that takes 20 ms now and nothing for
/// 20 ms needs some packets earlier than others, and the earliest one counts.
class SlackFloor {
public:
    void note(Ticks slack) noexcept {
        recent_[next_] = slack;
        next_ = (next_ + 1) % size;
    }

    /// 0 until half a second is known, so that nothing is left out before that.
    [[nodiscard]] Ticks value() const noexcept {
        return *std::min_element(recent_.begin(), recent_.end());
    }

    /// All slacks have changed by this much, because sound was left out or repeated.
    void shift(Ticks change) noexcept {
        for (Ticks& slack : recent_)
            slack += change;
    }

    void reset() noexcept { *this = {}; }

private:
    static constexpr std::size_t size = 25;
    std::array<Ticks, size> recent_{};
    std::size_t next_ = 0;
};

} // namespace janus_talk::sound
