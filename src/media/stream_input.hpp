// SPDX-License-Identifier: MIT
#pragma once

#include "media/audio_ends.hpp"
#include "media/audio_spec.hpp"
#include "media/media_options.hpp"

#include <memory>
#include <string>

namespace janus_talk::media {

/// Sound from a file, a FIFO or stdin, read strictly in order on a thread of its own and consumed
/// at the pace of sending. WAV is recognised by its first bytes, whatever the name; what is not WAV
/// is raw PCM.
///
/// @throws base::Error (device) for what can be known now: the file is missing, a directory,
/// unreadable, empty,
///     or a broken WAV
[[nodiscard]] std::unique_ptr<AudioInput>
make_file_input(const AudioSpec& spec, const PcmFormat& raw, EndContext context);

/// stdin. @throws base::Error (usage) for a terminal, (device) when it is closed
[[nodiscard]] std::unique_ptr<AudioInput> make_stdin_input(const PcmFormat& raw,
                                                           EndContext context);

} // namespace janus_talk::media
