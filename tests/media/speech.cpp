// SPDX-License-Identifier: MIT
#include "media/speech.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace janus_talk::media::test {

namespace {

constexpr double peak = 16384;

/// The search runs at 8 kHz first.
constexpr std::size_t coarse = 6;

double correlation(std::span<const std::int16_t> a,
                   std::span<const std::int16_t> b,
                   std::size_t shift,
                   std::size_t step) {
    double product = 0;
    double energy_a = 0;
    double energy_b = 0;
    for (std::size_t i = 0; i < a.size() && i + shift < b.size(); i += step) {
        const double x = a[i];
        const double y = b[i + shift];
        product += x * y;
        energy_a += x * x;
        energy_b += y * y;
    }
    const double energy = std::sqrt(energy_a * energy_b);
    return energy > 0 ? product / energy : 0;
}

} // namespace

Samples speech(const std::string& words, const std::string& voice) {
    const ScratchFolder folder;
    const std::string path = folder.path("said.wav");
    const std::string command =
            "espeak-ng -s 150 -v " + voice + " -w '" + path + "' '" + words + "' 2>/dev/null";
    if (std::system(command.c_str()) != 0)
        return {};
    Samples said = decode_file(path);
    int highest = 1;
    for (const std::int16_t sample : said)
        highest = std::max(highest, std::abs(int{sample}));
    for (std::int16_t& sample : said)
        sample = static_cast<std::int16_t>(std::lround(sample * peak / highest));
    return said;
}

double level_dbfs(std::span<const std::int16_t> samples) {
    double energy = 1e-3;
    for (const std::int16_t sample : samples)
        energy += static_cast<double>(sample) * sample;
    return 10 * std::log10(energy / static_cast<double>(samples.size()) / 32768 / 32768);
}

Likeness
likeness(std::span<const std::int16_t> a, std::span<const std::int16_t> b, std::size_t longest) {
    Likeness best;
    for (std::size_t shift = 0; shift <= longest; shift += coarse) {
        const double value = correlation(a, b, shift, coarse);
        if (value > best.value)
            best = {value, shift};
    }
    const std::size_t from = best.shift > coarse ? best.shift - coarse : 0;
    best = {};
    for (std::size_t shift = from; shift <= from + 2 * coarse; ++shift) {
        const double value = correlation(a, b, shift, 1);
        if (value > best.value)
            best = {value, shift};
    }
    return best;
}

} // namespace janus_talk::media::test
