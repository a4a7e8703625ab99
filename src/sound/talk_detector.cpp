// SPDX-License-Identifier: MIT
#include "sound/talk_detector.hpp"

#include <algorithm>
#include <cmath>

namespace janus_talk::sound {

namespace {

constexpr double full_scale = 32768;

double to_dbfs(double energy, std::size_t samples) {
    const double mean = energy / static_cast<double>(samples) / (full_scale * full_scale);
    return mean > 0 ? 10 * std::log10(mean) : -127;
}

} // namespace

std::optional<bool> TalkDetector::add(PcmView samples) noexcept {
    const bool before = talks_;
    for (const std::int16_t sample : samples) {
        energy_ += static_cast<double>(sample) * sample;
        if (++samples_ < window_samples_)
            continue;
        note(to_dbfs(energy_, samples_));
        samples_ = 0;
        energy_ = 0;
    }
    return talks_ != before ? std::optional{talks_} : std::nullopt;
}

void TalkDetector::note(double dbfs) noexcept {
    const double floor = noise();
    follow_noise(dbfs);
    loud_ = dbfs > std::max(softest, floor + on_above) ? loud_ + 1 : 0;
    quiet_ = dbfs > std::max(softest, floor + off_above) ? 0 : quiet_ + 1;
    if (!talks_ && loud_ >= windows_to_begin) {
        talks_ = true;
    } else if (talks_ && quiet_ >= hang_over) {
        talks_ = false;
    }
}

void TalkDetector::follow_noise(double dbfs) noexcept {
    const double level = std::max(dbfs, least_noise);
    smooth_ = smooth_ == unknown ? level : smooth_ + (level - smooth_) * smoothing;
    lowest_now_ = std::min(lowest_now_, smooth_);
    if (++windows_ < span_windows)
        return;
    lowest_[span_] = lowest_now_;
    span_ = (span_ + 1) % spans;
    lowest_now_ = smooth_;
    windows_ = 0;
}

double TalkDetector::noise() const noexcept {
    return std::min(lowest_now_, *std::min_element(lowest_.begin(), lowest_.end()));
}

} // namespace janus_talk::sound
