// SPDX-License-Identifier: MIT
#include "media/two_way_writer.hpp"

#include "media/recording_clock.hpp"
#include "media/sample_ring.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace janus_talk::media {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t queue_seconds = 2;
constexpr std::chrono::milliseconds period{100};

/// One direction on its way to a channel.
class Lane final : public PcmSink {
public:
    explicit Lane(unsigned channels)
        : channels_(channels), ring_(queue_seconds * sample_rate * channels) {}

    void write(PcmView samples) noexcept override {
        [[maybe_unused]] const bool taken = ring_.write(samples);
    }

    // Writing thread.

    [[nodiscard]] std::uint64_t available() const noexcept { return ring_.size() / channels_; }

    void begin_at(Clock::time_point start) noexcept { clock_.begin_at(start); }

    /// Moves what has arrived to `waiting`, with silence where nothing did.
    void advance(Clock::time_point now) {
        const std::uint64_t arrived = available();
        const auto plan = clock_.plan(now, taken_, arrived);
        waiting.insert(waiting.end(), static_cast<std::size_t>(plan.silence), std::int16_t{0});
        ring_.discard(static_cast<std::size_t>(plan.skip) * channels_);
        std::vector<std::int16_t> piece(static_cast<std::size_t>(arrived - plan.skip) * channels_);
        if (!ring_.read(piece))
            piece.clear();
        for (std::size_t at = 0; at < piece.size(); at += channels_) {
            int sum = 0;
            for (std::size_t channel = 0; channel < channels_; ++channel)
                sum += piece[at + channel];
            waiting.push_back(static_cast<std::int16_t>(sum / static_cast<int>(channels_)));
        }
        taken_ += plan.silence + piece.size() / channels_;
    }

    /// The other direction is further, and nothing more will come.
    void fill_up_to(std::size_t size) {
        taken_ += size - std::min(size, waiting.size());
        waiting.resize(std::max(size, waiting.size()), 0);
    }

    std::vector<std::int16_t> waiting;

private:
    const std::size_t channels_;
    SampleRing ring_;
    RecordingClock clock_;
    std::uint64_t taken_ = 0;
};

} // namespace

class TwoWayWriter::Core final : public WriterJob {
public:
    Core(std::unique_ptr<PcmTarget> target, unsigned channels, WriterReports reports)
        : heard(std::make_shared<Lane>(channels)), sent(std::make_shared<Lane>(channels)),
          writer_(std::move(target), 2, std::move(reports)) {}

    void run(const Cancellation& stopping) noexcept override {
        writer_.begin();
        bool more = true;
        while (more) {
            more = !stopping.wait(period);
            if (writer_.has_failed())
                continue;
            drain(Clock::now(), more);
            writer_.checkpoint(Clock::now());
        }
        writer_.complete();
    }

    void cancel_write() noexcept override { writer_.cancel(); }

    [[nodiscard]] double seconds() const override { return writer_.seconds(); }

    const std::shared_ptr<Lane> heard;
    const std::shared_ptr<Lane> sent;

private:
    void drain(Clock::time_point now, bool active) {
        const std::uint64_t available = std::max(heard->available(), sent->available());
        if (!started_ && available == 0)
            return;
        if (!std::exchange(started_, true)) {
            const auto start =
                    now - std::chrono::nanoseconds{available * 1'000'000'000 / sample_rate};
            heard->begin_at(start);
            sent->begin_at(start);
        }
        for (const auto& lane : {heard, sent}) {
            if (active || lane->available() > 0)
                lane->advance(now);
        }
        if (!active) {
            const std::size_t whole = std::max(heard->waiting.size(), sent->waiting.size());
            heard->fill_up_to(whole);
            sent->fill_up_to(whole);
        }
        write_pairs(now);
    }

    void write_pairs(Clock::time_point now) {
        const std::size_t count = std::min(heard->waiting.size(), sent->waiting.size());
        std::vector<std::int16_t> pairs;
        pairs.reserve(count * 2);
        for (std::size_t at = 0; at < count; ++at) {
            pairs.push_back(heard->waiting[at]);
            pairs.push_back(sent->waiting[at]);
        }
        for (const auto& lane : {heard, sent}) {
            lane->waiting.erase(lane->waiting.begin(),
                                lane->waiting.begin() + static_cast<std::ptrdiff_t>(count));
        }
        // In pieces, because targets expect no more than a moment of sound at once.
        constexpr std::size_t piece = frame_samples * 2;
        for (std::size_t at = 0; at < pairs.size(); at += piece)
            writer_.put({pairs.data() + at, std::min(piece, pairs.size() - at)}, now);
    }

    TargetWriter writer_;
    bool started_ = false;
};

TwoWayWriter::TwoWayWriter(std::unique_ptr<PcmTarget> target,
                           unsigned channels,
                           WriterReports reports)
    : core_(std::make_shared<Core>(std::move(target), channels, std::move(reports))),
      thread_(core_) {}

TwoWayWriter::~TwoWayWriter() = default;

std::shared_ptr<PcmSink> TwoWayWriter::heard() const {
    return core_->heard;
}

std::shared_ptr<PcmSink> TwoWayWriter::sent() const {
    return core_->sent;
}

void TwoWayWriter::start() {
    thread_.start();
}

BlockingWork TwoWayWriter::stop(std::function<void(double)> done) {
    return thread_.stop(std::move(done));
}

} // namespace janus_talk::media
