// SPDX-License-Identifier: MIT
#pragma once

#include "measure/voice_meter.hpp"

#include <cstdint>
#include <functional>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace janus_talk::measure::test {

/// Something in a room that is no marker of ours: full scale is 1, `t` in seconds.
using Noise = std::function<double(double t)>;

[[nodiscard]] Noise white_noise(std::uint64_t seed, double rms);
/// Low-passed noise that comes and goes three times a second.
[[nodiscard]] Noise speech_like_noise(std::uint64_t seed, double rms);
/// Harmonics of a gliding pitch, in syllables.
[[nodiscard]] Noise talker(std::uint64_t seed, double rms);
[[nodiscard]] Noise tone(double hz, double rms);

/// A conference in virtual time: a talker, whatever the room does, and a listener.
struct Scene {
    std::uint64_t seed = 1;
    unsigned markers = 10;
    /// ms, by the number of a frame of 20 ms; whole samples.
    std::function<double(unsigned frame)> delay_ms = [](unsigned) { return 100.0; };
    double gain = 1;
    Noise noise = {};
    /// Frames that arrive as silence.
    std::function<bool(unsigned frame)> lost = [](unsigned) { return false; };
    /// Samples by which what is lost lies behind the frames, for codecs look ahead.
    std::size_t lost_shift = 0;
};

/// What the meter makes of it, streaming, as the program does it.
[[nodiscard]] VoiceMeter play(const Scene& scene);

} // namespace janus_talk::measure::test
