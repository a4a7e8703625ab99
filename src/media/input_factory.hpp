// SPDX-License-Identifier: MIT
#pragma once

#include "media/audio_ends.hpp"
#include "media/media_options.hpp"

#include <memory>

namespace janus_talk::media {

/// @throws base::Error (usage, device)
[[nodiscard]] std::unique_ptr<AudioInput> make_audio_input(const MediaOptions& options);

} // namespace janus_talk::media
