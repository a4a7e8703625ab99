// SPDX-License-Identifier: MIT
#pragma once

#include "sound/voice_encoder.hpp"

#include <memory>

namespace janus_talk::sound {

struct OpusEncoderSettings {
    /// 1 or 2.
    unsigned channels = 1;
    /// bit/s on average; a single packet may be a little longer, and silence takes a few bytes.
    unsigned bitrate = 32000;
    /// 0 to 10. From 7 on an analysis of tonality doubles the CPU.
    unsigned complexity = 5;
    /// Percent.
    unsigned expected_loss = 0;
};

/// Opus (RFC 6716) at 48 kHz by libopus. Its packets begin 6.5 ms before their frame: it looks
/// ahead. Who expects loss from the start gets the voice mode, which takes 2.5 times the CPU, but
/// only there FEC is written at any loss; else FEC is written when told 6 % or more.
/// @throws std::bad_alloc
[[nodiscard]] std::unique_ptr<VoiceEncoder> make_opus_encoder(const OpusEncoderSettings& settings);

} // namespace janus_talk::sound
