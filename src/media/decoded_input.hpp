// SPDX-License-Identifier: MIT
#pragma once

#include "media/audio_ends.hpp"
#include "media/audio_spec.hpp"

#include <memory>

namespace janus_talk::media {

/// Sound from a regular file in any format that the installed GStreamer decodes, in a pipeline of
/// its own. The first sound is decoded here already, so that a file which is none is refused at
/// once.
/// @throws base::Error (device)
[[nodiscard]] std::unique_ptr<AudioInput> make_decoded_input(const AudioSpec& spec,
                                                             EndContext context);

} // namespace janus_talk::media
