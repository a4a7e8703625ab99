// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace janus_talk::core {

/// What an AudioBridge of Janus encodes its mix with, and expects from us.
enum class Codec { opus, pcma, pcmu };

/// A codec as SDP, RTP and AudioBridge know it.
struct CodecFacts {
    Codec codec;
    /// In a `join` of AudioBridge, and on the command line.
    std::string_view name;
    /// RFC 8866, 6.6 (`a=rtpmap`); case does not matter there.
    std::string_view encoding;
    /// Units of RTP time in a second.
    unsigned clock_rate;
    /// 0 where `a=rtpmap` leaves it out.
    unsigned channels;
    /// Fixed for G.711 (RFC 3551, table 4). For Opus any dynamic one would do; this is what
    /// browsers use.
    std::uint8_t payload_type;
};

inline constexpr std::array codecs{
        CodecFacts{Codec::opus, "opus", "OPUS", 48000, 2, 111},
        CodecFacts{Codec::pcma, "pcma", "PCMA", 8000, 0, 8},
        CodecFacts{Codec::pcmu, "pcmu", "PCMU", 8000, 0, 0},
};

[[nodiscard]] constexpr const CodecFacts& facts_of(Codec codec) {
    return codecs.at(static_cast<std::size_t>(codec));
}

/// Hz of a room that is made for it: at any other AudioBridge resamples G.711 without a filter.
/// Empty: the server's choice.
[[nodiscard]] constexpr std::optional<unsigned> room_rate(Codec codec) {
    return codec == Codec::opus ? std::nullopt : std::optional{facts_of(codec).clock_rate};
}

[[nodiscard]] constexpr std::optional<Codec> codec_named(std::string_view name) {
    for (const CodecFacts& facts : codecs) {
        if (facts.name == name)
            return facts.codec;
    }
    return std::nullopt;
}

} // namespace janus_talk::core
