// SPDX-License-Identifier: MIT
#include "media/recording_clock.hpp"

#include "media/pcm.hpp"

#include <algorithm>

namespace janus_talk::media {

namespace {

std::uint64_t to_samples(std::chrono::nanoseconds time) {
    constexpr std::int64_t second = 1'000'000'000;
    const std::int64_t count = std::max<std::int64_t>(0, time.count());
    return static_cast<std::uint64_t>(count / second) * sample_rate +
           static_cast<std::uint64_t>(count % second) * sample_rate / second;
}

} // namespace

RecordingClock::Plan
RecordingClock::plan(TimePoint now, std::uint64_t written, std::uint64_t available) noexcept {
    if (!start_) {
        if (available == 0)
            return {};
        start_ = now - std::chrono::nanoseconds{available * 1'000'000'000 / sample_rate};
    }
    const std::uint64_t due = to_samples(now - *start_);
    const std::uint64_t have = written + available;
    // The first sound stands where it belongs, however small the step. Until then, more patience:
    // what is filled up before can't be placed any more.
    if (written == 0 && available > 0)
        return {due > have ? due - have : 0, 0};
    if (written == 0 && due < to_samples(patience))
        return {};
    const std::uint64_t slack = to_samples(tolerance);
    if (have + slack < due)
        return {due - have, 0};
    if (have > due + slack)
        return {0, std::min(available, have - due)};
    return {};
}

} // namespace janus_talk::media
