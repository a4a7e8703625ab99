// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include <array>
#include <cstddef>
#include <cstdint>

namespace janus_talk::media {

/// What stands before the payload of each packet that we send (RFC 3550, 5.1), with the level of
/// the sound (RFC 6464) in a one-byte header extension (RFC 8285).
struct RtpHeader {
    std::uint8_t payload_type = 0;
    /// The first packet after a pause.
    bool marker = false;
    std::uint16_t sequence = 0;
    std::uint32_t timestamp = 0;
    std::uint32_t ssrc = 0;
    /// 0 (loudest) to 127 (digital silence), in -dBov; anything but silence counts as voice.
    std::uint8_t level = 127;

    static constexpr std::size_t size = 20;

    [[nodiscard]] std::array<std::uint8_t, size> bytes() const noexcept;
};

/// As the offer maps it.
inline constexpr unsigned level_extension_id = 1;
inline constexpr const char* level_extension = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

} // namespace janus_talk::media
