// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

namespace janus_talk::media {

/// Takes Opus packets of one direction. Whether these are in order, whoever writes them tells.
/// Implementations never block and never throw.
class PacketSink {
public:
    PacketSink() = default;
    PacketSink(const PacketSink&) = delete;
    PacketSink& operator=(const PacketSink&) = delete;
    PacketSink(PacketSink&&) = delete;
    PacketSink& operator=(PacketSink&&) = delete;
    virtual ~PacketSink() = default;

    /// @param payload one Opus packet (RFC 6716), without RTP header @param rtp_timestamp 48 kHz;
    /// may wrap, and start anew with another peer connection @thread one at a time
    virtual void write(std::span<const std::uint8_t> payload,
                       std::uint32_t rtp_timestamp) noexcept = 0;
};

} // namespace janus_talk::media
