// SPDX-License-Identifier: MIT
#include "measure/timeline.hpp"

#include <algorithm>
#include <cmath>

namespace janus_talk::measure {

namespace {

constexpr double nanoseconds_per_sample = 1e9 / 48000;

Time duration_of(double samples) {
    return Time{std::llround(samples * nanoseconds_per_sample)};
}

} // namespace

void Timeline::add(std::uint64_t count, Time due) {
    if (count == 0)
        return;
    blocks_.push_back({end_, count, due});
    end_ += count;
}

std::optional<Time> Timeline::time_of(double position) const {
    const auto after = std::upper_bound(
            blocks_.begin(), blocks_.end(), position, [](double value, const Block& block) {
                return value < static_cast<double>(block.first);
            });
    if (after == blocks_.begin() || position > static_cast<double>(end_))
        return std::nullopt;
    const Block& block = *std::prev(after);
    return block.due + duration_of(position - static_cast<double>(block.first));
}

std::optional<std::uint64_t> Timeline::position_at(Time time) const {
    for (const Block& block : blocks_) {
        if (block.due + duration_of(static_cast<double>(block.count)) <= time)
            continue;
        if (block.due >= time)
            return block.first;
        const double samples =
                static_cast<double>((time - block.due).count()) / nanoseconds_per_sample;
        return block.first + static_cast<std::uint64_t>(std::ceil(samples));
    }
    return std::nullopt;
}

void Timeline::forget_before(std::uint64_t position) {
    while (!blocks_.empty() && blocks_.front().first + blocks_.front().count <= position)
        blocks_.pop_front();
}

} // namespace janus_talk::measure
