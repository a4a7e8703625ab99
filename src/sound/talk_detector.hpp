// SPDX-License-Identifier: MIT
#pragma once

#include "sound/pcm.hpp"

#include <array>
#include <cstddef>
#include <limits>
#include <optional>

namespace janus_talk::sound {

/// Hears whether somebody talks. Time is counted in samples, so it is fed with whatever is played,
/// in pieces of any size. Never allocates.
///
/// The level of each 20 ms is compared with the noise between the words: the lowest level of the
/// last 3 to 4 s. So a fan is noise after that time, however loud, and so is a steady tone. Talk
/// begins with 60 ms that are `on_above` the noise, and goes on until nothing was `off_above` it
/// for `hang_over`, which bridges the pauses between words.
///
/// One object per stream; any thread, one at a time.
class TalkDetector {
public:
    /// @param channels 1 or 2
    explicit TalkDetector(unsigned channels) noexcept : window_samples_(channels * window_frames) {}

    /// Whole samples of all channels. @return true or false when talk has begun or ended in them
    std::optional<bool> add(PcmView samples) noexcept;

    [[nodiscard]] bool talks() const noexcept { return talks_; }

    /// dB.
    static constexpr double on_above = 12;
    static constexpr double off_above = 6;
    /// dBFS of the mean: nothing softer is talk. A voice that can hardly be understood is louder.
    static constexpr double softest = -50;
    /// Windows of 20 ms: 600 ms.
    static constexpr int hang_over = 30;

private:
    void note(double dbfs) noexcept;
    void follow_noise(double dbfs) noexcept;
    [[nodiscard]] double noise() const noexcept;

    static constexpr std::size_t window_frames = sample_rate / 50;
    static constexpr int windows_to_begin = 3;
    /// The minimum of noise lies below its mean; three windows together vary less.
    static constexpr double smoothing = 1.0 / 3;
    static constexpr std::size_t spans = 3;
    static constexpr int span_windows = 50;
    /// Below this, silence is silence.
    static constexpr double least_noise = -70;

    const std::size_t window_samples_;
    std::size_t samples_ = 0;
    double energy_ = 0;

    // What is there from the beginning is noise, hence no level is known before.
    static constexpr double unknown = std::numeric_limits<double>::max();
    double smooth_ = unknown;
    // The lowest level of each of the last seconds.
    std::array<double, spans> lowest_{unknown, unknown, unknown};
    double lowest_now_ = unknown;
    std::size_t span_ = 0;
    int windows_ = 0;

    int loud_ = 0;
    int quiet_ = 0;
    bool talks_ = false;
};

} // namespace janus_talk::sound
