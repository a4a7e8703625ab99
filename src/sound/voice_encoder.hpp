// SPDX-License-Identifier: MIT
#pragma once

#include "sound/pcm.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace janus_talk::sound {

/// Frames of 20 ms at 48 kHz, turned into packets of one codec. Implementations never throw.
/// @thread one at a time
class VoiceEncoder {
public:
    VoiceEncoder() = default;
    VoiceEncoder(const VoiceEncoder&) = delete;
    VoiceEncoder& operator=(const VoiceEncoder&) = delete;
    VoiceEncoder(VoiceEncoder&&) = delete;
    VoiceEncoder& operator=(VoiceEncoder&&) = delete;
    virtual ~VoiceEncoder() = default;

    /// No packet of 20 ms is longer (RFC 6716, 3.2.1: a frame of Opus has at most 1275 bytes).
    static constexpr std::size_t longest_packet = 1276;

    /// The next frame. @param packet at least longest_packet long @return how many bytes of it are
    /// the packet; 0: the encoder failed, and there is none
    [[nodiscard]] virtual std::size_t encode(PcmView frame,
                                             std::span<std::uint8_t> packet) noexcept = 0;

    /// Forward error correction for so many percent of loss, from the next frame on; 0: none. Of no
    /// effect where the codec has none.
    virtual void set_expected_loss(unsigned percent) noexcept = 0;
};

} // namespace janus_talk::sound
