// SPDX-License-Identifier: MIT
#pragma once

#include "media/pcm.hpp"

#include <cstdint>
#include <optional>

namespace janus_talk::media {

/// Lowest level ever reported, in dBFS: digital silence.
inline constexpr double silence_dbfs = -127.0;

/// One second of sound, measured. 0 dBFS is a full-scale square wave for the mean and a full-scale
/// sample for the peak, so a sine reads 3 dB lower in `mean_dbfs` than in `peak_dbfs`.
struct LevelWindow {
    double mean_dbfs = silence_dbfs;
    double peak_dbfs = silence_dbfs;
    /// Samples at full scale, where a converter or a mixer has most likely cut the wave. Of what is
    /// sent: before high-pass and limiter.
    std::uint64_t clipped = 0;
};

/// Measures sound in windows of a second. One meter belongs to one thread.
class LevelMeter {
public:
    explicit LevelMeter(unsigned channels) noexcept;

    /// Returns the window that these samples complete, if any.
    std::optional<LevelWindow> add(PcmView samples) noexcept;

private:
    std::size_t window_samples_;
    std::size_t samples_ = 0;
    double energy_ = 0;
    int peak_ = 0;
    std::uint64_t clipped_ = 0;
};

/// Samples at full scale.
[[nodiscard]] std::uint64_t count_clipped(PcmView samples) noexcept;

/// Level of one frame for the RTP header (RFC 6464): 0 (loudest) to 127. AudioBridge leaves packets
/// marked 127 out of the mix, so 127 is reserved for digital silence and the faintest sound is 126.
[[nodiscard]] std::uint8_t rtp_level(PcmView frame) noexcept;

} // namespace janus_talk::media
