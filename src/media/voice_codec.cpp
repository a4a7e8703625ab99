// SPDX-License-Identifier: MIT
#include "media/voice_codec.hpp"

#include "sound/g711.hpp"
#include "sound/opus_decoder.hpp"

namespace janus_talk::media {

namespace {

/// @pre not Opus
sound::G711Law law_of(core::Codec codec) {
    return codec == core::Codec::pcma ? sound::G711Law::a : sound::G711Law::mu;
}

} // namespace

std::unique_ptr<sound::VoiceEncoder> make_encoder(core::Codec codec,
                                                  const sound::OpusEncoderSettings& settings) {
    if (codec == core::Codec::opus)
        return sound::make_opus_encoder(settings);
    return sound::make_g711_encoder(law_of(codec), settings.channels);
}

std::unique_ptr<sound::VoiceDecoder> make_decoder(core::Codec codec, unsigned channels) {
    if (codec == core::Codec::opus)
        return sound::make_opus_decoder(channels);
    return sound::make_g711_decoder(law_of(codec), channels);
}

} // namespace janus_talk::media
