// SPDX-License-Identifier: MIT
#pragma once

#include "sound/voice_decoder.hpp"

#include <memory>

namespace janus_talk::sound {

/// Opus (RFC 6716) at 48 kHz by libopus. Not GStreamer's opusdec: that one decides about lost
/// packets when the next one arrives, a player must decide when the loudspeaker is due.
/// @throws std::bad_alloc
[[nodiscard]] std::unique_ptr<VoiceDecoder> make_opus_decoder(unsigned channels);

} // namespace janus_talk::sound
