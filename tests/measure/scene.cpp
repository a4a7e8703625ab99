// SPDX-License-Identifier: MIT
#include "measure/scene.hpp"

#include "measure/marker.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

namespace janus_talk::measure::test {

namespace {

constexpr double tau = 2 * std::numbers::pi;
constexpr std::size_t frame_size = 960;

struct Generator {
    explicit Generator(std::uint64_t seed) : random(seed) {}

    std::mt19937_64 random;
    std::normal_distribution<double> normal;
    double state = 0;
    double phase = 0;
};

double syllables(double t, double rate) {
    return std::max(0.0, std::sin(tau * rate * t));
}

} // namespace

Noise white_noise(std::uint64_t seed, double rms) {
    return [rms, g = std::make_shared<Generator>(seed)](double) {
        return rms * g->normal(g->random);
    };
}

Noise speech_like_noise(std::uint64_t seed, double rms) {
    return [rms, g = std::make_shared<Generator>(seed)](double t) {
        g->state = 0.9 * g->state + 0.44 * g->normal(g->random);
        return 2 * rms * g->state * syllables(t, 3);
    };
}

Noise talker(std::uint64_t seed, double rms) {
    const double pitch = 90 + static_cast<double>(seed * 37 % 160);
    return [rms, pitch, seed](double t) {
        const double glide = t + 0.004 * std::sin(tau * (1.5 + static_cast<double>(seed % 3)) * t);
        double sum = 0;
        for (int harmonic = 3; harmonic < 10; ++harmonic)
            sum += std::sin(tau * pitch * harmonic * glide + harmonic * harmonic);
        return rms * sum * syllables(t, 4);
    };
}

Noise tone(double hz, double rms) {
    return [hz, rms](double t) { return rms * std::numbers::sqrt2 * std::sin(tau * hz * t); };
}

VoiceMeter play(const Scene& scene) {
    VoiceMeter meter{scene.seed};
    MarkerSource source{scene.seed};
    constexpr unsigned tail = 126; // frames: longest_delay and a little
    const unsigned frames = scene.markers * 10;
    std::vector<double> air((frames + 2 * tail) * frame_size);
    std::vector<std::int16_t> frame(frame_size);
    for (unsigned n = 0; n < frames + tail; ++n) {
        const Time now = std::chrono::milliseconds{20} * n;
        if (n < frames) {
            source.read(frame);
            meter.add_sent(frame_size, now);
            const auto begin =
                    n * frame_size + static_cast<std::size_t>(std::lround(scene.delay_ms(n) * 48));
            for (std::size_t i = 0; i < frame_size; ++i) {
                const std::size_t at = n * frame_size + i;
                const bool is_lost =
                        at >= scene.lost_shift &&
                        scene.lost(static_cast<unsigned>((at - scene.lost_shift) / frame_size));
                if (begin + i < air.size() && !is_lost)
                    air[begin + i] = scene.gain * frame[i] / 32768.0;
            }
        }
        for (std::size_t i = 0; i < frame_size; ++i) {
            const std::size_t at = n * frame_size + i;
            const double noise = scene.noise ? scene.noise(static_cast<double>(at) / 48000) : 0;
            const double sum = std::clamp((air[at] + noise) * 32768, -32768.0, 32767.0);
            frame[i] = static_cast<std::int16_t>(std::lround(sum));
        }
        meter.add_heard(frame, now);
        if (n % 10 == 0)
            meter.advance();
    }
    meter.finish();
    return meter;
}

} // namespace janus_talk::measure::test
