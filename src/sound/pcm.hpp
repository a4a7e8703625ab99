// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

// The one sample format of the program: signed 16 bit, 48 kHz, interleaved, mono or stereo.

namespace janus_talk::sound {

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

/// Time in samples of 1/48000 s: the RTP clock and the local monotonic clock in one unit, so that
/// both can be subtracted.
using Ticks = std::int64_t;

inline constexpr Ticks ticks_per_ms = sample_rate / 1000;
inline constexpr auto frame_ticks = static_cast<Ticks>(frame_samples);

[[nodiscard]] constexpr Ticks to_ticks(std::chrono::nanoseconds time) noexcept {
    // 48000 / 1e9 = 6 / 125000; whole seconds apart, so that nothing overflows.
    const auto seconds = time.count() / 1'000'000'000;
    const auto rest = time.count() % 1'000'000'000;
    return seconds * sample_rate + rest * 6 / 125'000;
}

[[nodiscard]] constexpr std::chrono::nanoseconds to_time(Ticks ticks) noexcept {
    return std::chrono::nanoseconds{ticks / sample_rate * 1'000'000'000 +
                                    ticks % sample_rate * 125'000 / 6};
}

} // namespace janus_talk::sound
