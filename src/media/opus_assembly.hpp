// SPDX-License-Identifier: MIT
#pragma once

#include "media/ogg_opus.hpp"
#include "media/opus_timeline.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace janus_talk::media {

/// Makes an Ogg stream of Opus packets that is as long as what they cover: a missing packet becomes
/// one that asks the player's decoder to conceal it, and what misses more than 100 ms becomes
/// silence. Pure.
class OpusAssembly {
public:
    using TimePoint = OpusTimeline::TimePoint;

    /// @param serial tells the streams of one file apart @param channels what players open: 1 or 2
    OpusAssembly(std::uint32_t serial, unsigned channels) : stream_(serial, channels) {}

    /// In the order of their time stamps. False: it is no Opus packet, and was left out, because
    /// what no decoder plays must not spoil the file.
    bool add(std::span<const std::uint8_t> payload, std::uint32_t rtp_timestamp, TimePoint arrived);

    /// No packet will follow.
    void end() { stream_.end(); }

    /// As OggOpus::take().
    [[nodiscard]] std::vector<unsigned char> take(bool all) { return stream_.take(all); }

    /// Samples at 48 kHz so far, with what stands for missing packets.
    [[nodiscard]] std::uint64_t written() const noexcept { return timeline_.written(); }

private:
    void fill(std::uint64_t gap, std::span<const std::uint8_t> neighbour);
    void put(std::span<const std::uint8_t> packet, unsigned duration);

    OggOpus stream_;
    OpusTimeline timeline_;
};

} // namespace janus_talk::media
