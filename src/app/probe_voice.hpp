// SPDX-License-Identifier: MIT
#pragma once

#include "measure/marker.hpp"
#include "measure/voice_meter.hpp"
#include "media/pcm.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace janus_talk::app {

/// The talker's mouth: silence until begin(), then markers until end(). It notes when each of its
/// frames was due to be sent, on the monotonic clock.
class ProbeMouth final : public media::PcmSource {
public:
    /// @param copy gets all that is sent, and when it was spoken; may be null
    explicit ProbeMouth(std::uint64_t seed, std::shared_ptr<media::PcmSink> copy = nullptr)
        : markers_(seed), copy_(std::move(copy)) {}

    /// @thread any
    void begin(TimePoint now);
    /// Ends with the marker that is being sent. @thread any
    void end(TimePoint now);

    struct Sent {
        std::uint64_t samples;
        measure::Time spoken;
    };

    struct Figures {
        /// Ticks between the first frame and the last one, or those between begin() and end() where
        /// these are more; and those that were sent.
        std::uint64_t due = 0;
        std::uint64_t sent = 0;

        /// Percent that this machine was too late for; 0 before anything was said.
        [[nodiscard]] double late_pct() const;
    };

    /// What was sent since the last call. @thread main
    [[nodiscard]] std::vector<Sent> take();
    [[nodiscard]] Figures figures() const;

    Pull read(media::PcmSpan frame) noexcept override;
    Pull read_due(media::PcmSpan frame, TimePoint due) noexcept override;

private:
    enum class State { before, talking, ending, ended };

    mutable std::mutex mutex_; // held for microseconds
    State state_ = State::before;
    measure::MarkerSource markers_;
    const std::shared_ptr<media::PcmSink> copy_;
    std::vector<Sent> sent_;
    TimePoint first_due_;
    TimePoint last_due_;
    TimePoint began_;
    /// For so long was to be talked.
    std::chrono::nanoseconds wanted_{0};
    std::uint64_t frames_ = 0;
};

/// The listener's ear: keeps what is played and when it was due to be.
class ProbeEar final : public media::PcmSink {
public:
    /// @param copy gets all that is heard, and when; may be null
    explicit ProbeEar(std::shared_ptr<media::PcmSink> copy = nullptr) : copy_(std::move(copy)) {}

    struct Heard {
        std::vector<std::int16_t> samples;
        measure::Time due;
    };

    /// What was heard since the last call. @thread main
    [[nodiscard]] std::vector<Heard> take();

    void write(media::PcmView samples) noexcept override;
    void write_at(media::PcmView samples, TimePoint due) noexcept override;

private:
    std::mutex mutex_;
    std::vector<Heard> heard_;
    const std::shared_ptr<media::PcmSink> copy_;
};

/// Both, and what is made of them. @thread main
class ProbeVoice {
public:
    /// Where copies of both directions go, with their times; null: nowhere.
    struct Copies {
        std::shared_ptr<media::PcmSink> sent;
        std::shared_ptr<media::PcmSink> heard;
    };

    explicit ProbeVoice(std::uint64_t seed, const Copies& copies = {});

    [[nodiscard]] const std::shared_ptr<ProbeMouth>& mouth() const noexcept { return mouth_; }

    [[nodiscard]] const std::shared_ptr<ProbeEar>& ear() const noexcept { return ear_; }

    /// To be called several times a second.
    void advance();
    /// Nothing more will be heard.
    void finish();

    [[nodiscard]] const measure::VoiceMeter& meter() const noexcept { return meter_; }

private:
    std::shared_ptr<ProbeMouth> mouth_;
    std::shared_ptr<ProbeEar> ear_;
    measure::VoiceMeter meter_;
};

} // namespace janus_talk::app
