// SPDX-License-Identifier: MIT
#pragma once

#include "media/target_writer.hpp"
#include "media/writer_thread.hpp"

#include <chrono>
#include <functional>
#include <memory>

namespace janus_talk::media {

/// Carries sound from a streaming thread to a target that may be slow, full or gone, on a thread of
/// its own. The streaming thread never waits: when 2 s are queued, sound is dropped.
///
/// Methods belong to the main thread.
class SoundWriter {
public:
    struct Settings {
        unsigned channels = 1;
        /// A recording: its length follows real time. Otherwise sound is passed on as it comes.
        bool follow_time = false;
        /// How often the queue of a recording is emptied; what is passed on is passed on at once.
        std::chrono::milliseconds period{100};
    };

    SoundWriter(std::unique_ptr<PcmTarget> target, const Settings& settings, WriterReports reports);
    ~SoundWriter();
    SoundWriter(const SoundWriter&) = delete;
    SoundWriter& operator=(const SoundWriter&) = delete;
    SoundWriter(SoundWriter&&) = delete;
    SoundWriter& operator=(SoundWriter&&) = delete;

    [[nodiscard]] std::shared_ptr<PcmSink> sink() const;

    /// Starts the thread.
    void start();
    /// Writes all that is queued, completes the file and ends the thread. `done` (may be null) gets
    /// the length in seconds on the thread that does the work.
    [[nodiscard]] BlockingWork stop(std::function<void(double)> done);

private:
    class Core;

    std::shared_ptr<Core> core_;
    WriterThread thread_;
};

} // namespace janus_talk::media
