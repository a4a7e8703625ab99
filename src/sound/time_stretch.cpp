// SPDX-License-Identifier: MIT
#include "sound/time_stretch.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace janus_talk::sound {

namespace {

/// The search runs at 8 kHz first; voices have their periods there too.
constexpr std::size_t decimation = 6;

/// Voiced speech repeats itself from period to period with more than this.
constexpr float good_match = 0.8F;

/// Mean square below which nobody hears what is done (-54 dBFS).
constexpr float inaudible = 65.0F * 65.0F;

std::vector<float> mono_of(std::span<const std::int16_t> samples, unsigned channels) {
    std::vector<float> mono(samples.size() / channels);
    for (std::size_t i = 0; i < mono.size(); ++i) {
        float sum = 0;
        for (unsigned c = 0; c < channels; ++c)
            sum += samples[i * channels + c];
        mono[i] = sum / static_cast<float>(channels);
    }
    return mono;
}

std::vector<float> decimated(const std::vector<float>& wave) {
    std::vector<float> coarse(wave.size() / decimation);
    for (std::size_t i = 0; i < coarse.size(); ++i) {
        float sum = 0;
        for (std::size_t k = 0; k < decimation; ++k)
            sum += wave[i * decimation + k];
        coarse[i] = sum / decimation;
    }
    return coarse;
}

/// How well the first `lag` samples match the next `lag`: 1 the same, 0 unrelated.
float match(const std::vector<float>& wave, std::size_t lag) {
    float product = 0;
    float first = 0;
    float second = 0;
    for (std::size_t i = 0; i < lag; ++i) {
        product += wave[i] * wave[i + lag];
        first += wave[i] * wave[i];
        second += wave[i + lag] * wave[i + lag];
    }
    const float energy = std::sqrt(first * second);
    return energy > 0 ? product / energy : 0;
}

struct Period {
    std::size_t length = 0;
    float quality = -1;
};

Period best_of(const std::vector<float>& wave, std::size_t shortest, std::size_t longest) {
    Period best;
    for (std::size_t lag = shortest; lag <= longest && 2 * lag <= wave.size(); ++lag) {
        const float quality = match(wave, lag);
        if (quality > best.quality)
            best = {lag, quality};
    }
    return best;
}

/// The period at the beginning of the wave, or length 0.
std::size_t find_period(const std::vector<float>& wave, std::size_t longest, StretchEffort effort) {
    longest = std::min({longest, longest_period, wave.size() / 2});
    if (longest < shortest_period)
        return 0;
    float energy = 0;
    for (const float sample : wave)
        energy += sample * sample;
    if (energy / static_cast<float>(wave.size()) < inaudible)
        return longest;
    const Period coarse =
            best_of(decimated(wave), shortest_period / decimation, longest / decimation);
    if (coarse.length == 0)
        return 0;
    const std::size_t centre = coarse.length * decimation;
    const Period fine = best_of(wave,
                                std::max(shortest_period, centre - decimation),
                                std::min(longest, centre + decimation));
    return effort == StretchEffort::forced || fine.quality >= good_match ? fine.length : 0;
}

/// From `a` to `b` over `count` samples per channel, into `to`.
void fade(const std::int16_t* a,
          const std::int16_t* b,
          std::int16_t* to,
          std::size_t count,
          unsigned channels) {
    for (std::size_t i = 0; i < count; ++i) {
        const float share = (static_cast<float>(i) + 0.5F) / static_cast<float>(count);
        for (unsigned c = 0; c < channels; ++c) {
            const std::size_t at = i * channels + c;
            const float mixed =
                    static_cast<float>(a[at]) * (1 - share) + static_cast<float>(b[at]) * share;
            to[at] = static_cast<std::int16_t>(std::lround(mixed));
        }
    }
}

/// Where in `samples` the window begins.
std::size_t
window_start(const std::vector<std::int16_t>& samples, unsigned channels, std::size_t window) {
    const std::size_t size = std::min(samples.size(), window * channels);
    return samples.size() - size;
}

} // namespace

std::size_t shorten(std::vector<std::int16_t>& samples,
                    unsigned channels,
                    std::size_t window,
                    std::size_t at_most,
                    StretchEffort effort) {
    const std::size_t start = window_start(samples, channels, window);
    const std::span region{samples.data() + start, samples.size() - start};
    const std::size_t period = find_period(mono_of(region, channels), at_most, effort);
    if (period == 0)
        return 0;
    // One period fades into the next, then the next is taken out.
    const std::size_t size = period * channels;
    fade(region.data(), region.data() + size, region.data(), period, channels);
    const auto gone = samples.begin() + static_cast<std::ptrdiff_t>(start + size);
    samples.erase(gone, gone + static_cast<std::ptrdiff_t>(size));
    return period;
}

std::size_t lengthen(std::vector<std::int16_t>& samples,
                     unsigned channels,
                     std::size_t window,
                     std::size_t at_most,
                     StretchEffort effort) {
    const std::size_t start = window_start(samples, channels, window);
    const std::span region{samples.data() + start, samples.size() - start};
    const std::size_t period = find_period(mono_of(region, channels), at_most, effort);
    if (period == 0)
        return 0;
    // After the first period comes the second fading back into the first, and then the second
    // again.
    const std::size_t size = period * channels;
    std::vector<std::int16_t> bridge(size);
    fade(region.data() + size, region.data(), bridge.data(), period, channels);
    samples.insert(samples.begin() + static_cast<std::ptrdiff_t>(start + size),
                   bridge.begin(),
                   bridge.end());
    return period;
}

void carry_on(std::vector<std::int16_t>& samples, unsigned channels, std::size_t count) {
    const std::size_t end = samples.size();
    const std::size_t start = window_start(samples, channels, 2 * longest_period);
    std::vector<float> mono = mono_of({samples.data() + start, end - start}, channels);
    std::reverse(mono.begin(), mono.end());
    const std::size_t period = find_period(mono, longest_period, StretchEffort::forced) * channels;
    samples.resize(end + count * channels, 0);
    if (period == 0 || end < period + channels)
        return;
    // The last period begins a little higher or lower than it ended; that difference fades away.
    constexpr std::size_t soft = 96;
    for (std::size_t i = 0; i < count * channels; ++i) {
        const std::size_t at = end + i;
        float value = samples[at - period];
        if (const std::size_t moment = i / channels; moment < soft && i < period) {
            const std::size_t channel = i % channels;
            const auto last = static_cast<float>(samples[end - channels + channel]);
            const auto before = static_cast<float>(samples[end - period - channels + channel]);
            value += (last - before) * static_cast<float>(soft - moment) / soft;
        }
        samples[at] =
                static_cast<std::int16_t>(std::lround(std::clamp(value, -32768.0F, 32767.0F)));
    }
}

} // namespace janus_talk::sound
