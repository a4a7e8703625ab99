// SPDX-License-Identifier: MIT
#pragma once

#include "media/audio_ends.hpp"
#include "media/audio_spec.hpp"

#include <memory>

namespace janus_talk::media {

/// A microphone: `default`, `pulse:NAME`, `alsa:NAME` or part of a name. Named devices are looked
/// for now; `default` is opened later and becomes silence, with one warning, where there is no
/// sound card.
/// @throws base::Error (device)
[[nodiscard]] std::unique_ptr<AudioInput>
make_device_input(const AudioSpec& spec, const EndContext& context, Presence presence);

/// A loudspeaker, likewise.
[[nodiscard]] std::unique_ptr<AudioOutput>
make_device_output(const AudioSpec& spec, const EndContext& context, Presence presence);

} // namespace janus_talk::media
