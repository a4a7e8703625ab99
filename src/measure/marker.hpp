// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace janus_talk::measure {

/// The signal that is sent: one marker every 200 ms, 140 ms long, and silence in between, in which
/// the noise is heard.
///
/// A marker is a tone of constant strength whose pitch runs through 400 to 3200 Hz along seeded
/// random points, 10 ms apart. So it is inside the telephone band that every codec and room of 8
/// kHz keeps, is no louder at its peaks than it must be (crest 3 dB), and is tonal enough for a
/// speech codec to keep its shape. Each marker of a run, and of each run, has a pitch line of its
/// own: whatever the delay is, there is no other one that it could be taken for.
namespace marker {

inline constexpr std::chrono::milliseconds period{200};
inline constexpr std::chrono::milliseconds length{140};
/// RMS within the marker, dB below full scale (a full-scale square being 0): about as loud as
/// speech, and far from where AudioBridge's mixer wraps around when others talk too.
inline constexpr double level_dbfs = -20;

inline constexpr std::size_t period_samples = 48 * 200;
inline constexpr std::size_t length_samples = 48 * 140;

} // namespace marker

/// One marker as samples from -1 to 1. @param rate Hz, at least 8000
[[nodiscard]] std::vector<float> make_marker(std::uint64_t seed, std::uint64_t number, double rate);

/// Sends markers from number 0 on, one after the other, at 48 kHz, one channel.
class MarkerSource {
public:
    explicit MarkerSource(std::uint64_t seed) : seed_(seed) {}

    void read(std::span<std::int16_t> out);

    /// How many samples were read.
    [[nodiscard]] std::uint64_t position() const noexcept { return position_; }

private:
    std::uint64_t seed_;
    std::uint64_t position_ = 0;
    std::vector<float> marker_;
};

} // namespace janus_talk::measure
