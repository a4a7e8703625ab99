// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>

// The part of the WAV format that a voice client needs. Pure; every input is hostile.

namespace janus_talk::media {

/// Sample encodings of WAV that are read here; all others are left to GStreamer's decoders.
enum class SampleEncoding { u8, s16, s24, s32, f32, f64 };

struct WavFormat {
    SampleEncoding encoding = SampleEncoding::s16;
    unsigned rate = 0;
    unsigned channels = 0;
    /// Bytes of one sample for all channels.
    std::size_t frame_size = 0;
    /// Where the samples begin.
    std::size_t data_offset = 0;
    /// Bytes of samples; empty when the writer did not know (pipes: 0, 0x7FFFF000 and above), that
    /// is, all to the end of the file.
    std::optional<std::uint64_t> data_size;

    bool operator==(const WavFormat&) const = default;
};

/// The beginning doesn't hold the whole header yet.
struct NeedMore {};

/// It does not begin as a WAV file does.
struct NotWav {};

/// WAV, but not a kind that is read here.
struct UnsupportedWav {};

/// WAV, but broken; says how.
struct BrokenWav {
    std::string why;
};

using WavHeader = std::variant<WavFormat, NeedMore, NotWav, UnsupportedWav, BrokenWav>;

/// Headers longer than this (pictures, cue lists) are refused.
inline constexpr std::size_t longest_wav_header = std::size_t{64} * 1024;

/// Reads the header from the first bytes of a file.
/// @param at_end no more bytes will come
[[nodiscard]] WavHeader parse_wav_header(std::span<const unsigned char> bytes, bool at_end);

inline constexpr std::size_t wav_header_size = 44;

/// The header of a 16 bit PCM file with that many bytes of samples; sizes beyond the format's 4 GiB
/// stay at the greatest value, which players take as "to the end of the file".
[[nodiscard]] std::array<unsigned char, wav_header_size>
make_wav_header(unsigned rate, unsigned channels, std::uint64_t data_size) noexcept;

} // namespace janus_talk::media
