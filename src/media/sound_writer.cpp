// SPDX-License-Identifier: MIT
#include "media/sound_writer.hpp"

#include "media/file_descriptor.hpp"
#include "media/recording_clock.hpp"
#include "media/sample_ring.hpp"

#include <cerrno>
#include <csignal>
#include <future>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace janus_talk::media {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds checkpoint_interval{1};
constexpr std::size_t queue_seconds = 2;

/// Writing into a pipe without a reader raises SIGPIPE in the thread that writes; EPIPE says the
/// same.
void block_sigpipe() {
    sigset_t signals{};
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

/// Wakes the writing thread: whoever listens to a stream should not wait for a timer.
class Arrival {
public:
    Arrival() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
        if (!event_)
            throw base::Error({base::ExitCode::device,
                               "No file descriptor is left: " + error_text(errno) + ".",
                               {},
                               {}});
    }

    void notify() noexcept {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(event_.get(), &one, sizeof(one));
    }

    void clear() noexcept {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto read = ::read(event_.get(), &count, sizeof(count));
    }

    [[nodiscard]] int fd() const noexcept { return event_.get(); }

private:
    FileDescriptor event_;
};

} // namespace

class SoundWriter::Core final : public PcmSink {
public:
    Core(std::unique_ptr<PcmTarget> target, const Settings& settings, Reports reports)
        : target_(std::move(target)), settings_(settings), reports_(std::move(reports)),
          ring_(queue_seconds * sample_rate * settings.channels) {}

    void write(PcmView samples) noexcept override {
        // What finds no place is lost; a recording makes it silence.
        [[maybe_unused]] const bool taken = ring_.write(samples);
        if (!settings_.follow_time)
            arrival_.notify();
    }

    void run(const Cancellation& stopping) noexcept {
        block_sigpipe();
        began_ = false;
        bool more = true;
        while (more) {
            more = settings_.follow_time ? !stopping.wait(settings_.period)
                                         : stopping.wait_readable(arrival_.fd()) !=
                                                   Cancellation::Ready::cancelled;
            arrival_.clear();
            if (failed_)
                continue;
            drain(Clock::now(), more);
            const auto now = Clock::now();
            if (began_ && !failed_ && now - last_checkpoint_ >= checkpoint_interval) {
                last_checkpoint_ = now;
                note(target_->checkpoint());
            }
        }
        if (!failed_)
            note(target_->complete());
    }

    void cancel_write() noexcept { target_->cancel(); }

    /// @pre no thread is in run()
    [[nodiscard]] double seconds() const { return static_cast<double>(written_) / sample_rate; }

private:
    void drain(Clock::time_point now, bool active) {
        const std::uint64_t available = ring_.size() / settings_.channels;
        if (settings_.follow_time && (active || available > 0)) {
            const auto plan = clock_.plan(now, written_, available);
            write_silence(plan.silence);
            ring_.discard(static_cast<std::size_t>(plan.skip) * settings_.channels);
        }
        std::vector<std::int16_t> piece(frame_samples * settings_.channels);
        while (!failed_ && ring_.size() > 0) {
            piece.resize(std::min(piece.size(), ring_.size()));
            if (!ring_.read(piece))
                break;
            put(piece);
        }
    }

    void write_silence(std::uint64_t samples) {
        const std::vector<std::int16_t> silence(frame_samples * settings_.channels, 0);
        while (!failed_ && samples > 0) {
            const std::uint64_t part = std::min<std::uint64_t>(samples, frame_samples);
            put({silence.data(), static_cast<std::size_t>(part) * settings_.channels});
            samples -= part;
        }
    }

    void put(PcmView samples) {
        if (!std::exchange(began_, true)) {
            last_checkpoint_ = Clock::now();
            reports_.began();
        }
        written_ += samples.size() / settings_.channels;
        note(target_->write(samples));
    }

    void note(const PcmTarget::Outcome& outcome) {
        if (!outcome || std::exchange(failed_, true))
            return;
        reports_.failed(*outcome, seconds());
    }

    const std::unique_ptr<PcmTarget> target_;
    const Settings settings_;
    const Reports reports_;
    SampleRing ring_;
    Arrival arrival_;

    // Writing thread, and after its end whoever waited for it.
    RecordingClock clock_;
    std::uint64_t written_ = 0;
    bool began_ = false;
    bool failed_ = false;
    Clock::time_point last_checkpoint_;
};

SoundWriter::SoundWriter(std::unique_ptr<PcmTarget> target,
                         const Settings& settings,
                         Reports reports)
    : core_(std::make_shared<Core>(std::move(target), settings, std::move(reports))) {}

SoundWriter::~SoundWriter() {
    if (const BlockingWork work = stop(nullptr))
        work();
}

std::shared_ptr<PcmSink> SoundWriter::sink() const {
    return core_;
}

void SoundWriter::start() {
    if (run_)
        return;
    auto stopping = std::make_shared<Cancellation>();
    std::promise<void> finished;
    const Run run{stopping, finished.get_future().share()};
    std::thread{[core = core_,
                 stopping,
                 before = before_,
                 finished = std::move(finished)]() mutable {
        // One writer at a time.
        if (before.valid())
            before.wait();
        core->run(*stopping);
        core.reset();
        finished.set_value_at_thread_exit();
    }}.detach();
    before_ = run.finished;
    run_ = run;
}

BlockingWork SoundWriter::stop(std::function<void(double)> done) {
    if (!run_)
        return nullptr;
    const Run run = *std::exchange(run_, std::nullopt);
    return [core = core_, run, done = std::move(done)] {
        constexpr std::chrono::seconds patience_with_slow_readers{1};
        run.stopping->cancel();
        if (run.finished.wait_for(patience_with_slow_readers) != std::future_status::ready) {
            core->cancel_write();
            run.finished.wait();
        }
        if (done)
            done(core->seconds());
    };
}

} // namespace janus_talk::media
