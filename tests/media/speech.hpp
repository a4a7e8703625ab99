// SPDX-License-Identifier: MIT
#pragma once

#include "media/sound_files.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace janus_talk::media::test {

/// Somebody says `words`: mono, 48 kHz, peaks at half of full scale. Empty without espeak-ng.
[[nodiscard]] Samples speech(const std::string& words, const std::string& voice = "en");

/// Mean level, dBFS.
[[nodiscard]] double level_dbfs(std::span<const std::int16_t> samples);

/// The largest correlation of the two over all shifts of `b` from 0 to `longest` samples, and that
/// shift.
struct Likeness {
    double value = 0;
    std::size_t shift = 0;
};

[[nodiscard]] Likeness
likeness(std::span<const std::int16_t> a, std::span<const std::int16_t> b, std::size_t longest);

} // namespace janus_talk::media::test
