// SPDX-License-Identifier: MIT
#include "media/rtp_packet.hpp"

namespace janus_talk::media {

std::array<std::uint8_t, RtpHeader::size> RtpHeader::bytes() const noexcept {
    const auto octet = [](std::uint32_t value, unsigned shift) {
        return static_cast<std::uint8_t>(value >> shift);
    };
    constexpr std::uint8_t version = 2U << 6;
    constexpr std::uint8_t has_extension = 1U << 4;
    constexpr std::uint8_t marker_bit = 1U << 7;
    // The lowest four bits say how long the value is, less one.
    constexpr auto level_element = static_cast<std::uint8_t>(level_extension_id << 4);
    const auto voice = static_cast<std::uint8_t>(level < 127 ? 0x80 : 0);
    return {static_cast<std::uint8_t>(version | has_extension),
            static_cast<std::uint8_t>((marker ? marker_bit : 0) | payload_type),
            octet(sequence, 8),
            octet(sequence, 0),
            octet(timestamp, 24),
            octet(timestamp, 16),
            octet(timestamp, 8),
            octet(timestamp, 0),
            octet(ssrc, 24),
            octet(ssrc, 16),
            octet(ssrc, 8),
            octet(ssrc, 0),
            // One-byte form, one word.
            0xBE,
            0xDE,
            0,
            1,
            level_element,
            static_cast<std::uint8_t>(voice | level),
            0,
            0};
}

} // namespace janus_talk::media
