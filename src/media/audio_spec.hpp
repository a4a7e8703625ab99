// SPDX-License-Identifier: MIT
#pragma once

#include "media/media_options.hpp"

#include <string>
#include <string_view>

namespace janus_talk::media {

/// An `--input` or `--output` as the user wrote it, taken apart. Pure text: whether the file or the
/// device exists is asked later, by MediaSession.
struct AudioSpec {
    enum class Kind {
        /// The sound server's default device, or `null` (with a warning) where there is none.
        automatic,
        /// Sends silence, plays nothing.
        null,
        tone,
        /// A regular file or a FIFO.
        file,
        /// stdin or stdout.
        standard_stream,
        pulse,
        alsa,
        /// Part of the name or description of a device.
        device_search,
        /// The user asks what there is.
        help,
    };

    Kind kind = Kind::automatic;
    /// Path (file), device name (pulse, alsa) or words to look for (device_search); otherwise
    /// empty.
    std::string name;
    /// Input files only: start again at the end.
    bool loop = false;
    double tone_hz = 440;
    /// Peak of the sine, in dB below full scale. -20 leaves room for nine more such talkers in
    /// AudioBridge's mixer, which wraps around when a sum passes full scale.
    double tone_dbfs = -20;

    bool operator==(const AudioSpec&) const = default;
};

/// Whether a named device must be there at the start.
enum class Presence { required, may_come_late };

/// `default`, `null`, `tone[:HZ][@DBFS]`, `file:PATH[?loop]`, `-`, `pulse:NAME`, `alsa:NAME`,
/// `help`, or part of a device name. `file:` may be left out when there is a slash or the name ends
/// as sound files do. Tones are 20 to 20000 Hz at -100 to 0 dBFS. @throws
/// base::Error (usage)
[[nodiscard]] AudioSpec parse_input_spec(std::string_view text);

/// The same without `tone` and `?loop`. @throws base::Error (usage)
[[nodiscard]] AudioSpec parse_output_spec(std::string_view text);

/// `s16le:RATE:CHANNELS`, `wav` or `wav:RATE:CHANNELS`, RATE in Hz. @throws base::Error (usage)
[[nodiscard]] PcmFormat parse_pcm_format(std::string_view text);

/// What a file name asks for. Recordings may be `.wav` or `.opus`, an output file `.raw` as well;
/// case doesn't matter.
enum class FileType { wav, opus, raw, other };
[[nodiscard]] FileType file_type_of(std::string_view path) noexcept;

} // namespace janus_talk::media
