// SPDX-License-Identifier: MIT
#include "measure/marker_finder.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

namespace janus_talk::measure {

namespace {

/// One step of a 16-bit sample: less is the rounding of silence.
constexpr double least_amplitude = 1.0 / 32768;
constexpr std::size_t apart = 40;

double energy_of(std::span<const float> samples) {
    double sum = 0;
    for (const float sample : samples)
        sum += double{sample} * double{sample};
    return sum;
}

/// For each place, the energy of a marker's length from there on.
std::vector<double> running_energy(std::span<const float> heard, std::size_t length) {
    std::vector<double> sums(heard.size() + 1);
    for (std::size_t i = 0; i < heard.size(); ++i)
        sums[i + 1] = sums[i] + double{heard[i]} * double{heard[i]};
    std::vector<double> energies(heard.size() - length + 1);
    for (std::size_t i = 0; i < energies.size(); ++i)
        energies[i] = sums[i + length] - sums[i];
    return energies;
}

/// The value between samples of something that has nothing above 3600 Hz (windowed sinc).
double value_at(const std::vector<Complex>& samples, double position) {
    constexpr int reach = 16;
    const int middle = static_cast<int>(std::floor(position));
    double sum = 0;
    for (int at = middle - reach + 1; at <= middle + reach; ++at) {
        if (at < 0 || static_cast<std::size_t>(at) >= samples.size())
            continue;
        const double t = position - at;
        const double x = std::numbers::pi * t;
        const double sinc = x == 0 ? 1 : std::sin(x) / x;
        const double window = 0.5 + 0.5 * std::cos(x / reach);
        sum += samples[static_cast<std::size_t>(at)].real() * sinc * window;
    }
    return sum;
}

/// How far the top of the parabola through three points lies from the middle one, -0.5 to 0.5.
double top_of(double before, double middle, double after) {
    const double bend = before - 2 * middle + after;
    return bend < 0 ? std::clamp(0.5 * (before - after) / bend, -0.5, 0.5) : 0.0;
}

struct Top {
    double position;
    double height;
};

/// The top around sample `near`, which itself is highest of all samples.
Top top_around(const std::vector<Complex>& correlation, std::size_t near) {
    constexpr int steps = 16;
    const auto height = [&](int step) {
        return std::abs(value_at(correlation, static_cast<double>(near) + step / double{steps}));
    };
    int best = 0;
    for (int step = -steps; step <= steps; ++step)
        best = height(step) > height(best) ? step : best;
    const double shift = top_of(height(best - 1), height(best), height(best + 1));
    return {static_cast<double>(near) + (best + shift) / steps, height(best)};
}

} // namespace

MarkerFinder::MarkerFinder(std::size_t longest) : fft_(std::bit_ceil(longest)) {}

std::optional<MarkerFinder::Place> MarkerFinder::find(std::span<const float> heard,
                                                      std::span<const float> marker) const {
    if (heard.size() < marker.size() || heard.size() > fft_.size())
        return std::nullopt;
    // Both are real: one transform does for two. Places beyond the last whole one wrap around and
    // are not looked at.
    const std::size_t size = fft_.size();
    std::vector<Complex> both(size);
    for (std::size_t i = 0; i < heard.size(); ++i)
        both[i].real(heard[i]);
    for (std::size_t i = 0; i < marker.size(); ++i)
        both[i].imag(marker[i]);
    fft_.forward(both);
    std::vector<Complex> correlation(size);
    for (std::size_t k = 0; k < size; ++k) {
        const Complex mirrored = std::conj(both[(size - k) % size]);
        const Complex of_heard = (both[k] + mirrored) * 0.5;
        const Complex of_marker = (both[k] - mirrored) * Complex{0, -0.5};
        correlation[k] = of_heard * std::conj(of_marker);
    }
    fft_.inverse(correlation);

    const double marker_energy = energy_of(marker);
    const std::vector<double> energies = running_energy(heard, marker.size());
    const double floor = least_amplitude * least_amplitude * static_cast<double>(marker.size());
    const auto match_at = [&](std::size_t place) {
        return energies[place] < floor ? 0.0
                                       : std::abs(correlation[place].real()) /
                                                 std::sqrt(energies[place] * marker_energy);
    };
    Place best;
    std::size_t top = 0;
    for (std::size_t i = 0; i < energies.size(); ++i) {
        if (const double match = match_at(i); match > best.match) {
            best.match = match;
            top = i;
        }
    }
    for (std::size_t i = 0; i < energies.size(); ++i) {
        if (i + apart < top || i > top + apart)
            best.second = std::max(best.second, match_at(i));
    }
    const Top between = top_around(correlation, top);
    best.position = std::max(between.position, 0.0);
    best.gain = between.height / marker_energy;
    if (const double height = std::abs(correlation[top].real()); height > 0)
        best.match *= between.height / height;
    best.match = std::min(best.match, 1.0);
    return best;
}

} // namespace janus_talk::measure
