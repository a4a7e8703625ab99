// SPDX-License-Identifier: MIT
#pragma once

#include "media/audio_ends.hpp"
#include "media/media_options.hpp"

#include <memory>

namespace janus_talk::media {

/// The input that `options.input` names. @throws base::Error (usage, device)
[[nodiscard]] std::unique_ptr<AudioInput> make_audio_input(const MediaOptions& options,
                                                           EndContext context);

/// The output that `options.output` names. @throws base::Error (usage, device)
[[nodiscard]] std::unique_ptr<AudioOutput> make_audio_output(const MediaOptions& options,
                                                             EndContext context);

} // namespace janus_talk::media
