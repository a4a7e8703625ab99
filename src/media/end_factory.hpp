// SPDX-License-Identifier: MIT
#pragma once

#include "media/audio_ends.hpp"
#include "media/media_options.hpp"

#include <memory>

namespace janus_talk::media {

/// What `options` and the two ends they name amount to. @throws base::Error (usage)
[[nodiscard]] VoiceProcessing voice_processing(const MediaOptions& options);

/// The input that `options.input` names. @throws base::Error (usage, device)
[[nodiscard]] std::unique_ptr<AudioInput> make_audio_input(const MediaOptions& options,
                                                           EndContext context);

/// The output that `options.output` names. @throws base::Error (usage, device)
[[nodiscard]] std::unique_ptr<AudioOutput> make_audio_output(const MediaOptions& options,
                                                             EndContext context);

} // namespace janus_talk::media
