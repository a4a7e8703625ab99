// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "media/file_descriptor.hpp"
#include "media/media_options.hpp"
#include "media/pcm_converter.hpp"
#include "media/queued_source.hpp"
#include "media/wav_format.hpp"
#include "media/writer_pace.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace janus_talk::media {

/// Reads PCM or WAV from a descriptor into a queue: at the pace at which the queue is emptied, or,
/// when a pipe turns out to be written in real time, at the pace at which it is written. run()
/// belongs to one thread; cancel() ends it from any other.
class PcmReader {
public:
    struct Settings {
        FileDescriptor fd;
        /// For messages.
        std::string name;
        /// What it is when it isn't WAV.
        PcmFormat raw;
        /// At the end: a regular file starts again, a FIFO waits for its next writer.
        bool loop = false;
        /// To open a FIFO again.
        std::string path;
        unsigned channels = 1;
    };

    /// `text` is a whole sentence. @thread the reader's
    using OnFailure = std::function<void(const base::Failure&)>;

    PcmReader(Settings settings, OnFailure on_failure);

    void run() noexcept;

    void cancel() noexcept { cancellation_.cancel(); }

    [[nodiscard]] const std::shared_ptr<QueuedSource>& source() const noexcept { return source_; }

private:
    enum class Step { go_on, end, cancelled };

    Step read_once();
    Step read_header();
    bool choose_converter(const WavHeader& header);
    Step read_samples();
    Step fill_buffer(std::size_t limit);
    Step convert(std::size_t usable);
    void note_pace(std::chrono::steady_clock::time_point asked, std::size_t bytes);
    Step queue_frames(bool last);
    Step offer(PcmView samples);
    bool rewind();
    void fail(const std::string& why);

    Settings settings_;
    OnFailure on_failure_;
    Cancellation cancellation_;
    bool is_pipe_;
    std::shared_ptr<QueuedSource> source_;
    std::optional<PcmConverter> converter_;
    /// Bytes of a second; 0 while the header is read.
    std::size_t bytes_per_second_ = 0;
    unsigned rate_ = 0;
    WriterPace pace_;
    /// Bytes of samples still to come in this round; empty: until the end.
    std::optional<std::uint64_t> remaining_;
    std::vector<unsigned char> input_;
    std::vector<unsigned char> converted_;
    bool heard_anything_ = false;
};

} // namespace janus_talk::media
