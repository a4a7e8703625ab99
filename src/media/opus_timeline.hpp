// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace janus_talk::media {

/// Where packets stand in a recording, from their RTP time stamps; where these say nothing (a new
/// peer connection, an outage) from their time of arrival. Samples at 48 kHz. Pure.
class OpusTimeline {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// A step of the time stamps beyond this, either way, is no gap but another count.
    static constexpr std::chrono::milliseconds longest_gap{5000};

    /// Samples to be filled in before this packet.
    [[nodiscard]] std::uint64_t gap_before(std::uint32_t rtp_timestamp, TimePoint arrived) noexcept;

    /// What was written: fillers and packets.
    void advance(std::uint64_t samples) noexcept { written_ += samples; }

    [[nodiscard]] std::uint64_t written() const noexcept { return written_; }

private:
    [[nodiscard]] std::uint64_t due_by_clock(TimePoint arrived) const noexcept;

    /// Where the packet stood that has this time stamp.
    struct Anchor {
        std::uint32_t rtp_timestamp = 0;
        std::uint64_t position = 0;
    };

    std::optional<Anchor> anchor_;
    TimePoint begin_;
    std::uint64_t written_ = 0;
};

} // namespace janus_talk::media
