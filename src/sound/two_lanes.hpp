// SPDX-License-Identifier: MIT
#pragma once

#include "sound/pcm.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace janus_talk::sound {

/// Puts two streams on one time line: each sample stands at the time at which it was due, so that
/// the lag between the channels is the time that passed between them. Nothing that happens in one
/// place moves what comes after it:
///
/// * Where the times of a lane jump ahead, silence is left.
/// * Where they jump back, what came later replaces what was there. What was taken is not changed.
/// * Steps of `slack` and less are the noise of clocks: blocks follow each other there, and the
///   next one is compared with its own time again.
///
/// Pure; one thread at a time.
class TwoLanes {
public:
    enum class Lane { left, right };

    /// The next samples of a lane, one channel. @param due of the first of them
    void add(Lane lane, PcmView samples, Ticks due);

    /// The next pairs that are due before `end`, at most a frame of them. The time line begins with
    /// the first sample of either lane when this is called, and ends with the last one so far.
    /// @return interleaved; empty: none. Valid until the next call
    [[nodiscard]] PcmView take(Ticks end);

    static constexpr Ticks slack = ticks_per_ms / 10;
    /// Samples of one lane that wait; what would be more is lost, and silence.
    static constexpr std::size_t most_waiting = std::size_t{3} * sample_rate;

private:
    struct Block {
        Ticks begin;
        std::vector<std::int16_t> samples;

        [[nodiscard]] Ticks end() const noexcept {
            return begin + static_cast<Ticks>(samples.size());
        }
    };

    struct Waiting {
        std::vector<Block> blocks;
        std::size_t samples = 0;
        std::optional<Ticks> end;
    };

    void lay(const Waiting& lane, std::size_t channel, Ticks begin);
    static void forget(Waiting& lane, Ticks before);

    std::array<Waiting, 2> lanes_;
    /// Of the next pair; empty: nothing was taken.
    std::optional<Ticks> next_;
    std::vector<std::int16_t> pairs_;
};

} // namespace janus_talk::sound
