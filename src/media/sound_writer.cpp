// SPDX-License-Identifier: MIT
#include "media/sound_writer.hpp"

#include "media/file_descriptor.hpp"
#include "media/recording_clock.hpp"
#include "media/sample_ring.hpp"

#include <cerrno>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace janus_talk::media {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t queue_seconds = 2;

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

class SoundWriter::Core final : public PcmSink, public WriterJob {
public:
    Core(std::unique_ptr<PcmTarget> target, const Settings& settings, WriterReports reports)
        : settings_(settings), ring_(queue_seconds * sample_rate * settings.channels),
          writer_(std::move(target), settings.channels, std::move(reports)) {}

    void write(PcmView samples) noexcept override {
        // What finds no place is lost; a recording makes it silence.
        [[maybe_unused]] const bool taken = ring_.write(samples);
        if (!settings_.follow_time)
            arrival_.notify();
    }

    void run(const Cancellation& stopping) noexcept override {
        writer_.begin();
        bool more = true;
        while (more) {
            more = settings_.follow_time ? !stopping.wait(settings_.period)
                                         : stopping.wait_readable(arrival_.fd()) !=
                                                   Cancellation::Ready::cancelled;
            arrival_.clear();
            if (writer_.has_failed())
                continue;
            drain(Clock::now(), more);
            writer_.checkpoint(Clock::now());
        }
        writer_.complete();
    }

    void cancel_write() noexcept override { writer_.cancel(); }

    [[nodiscard]] double seconds() const override { return writer_.seconds(); }

private:
    void drain(Clock::time_point now, bool active) {
        const std::uint64_t available = ring_.size() / settings_.channels;
        if (settings_.follow_time && (active || available > 0)) {
            const auto plan = clock_.plan(now, writer_.written(), available);
            writer_.put_silence(plan.silence, now);
            ring_.discard(static_cast<std::size_t>(plan.skip) * settings_.channels);
        }
        std::vector<std::int16_t> piece(frame_samples * settings_.channels);
        while (!writer_.has_failed() && ring_.size() > 0) {
            piece.resize(std::min(piece.size(), ring_.size()));
            if (!ring_.read(piece))
                break;
            writer_.put(piece, now);
        }
    }

    const Settings settings_;
    SampleRing ring_;
    Arrival arrival_;

    // Writing thread, and after its end whoever waited for it.
    RecordingClock clock_;
    TargetWriter writer_;
};

SoundWriter::SoundWriter(std::unique_ptr<PcmTarget> target,
                         const Settings& settings,
                         WriterReports reports)
    : core_(std::make_shared<Core>(std::move(target), settings, std::move(reports))),
      thread_(core_) {}

SoundWriter::~SoundWriter() = default;

std::shared_ptr<PcmSink> SoundWriter::sink() const {
    return core_;
}

void SoundWriter::start() {
    thread_.start();
}

BlockingWork SoundWriter::stop(std::function<void(double)> done) {
    return thread_.stop(std::move(done));
}

} // namespace janus_talk::media
