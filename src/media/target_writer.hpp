// SPDX-License-Identifier: MIT
#pragma once

#include "media/pcm_target.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

namespace janus_talk::media {

/// Called on the writing thread; they only post.
struct WriterReports {
    /// The first sound since start().
    std::function<void()> began;
    /// The only failure; writing is over after so many seconds of sound.
    std::function<void(const base::Failure&, double seconds)> failed;
};

/// Puts sound into a target, with a checkpoint each second, until the first failure.
/// @thread writing
class TargetWriter {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    TargetWriter(std::unique_ptr<PcmTarget> target, unsigned channels, WriterReports reports);

    /// Another run begins.
    void begin() noexcept { began_ = false; }

    void put(PcmView samples, TimePoint now);
    void put_silence(std::uint64_t samples, TimePoint now);
    void checkpoint(TimePoint now);
    void complete();

    [[nodiscard]] bool has_failed() const noexcept { return failed_; }

    /// Samples per channel.
    [[nodiscard]] std::uint64_t written() const noexcept { return written_; }

    [[nodiscard]] double seconds() const noexcept;

    /// @thread any
    void cancel() noexcept { target_->cancel(); }

private:
    void note(const PcmTarget::Outcome& outcome);

    const std::unique_ptr<PcmTarget> target_;
    const unsigned channels_;
    const WriterReports reports_;
    std::uint64_t written_ = 0;
    bool began_ = false;
    bool failed_ = false;
    TimePoint last_checkpoint_;
};

} // namespace janus_talk::media
