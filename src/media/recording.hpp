// SPDX-License-Identifier: MIT
#pragma once

#include "media/audio_ends.hpp"
#include "media/courier.hpp"
#include "media/media_options.hpp"
#include "media/opus_packet_file.hpp"
#include "media/sound_writer.hpp"
#include "media/timed_writer.hpp"
#include "media/two_way_writer.hpp"

#include <memory>
#include <string>
#include <variant>

namespace janus_talk::media {

/// A recording, `.wav` or `.opus`: silence where nothing came, complete after each stop, playable
/// to its last second even after SIGKILL. A full disk ends the recording with one warning, not the
/// conference.
class Recording {
public:
    enum class Form {
        /// One direction: sink().
        one_way,
        /// Both, in two channels: heard() is the left one, sent() the right one.
        two_way,
        /// The same, each sample where its time is; `.wav` only.
        timed,
        /// `.opus` only: packets(), which are written as they are.
        packets,
    };

    /// Makes the file now. @throws base::Error (usage) for another extension, (device) when the
    /// file exists already
    ///     or can't be made
    Recording(std::string path, EndContext context, Form form = Form::one_way);
    ~Recording();
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;
    Recording(Recording&&) = delete;
    Recording& operator=(Recording&&) = delete;

    /// @pre the form that has them
    [[nodiscard]] std::shared_ptr<PcmSink> sink() const;
    [[nodiscard]] std::shared_ptr<PcmSink> heard() const;
    [[nodiscard]] std::shared_ptr<PcmSink> sent() const;
    [[nodiscard]] std::shared_ptr<PacketSink> packets() const;
    void start();
    /// RecordingChanged `stopped` follows when the file is complete.
    [[nodiscard]] BlockingWork stop();

private:
    using Writer = std::variant<SoundWriter, TwoWayWriter, TimedWriter, OpusPacketFile>;

    std::unique_ptr<Writer> make_writer(Form form);
    void warn_of_emptiness() const;
    void on_failure(const base::Failure& failure, double seconds);

    std::string path_;
    EndContext context_;
    Courier<Recording> home_;
    std::unique_ptr<Writer> writer_;
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
