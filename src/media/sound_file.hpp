// SPDX-License-Identifier: MIT
#pragma once

#include "media/file_descriptor.hpp"
#include "media/media_options.hpp"
#include "media/pcm_target.hpp"

#include <memory>
#include <string>

namespace janus_talk::media {

/// Opens a file for sound: 0600, never through a symbolic link, and never over something that
/// exists, except a FIFO or a device. A FIFO without a reader is opened all the same.
/// @param what for the message, for example "recording" @throws base::Error (device)
[[nodiscard]] FileDescriptor open_sound_file(const std::string& path, const char* what);

/// 16 bit, 48 kHz. The header is brought up to date at each checkpoint; into a pipe it says that
/// the size is not known.
[[nodiscard]] std::unique_ptr<PcmTarget>
make_wav_target(FileDescriptor fd, std::string name, unsigned channels);

/// Raw PCM of the given format, after a WAV header if the format wants one. Waits for slow readers
/// until cancelled.
/// @throws base::Error (device) when the format can't be made
[[nodiscard]] std::unique_ptr<PcmTarget>
make_raw_target(FileDescriptor fd, std::string name, unsigned channels, const PcmFormat& format);

/// Ogg/Opus; pages are written at least every half second. @throws base::Error (device)
[[nodiscard]] std::unique_ptr<PcmTarget>
make_opus_target(FileDescriptor fd, std::string name, unsigned channels);

} // namespace janus_talk::media
