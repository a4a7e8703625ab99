// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

// What can be told of an Opus packet without decoding it (RFC 6716, section 3). Pure; every input
// is hostile.

namespace janus_talk::media {

/// Samples at 48 kHz of the whole packet, 120 to 5760; nothing for what is no Opus packet.
[[nodiscard]] std::optional<unsigned> opus_duration(std::span<const std::uint8_t> packet) noexcept;

/// A packet of one byte that asks a decoder to conceal a lost one: same mode, bandwidth and
/// channels as its neighbour, one frame without content.
struct OpusFiller {
    std::array<std::uint8_t, 1> packet{};
    /// Samples at 48 kHz.
    unsigned duration = 0;
};

/// @pre opus_duration(neighbour)
[[nodiscard]] OpusFiller opus_filler(std::span<const std::uint8_t> neighbour) noexcept;

/// 20 ms of digital silence, mono, full band.
inline constexpr std::array<std::uint8_t, 3> opus_silence{0xF8, 0xFF, 0xFE};
inline constexpr unsigned opus_silence_duration = 960;

} // namespace janus_talk::media
