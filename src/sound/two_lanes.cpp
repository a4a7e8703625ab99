// SPDX-License-Identifier: MIT
#include "sound/two_lanes.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace janus_talk::sound {

void TwoLanes::add(Lane lane, PcmView samples, Ticks due) {
    auto& waiting = lanes_[lane == Lane::left ? 0 : 1];
    if (waiting.end && std::abs(due - *waiting.end) <= slack)
        due = *waiting.end;
    waiting.end = due + static_cast<Ticks>(samples.size());
    if (samples.empty() || (next_ && *waiting.end <= *next_) ||
        waiting.samples + samples.size() > most_waiting)
        return;
    waiting.blocks.push_back({due, {samples.begin(), samples.end()}});
    waiting.samples += samples.size();
}

PcmView TwoLanes::take(Ticks end) {
    Ticks first = std::numeric_limits<Ticks>::max();
    Ticks last = std::numeric_limits<Ticks>::min();
    for (const auto& lane : lanes_) {
        for (const auto& block : lane.blocks) {
            first = std::min(first, block.begin);
            last = std::max(last, block.end());
        }
    }
    const Ticks begin = next_.value_or(first);
    end = std::min(end, last);
    if (begin >= end)
        return {};
    end = std::min(end, begin + frame_ticks);
    pairs_.assign(2 * static_cast<std::size_t>(end - begin), 0);
    for (std::size_t channel = 0; channel < lanes_.size(); ++channel) {
        lay(lanes_[channel], channel, begin);
        forget(lanes_[channel], end);
    }
    next_ = end;
    return pairs_;
}

void TwoLanes::lay(const Waiting& lane, std::size_t channel, Ticks begin) {
    const Ticks end = begin + static_cast<Ticks>(pairs_.size() / 2);
    for (const auto& block : lane.blocks) {
        for (Ticks at = std::max(begin, block.begin); at < std::min(end, block.end()); ++at) {
            pairs_[2 * static_cast<std::size_t>(at - begin) + channel] =
                    block.samples[static_cast<std::size_t>(at - block.begin)];
        }
    }
}

void TwoLanes::forget(Waiting& lane, Ticks before) {
    std::erase_if(lane.blocks, [&](const Block& block) {
        if (block.end() > before)
            return false;
        lane.samples -= block.samples.size();
        return true;
    });
}

} // namespace janus_talk::sound
