// SPDX-License-Identifier: MIT
#include "media/opus_timeline.hpp"

#include "media/pcm.hpp"

namespace janus_talk::media {

std::uint64_t OpusTimeline::gap_before(std::uint32_t rtp_timestamp, TimePoint arrived) noexcept {
    constexpr std::int64_t limit = longest_gap.count() * sample_rate / 1000;
    if (!anchor_) {
        begin_ = arrived;
        anchor_ = Anchor{rtp_timestamp, written_};
        return 0;
    }
    // Modulo 2^32, so that a wrap is a step like any other.
    const auto step = static_cast<std::int32_t>(rtp_timestamp - anchor_->rtp_timestamp);
    const std::int64_t gap = static_cast<std::int64_t>(anchor_->position) + step -
                             static_cast<std::int64_t>(written_);
    std::uint64_t fill = 0;
    if (gap > limit || gap < -limit) {
        const std::uint64_t due = due_by_clock(arrived);
        fill = due > written_ ? due - written_ : 0;
        anchor_ = Anchor{rtp_timestamp, written_ + fill};
        return fill;
    }
    if (gap > 0)
        fill = static_cast<std::uint64_t>(gap);
    // Moves along, because half of the range is 12 hours.
    anchor_ =
            Anchor{rtp_timestamp,
                   static_cast<std::uint64_t>(static_cast<std::int64_t>(anchor_->position) + step)};
    return fill;
}

std::uint64_t OpusTimeline::due_by_clock(TimePoint arrived) const noexcept {
    const auto elapsed = std::chrono::duration_cast<std::chrono::microseconds>(arrived - begin_);
    return elapsed.count() <= 0
                   ? 0
                   : static_cast<std::uint64_t>(elapsed.count()) * sample_rate / 1'000'000;
}

} // namespace janus_talk::media
