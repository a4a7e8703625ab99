// SPDX-License-Identifier: MIT
#pragma once

#include "media/audio_ends.hpp"
#include "media/courier.hpp"
#include "media/media_options.hpp"
#include "media/sound_writer.hpp"

#include <memory>
#include <string>

namespace janus_talk::media {

/// A recording of one direction, `.wav` or `.opus`: silence where nothing came, complete after each
/// stop, playable to its last second even after SIGKILL. A full disk ends the recording with one
/// warning, not the conference.
class Recording {
public:
    /// Makes the file now. @throws base::Error (usage) for another extension, (device) when the
    /// file exists already
    ///     or can't be made
    Recording(std::string path, EndContext context);
    ~Recording();
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;
    Recording(Recording&&) = delete;
    Recording& operator=(Recording&&) = delete;

    [[nodiscard]] std::shared_ptr<PcmSink> sink() const;
    void start();
    /// RecordingChanged `stopped` follows when the file is complete.
    [[nodiscard]] BlockingWork stop();

private:
    void on_failure(const base::Failure& failure, double seconds);

    std::string path_;
    EndContext context_;
    Courier<Recording> home_;
    SoundWriter writer_;
    bool failed_ = false;
};

/// `file:PATH` as an output: `.wav`, `.opus`, `.raw`, or any FIFO or device (raw).
/// @throws base::Error as above
[[nodiscard]] std::unique_ptr<AudioOutput>
make_file_output(const std::string& path, const PcmFormat& raw, EndContext context);

/// `-` as an output: raw PCM. When the reader goes away, DeviceChanged `lost` of the output "-" is
/// reported, and a Warning. @throws base::Error (device) when stdout is closed
[[nodiscard]] std::unique_ptr<AudioOutput> make_stdout_output(const PcmFormat& raw,
                                                              EndContext context);

} // namespace janus_talk::media
