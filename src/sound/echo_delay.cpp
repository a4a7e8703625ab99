// SPDX-License-Identifier: MIT
#include "sound/echo_delay.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace janus_talk::sound {

namespace {

/// Mean amplitude below which nothing is said (-64 dBFS).
constexpr float faint = 20;
/// Sound counts for so long after it was heard: its echo is still to come.
constexpr unsigned afterglow_hops = 120;

/// Slow enough to leave syllables, fast enough to follow another voice.
constexpr float mean_memory = 0.02F;
/// Three seconds.
constexpr float score_memory = 1 - 1.0F / 600;
constexpr unsigned hops_to_know = 160;

/// The likeness that two sounds which have nothing to do with each other don't reach by chance: the
/// shorter they were listened to, the more there must be.
float convincing(unsigned hops) {
    // Syllables: ten independent values a second.
    const float values = static_cast<float>(hops) / 20;
    return std::clamp(3.2F / std::sqrt(values), 0.5F, 0.9F);
}

} // namespace

std::optional<float> Rhythm::take(PcmView& samples) noexcept {
    const std::size_t whole = hop * channels_;
    const std::size_t count = std::min(samples.size(), whole - count_);
    for (std::size_t i = 0; i < count; ++i)
        sum_ += std::abs(int{samples[i]});
    samples = samples.subspan(count);
    count_ += count;
    if (count_ < whole)
        return std::nullopt;
    const float level = static_cast<float>(sum_) / static_cast<float>(whole);
    count_ = 0;
    sum_ = 0;
    active_hops_ = level > faint ? afterglow_hops : active_hops_ - std::min(active_hops_, 1U);
    // Loudness is heard in ratios.
    const float loudness = std::log2(1 + level / faint);
    if (!std::exchange(begun_, true))
        mean_ = loudness;
    mean_ += mean_memory * (loudness - mean_);
    return loudness - mean_;
}

float EchoDelay::Score::likeness() const noexcept {
    const float energy = std::sqrt(far_energy * near_energy);
    return energy > 0 ? product / energy : 0;
}

void EchoDelay::add_far(PcmView played) noexcept {
    while (!played.empty()) {
        if (const auto beat = far_.take(played))
            rhythm_.at(static_cast<std::size_t>(far_hops_++) % memory) = *beat;
    }
}

void EchoDelay::add_near(PcmView captured) noexcept {
    while (!captured.empty()) {
        const auto beat = near_.take(captured);
        if (!beat)
            continue;
        if (far_.is_active())
            compare(*beat);
        ++near_hops_;
    }
}

void EchoDelay::compare(float near) noexcept {
    for (std::size_t lag = 0; lag < lags; ++lag) {
        const std::int64_t then = near_hops_ - static_cast<std::int64_t>(lag);
        if (then < 0 || then >= far_hops_ || then < far_hops_ - static_cast<std::int64_t>(memory))
            continue;
        const float far = rhythm_.at(static_cast<std::size_t>(then) % memory);
        Score& score = scores_.at(lag);
        score.product = score.product * score_memory + far * near;
        score.far_energy = score.far_energy * score_memory + far * far;
        score.near_energy = score.near_energy * score_memory + near * near;
    }
    if (++compared_ >= hops_to_know)
        choose();
}

void EchoDelay::choose() noexcept {
    std::size_t best = 0;
    for (std::size_t lag = 1; lag < lags; ++lag) {
        if (scores_.at(lag).likeness() > scores_.at(best).likeness())
            best = lag;
    }
    if (scores_.at(best).likeness() >= convincing(compared_))
        value_ = static_cast<Ticks>(best * Rhythm::hop);
}

void EchoDelay::shift_far(int hops) noexcept {
    // A sample that counts as later comes back after a shorter delay.
    constexpr auto window = static_cast<std::int64_t>(memory);
    std::array<float, memory> rhythm{};
    for (std::int64_t i = std::max<std::int64_t>(0, far_hops_ - window); i < far_hops_; ++i) {
        if (i + hops >= 0)
            rhythm.at(static_cast<std::size_t>(i + hops) % memory) =
                    rhythm_.at(static_cast<std::size_t>(i) % memory);
    }
    rhythm_ = rhythm;
    far_hops_ = std::max<std::int64_t>(0, far_hops_ + hops);
    std::array<Score, lags> scores{};
    for (std::size_t lag = 0; lag < lags; ++lag) {
        const std::int64_t from = static_cast<std::int64_t>(lag) + hops;
        if (from >= 0 && from < static_cast<std::int64_t>(lags))
            scores.at(lag) = scores_.at(static_cast<std::size_t>(from));
    }
    scores_ = scores;
    if (value_)
        *value_ -= static_cast<Ticks>(hops) * static_cast<Ticks>(Rhythm::hop);
}

} // namespace janus_talk::sound
