// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include "core/codec.hpp"
#include "sound/opus_encoder.hpp"
#include "sound/voice_decoder.hpp"
#include "sound/voice_encoder.hpp"

#include <memory>

namespace janus_talk::media {

/// @param settings of which G.711 knows the channels only @throws std::bad_alloc
[[nodiscard]] std::unique_ptr<sound::VoiceEncoder>
make_encoder(core::Codec codec, const sound::OpusEncoderSettings& settings);

/// @throws std::bad_alloc
[[nodiscard]] std::unique_ptr<sound::VoiceDecoder> make_decoder(core::Codec codec,
                                                                unsigned channels);

} // namespace janus_talk::media
