// SPDX-License-Identifier: MIT
#include "media/writer_thread.hpp"

#include <csignal>
#include <thread>
#include <utility>

namespace janus_talk::media {

namespace {

/// Writing into a pipe without a reader raises SIGPIPE in the thread that writes; EPIPE says the
/// same.
void block_sigpipe() {
    sigset_t signals{};
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

} // namespace

WriterThread::~WriterThread() {
    if (const BlockingWork work = stop(nullptr))
        work();
}

void WriterThread::start() {
    if (run_)
        return;
    auto stopping = std::make_shared<Cancellation>();
    std::promise<void> finished;
    const Run run{stopping, finished.get_future().share()};
    std::thread{[job = job_, stopping, before = before_, finished = std::move(finished)]() mutable {
        // One writer at a time.
        if (before.valid())
            before.wait();
        block_sigpipe();
        job->run(*stopping);
        job.reset();
        finished.set_value_at_thread_exit();
    }}.detach();
    before_ = run.finished;
    run_ = run;
}

BlockingWork WriterThread::stop(std::function<void(double)> done) {
    if (!run_)
        return nullptr;
    const Run run = *std::exchange(run_, std::nullopt);
    return [job = job_, run, done = std::move(done)] {
        constexpr std::chrono::seconds patience_with_slow_readers{1};
        run.stopping->cancel();
        if (run.finished.wait_for(patience_with_slow_readers) != std::future_status::ready) {
            job->cancel_write();
            run.finished.wait();
        }
        if (done)
            done(job->seconds());
    };
}

} // namespace janus_talk::media
