// SPDX-License-Identifier: MIT
#pragma once

#include "sound/g711_law.hpp"
#include "sound/voice_decoder.hpp"
#include "sound/voice_encoder.hpp"

#include <cstddef>
#include <memory>

namespace janus_talk::sound {

/// Bytes of 20 ms at 8 kHz. AudioBridge drops packets of any other length.
inline constexpr std::size_t g711_packet = 160;

/// G.711 at 8 kHz: one channel, however many go in. The filter delays the sound by 1.4 ms.
/// @throws std::bad_alloc
[[nodiscard]] std::unique_ptr<VoiceEncoder> make_g711_encoder(G711Law law, unsigned channels);

/// The same on all channels. The filter delays the sound by 1.5 ms. What is lost goes on as the
/// voice did, period by period, and fades away from 10 to 60 ms (as in appendix I of G.711); after
/// that the next packet is faded in.
/// @throws std::bad_alloc
[[nodiscard]] std::unique_ptr<VoiceDecoder> make_g711_decoder(G711Law law, unsigned channels);

} // namespace janus_talk::sound
