// SPDX-License-Identifier: MIT
#include "media/level_meter.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace janus_talk::media {

namespace {

constexpr double full_scale = 32768.0;
constexpr int highest_sample = 32767;

double to_dbfs(double amplitude) {
    if (amplitude <= 0)
        return silence_dbfs;
    return std::max(silence_dbfs, 20.0 * std::log10(amplitude / full_scale));
}

} // namespace

LevelMeter::LevelMeter(unsigned channels) noexcept
    : window_samples_(std::size_t{sample_rate} * channels) {}

std::optional<LevelWindow> LevelMeter::add(PcmView samples) noexcept {
    std::int64_t energy = 0;
    for (const std::int16_t sample : samples) {
        const int magnitude = std::abs(int{sample});
        energy += std::int64_t{magnitude} * magnitude;
        peak_ = std::max(peak_, magnitude);
        if (magnitude >= highest_sample)
            ++clipped_;
    }
    energy_ += static_cast<double>(energy);
    samples_ += samples.size();
    if (samples_ < window_samples_)
        return std::nullopt;

    const double mean = std::sqrt(energy_ / static_cast<double>(samples_));
    const LevelWindow window{to_dbfs(mean), to_dbfs(peak_), clipped_};
    samples_ = 0;
    energy_ = 0;
    peak_ = 0;
    clipped_ = 0;
    return window;
}

std::uint64_t count_clipped(PcmView samples) noexcept {
    return static_cast<std::uint64_t>(
            std::count_if(samples.begin(), samples.end(), [](std::int16_t sample) {
                return std::abs(int{sample}) >= highest_sample;
            }));
}

std::uint8_t rtp_level(PcmView frame) noexcept {
    std::int64_t energy = 0;
    for (const std::int16_t sample : frame)
        energy += std::int64_t{sample} * sample;
    if (energy == 0)
        return 127;
    const double mean = static_cast<double>(energy) / static_cast<double>(frame.size());
    const double level = -10.0 * std::log10(mean / (full_scale * full_scale));
    return static_cast<std::uint8_t>(std::clamp(std::lround(level), 0L, 126L));
}

} // namespace janus_talk::media
