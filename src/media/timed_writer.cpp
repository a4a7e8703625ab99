// SPDX-License-Identifier: MIT
#include "media/timed_writer.hpp"

#include "sound/two_lanes.hpp"

#include <limits>
#include <mutex>
#include <utility>

namespace janus_talk::media {

namespace {

using SteadyClock = std::chrono::steady_clock;
using sound::TwoLanes;

constexpr std::chrono::milliseconds drain_period{100};

/// Between the streaming threads and the writing one.
class SharedLanes {
public:
    void add(TwoLanes::Lane lane, PcmView samples, sound::Ticks due) {
        const std::lock_guard lock{mutex_};
        lanes_.add(lane, samples, due);
    }

    /// @thread writing
    PcmView take(sound::Ticks end) {
        const std::lock_guard lock{mutex_};
        return lanes_.take(end);
    }

private:
    std::mutex mutex_; // held for microseconds
    TwoLanes lanes_;
};

class TimedSink final : public PcmSink {
public:
    TimedSink(std::shared_ptr<SharedLanes> lanes, TwoLanes::Lane lane)
        : lanes_(std::move(lanes)), lane_(lane) {}

    void write(PcmView samples) noexcept override { write_at(samples, SteadyClock::now()); }

    void write_at(PcmView samples, TimePoint due) noexcept override {
        lanes_->add(lane_, samples, sound::to_ticks(due.time_since_epoch()));
    }

private:
    const std::shared_ptr<SharedLanes> lanes_;
    const TwoLanes::Lane lane_;
};

} // namespace

class TimedWriter::Core final : public WriterJob {
public:
    Core(std::unique_ptr<PcmTarget> target, WriterReports reports)
        : writer_(std::move(target), 2, std::move(reports)) {}

    void run(const Cancellation& stopping) noexcept override {
        writer_.begin();
        bool more = true;
        while (more) {
            more = !stopping.wait(drain_period);
            const auto now = SteadyClock::now();
            drain(more ? sound::to_ticks((now - patience).time_since_epoch())
                       : std::numeric_limits<sound::Ticks>::max(),
                  now);
            writer_.checkpoint(now);
        }
        writer_.complete();
    }

    void cancel_write() noexcept override { writer_.cancel(); }

    [[nodiscard]] double seconds() const override { return writer_.seconds(); }

    [[nodiscard]] std::shared_ptr<PcmSink> sink(TwoLanes::Lane lane) const {
        return std::make_shared<TimedSink>(lanes_, lane);
    }

private:
    void drain(sound::Ticks end, SteadyClock::time_point now) {
        while (!writer_.has_failed()) {
            const PcmView pairs = lanes_->take(end);
            if (pairs.empty())
                return;
            writer_.put(pairs, now);
        }
    }

    const std::shared_ptr<SharedLanes> lanes_ = std::make_shared<SharedLanes>();
    TargetWriter writer_;
};

TimedWriter::TimedWriter(std::unique_ptr<PcmTarget> target, WriterReports reports)
    : core_(std::make_shared<Core>(std::move(target), std::move(reports))), thread_(core_) {}

TimedWriter::~TimedWriter() = default;

std::shared_ptr<PcmSink> TimedWriter::heard() const {
    return core_->sink(TwoLanes::Lane::left);
}

std::shared_ptr<PcmSink> TimedWriter::sent() const {
    return core_->sink(TwoLanes::Lane::right);
}

void TimedWriter::start() {
    thread_.start();
}

BlockingWork TimedWriter::stop(std::function<void(double)> done) {
    return thread_.stop(std::move(done));
}

} // namespace janus_talk::media
