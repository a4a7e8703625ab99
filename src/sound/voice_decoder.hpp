// SPDX-License-Identifier: MIT
#pragma once

#include "sound/pcm.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace janus_talk::sound {

/// One stream of a codec, turned into 48 kHz samples packet by packet. Packets go in by the order
/// of their RTP time; each function that writes samples moves the decoder on by as much.
/// Implementations never throw. @thread one at a time
class VoiceDecoder {
public:
    VoiceDecoder() = default;
    VoiceDecoder(const VoiceDecoder&) = delete;
    VoiceDecoder& operator=(const VoiceDecoder&) = delete;
    VoiceDecoder(VoiceDecoder&&) = delete;
    VoiceDecoder& operator=(VoiceDecoder&&) = delete;
    virtual ~VoiceDecoder() = default;

    using PayloadView = std::span<const std::uint8_t>;

    /// Samples per channel that the packet holds; 0 when it is none of this codec.
    [[nodiscard]] virtual std::size_t duration(PayloadView payload) const noexcept = 0;

    /// True when the packet also holds a copy of the one before it (in-band FEC).
    [[nodiscard]] virtual bool restores_previous(PayloadView payload) const noexcept = 0;

    /// @param out exactly duration() times channels @return false: the packet is damaged, `out` is
    /// untouched
    [[nodiscard]] virtual bool decode(PayloadView payload, PcmSpan out) noexcept = 0;

    /// Writes the end of the packet before this one, which was lost. @return as above
    [[nodiscard]] virtual bool restore(PayloadView next, PcmSpan out) noexcept = 0;

    /// Makes up what was lost, from what was heard before.
    virtual void conceal(PcmSpan out) noexcept = 0;
};

} // namespace janus_talk::sound
