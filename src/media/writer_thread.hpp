// SPDX-License-Identifier: MIT
#pragma once

#include "media/audio_ends.hpp"
#include "media/file_descriptor.hpp"

#include <functional>
#include <future>
#include <memory>
#include <optional>

namespace janus_talk::media {

/// What a WriterThread does.
class WriterJob {
public:
    WriterJob() = default;
    WriterJob(const WriterJob&) = delete;
    WriterJob& operator=(const WriterJob&) = delete;
    WriterJob(WriterJob&&) = delete;
    WriterJob& operator=(WriterJob&&) = delete;
    virtual ~WriterJob() = default;

    /// Writes until `stopping` is set, then what is left. May run again later. @thread writing
    virtual void run(const Cancellation& stopping) noexcept = 0;
    /// Ends a write that waits. @thread any
    virtual void cancel_write() noexcept = 0;
    /// Written so far. @pre no thread is in run()
    [[nodiscard]] virtual double seconds() const = 0;
};

/// A thread for targets that may be slow, full or gone. Methods belong to the main thread.
class WriterThread {
public:
    explicit WriterThread(std::shared_ptr<WriterJob> job) : job_(std::move(job)) {}

    ~WriterThread();
    WriterThread(const WriterThread&) = delete;
    WriterThread& operator=(const WriterThread&) = delete;
    WriterThread(WriterThread&&) = delete;
    WriterThread& operator=(WriterThread&&) = delete;

    void start();
    /// Lets the job finish and ends the thread. `done` (may be null) gets the length in seconds on
    /// the thread that does the work.
    [[nodiscard]] BlockingWork stop(std::function<void(double)> done);

private:
    struct Run {
        std::shared_ptr<Cancellation> stopping;
        std::shared_future<void> finished;
    };

    std::shared_ptr<WriterJob> job_;
    std::optional<Run> run_;
    std::shared_future<void> before_;
};

} // namespace janus_talk::media
