// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

// The one sample format inside this room: signed 16 bit, 48 kHz, interleaved, mono or stereo.

namespace janus_talk::media {

/// Hz. The RTP clock of Opus, hence no resampling between codec and network.
inline constexpr unsigned sample_rate = 48000;

/// AudioBridge's mixer takes exactly one packet per participant each 20 ms and ignores its length:
/// any other duration is mangled on the server.
inline constexpr std::chrono::milliseconds frame_duration{20};
inline constexpr std::size_t frame_samples = 960;
inline constexpr unsigned frames_per_second = 50;

/// Interleaved; `size()` is frames times channels.
using PcmView = std::span<const std::int16_t>;
using PcmSpan = std::span<std::int16_t>;

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
};

/// Gives sound to the sending thread, one frame each 20 ms. Implementations never block and never
/// throw.
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
};

} // namespace janus_talk::media
