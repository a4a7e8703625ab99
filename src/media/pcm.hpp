// SPDX-License-Identifier: MIT
#pragma once

#include "sound/pcm.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

// Samples inside this room are those of sound/pcm.hpp.

namespace janus_talk::media {

using sound::frame_duration;
using sound::frame_samples;
using sound::frames_per_second;
using sound::PcmSpan;
using sound::PcmView;
using sound::sample_rate;

/// Takes sound from a streaming thread. Implementations never block and never throw.
class PcmSink {
public:
    PcmSink() = default;
    PcmSink(const PcmSink&) = delete;
    PcmSink& operator=(const PcmSink&) = delete;
    PcmSink(PcmSink&&) = delete;
    PcmSink& operator=(PcmSink&&) = delete;
    virtual ~PcmSink() = default;

    /// @thread streaming
    virtual void write(PcmView samples) noexcept = 0;

    using TimePoint = std::chrono::steady_clock::time_point;

    /// The same for those who want to know when the first sample is due to be played.
    virtual void write_at(PcmView samples, TimePoint /*due*/) noexcept { write(samples); }
};

/// Gives sound to whoever sends or plays it. Implementations never block (but for a short lock, or
/// a few milliseconds for a frame that is just coming) and never throw.
class PcmSource {
public:
    PcmSource() = default;
    PcmSource(const PcmSource&) = delete;
    PcmSource& operator=(const PcmSource&) = delete;
    PcmSource(PcmSource&&) = delete;
    PcmSource& operator=(PcmSource&&) = delete;
    virtual ~PcmSource() = default;

    enum class Pull {
        /// `frame` is filled.
        sound,
        /// Nothing there just now; `frame` is untouched.
        nothing,
        /// A finite source is used up; `frame` is untouched.
        ended,
    };
    /// @thread streaming
    virtual Pull read(PcmSpan frame) noexcept = 0;

    using TimePoint = std::chrono::steady_clock::time_point;

    /// The same for those who want to know when the frame was due to be sent: now, or a little
    /// earlier where the thread came late.
    virtual Pull read_due(PcmSpan frame, TimePoint /*due*/) noexcept { return read(frame); }

    /// Samples at full scale since the last call, counted where the sound came in, before anything
    /// was done to it. Empty: nothing was done, count what read() gives. @thread streaming
    virtual std::optional<std::uint64_t> take_clipped() noexcept { return std::nullopt; }

    /// How much earlier (negative: later) the next read() should come than 20 ms after the last
    /// one, because the source has a clock of its own; whoever asks does so. @thread streaming
    virtual std::chrono::nanoseconds move_reader() noexcept { return {}; }
};

} // namespace janus_talk::media
