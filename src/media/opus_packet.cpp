// SPDX-License-Identifier: MIT
#include "media/opus_packet.hpp"

namespace janus_talk::media {

namespace {

/// Samples at 48 kHz of one frame, from the configuration number in the first byte.
unsigned frame_duration_of(std::uint8_t first) noexcept {
    constexpr std::array<unsigned, 4> silk{480, 960, 1920, 2880};
    constexpr std::array<unsigned, 2> hybrid{480, 960};
    constexpr std::array<unsigned, 4> celt{120, 240, 480, 960};
    const unsigned configuration = first >> 3U;
    if (configuration < 12)
        return silk.at(configuration % 4);
    if (configuration < 16)
        return hybrid.at(configuration % 2);
    return celt.at(configuration % 4);
}

} // namespace

std::optional<unsigned> opus_duration(std::span<const std::uint8_t> packet) noexcept {
    constexpr unsigned longest = 5760; // 120 ms
    if (packet.empty())
        return std::nullopt;
    unsigned frames = 0;
    switch (packet[0] & 3U) {
    case 0:
        frames = 1;
        break;
    case 1:
    case 2:
        frames = 2;
        break;
    default:
        if (packet.size() < 2)
            return std::nullopt;
        frames = packet[1] & 63U;
        break;
    }
    const unsigned duration = frames * frame_duration_of(packet[0]);
    if (duration == 0 || duration > longest)
        return std::nullopt;
    return duration;
}

OpusFiller opus_filler(std::span<const std::uint8_t> neighbour) noexcept {
    constexpr std::uint8_t count_bits = 3;
    return {{static_cast<std::uint8_t>(neighbour[0] & ~count_bits)},
            frame_duration_of(neighbour[0])};
}

} // namespace janus_talk::media
