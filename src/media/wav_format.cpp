// SPDX-License-Identifier: MIT
#include "media/wav_format.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string_view>

namespace janus_talk::media {

namespace {

using Bytes = std::span<const unsigned char>;

constexpr std::size_t riff_size = 12;
constexpr std::size_t chunk_head_size = 8;
constexpr std::size_t smallest_format_size = 16;
constexpr std::size_t longest_format_size = 40;

constexpr std::uint32_t tag_pcm = 1;
constexpr std::uint32_t tag_float = 3;
constexpr std::uint32_t tag_extensible = 0xFFFE;

// sox writes 0x7FFFF000 into pipes, ffmpeg 0xFFFFFFFF.
constexpr std::uint32_t smallest_unknown_size = 0x7FFFF000;

std::uint32_t number(Bytes bytes, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value |= static_cast<std::uint32_t>(bytes[at + i]) << (8 * i);
    return value;
}

bool is(Bytes bytes, std::size_t at, std::string_view word) {
    return std::equal(word.begin(), word.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

std::optional<SampleEncoding> encoding_of(std::uint32_t tag, std::uint32_t bits) {
    if (tag == tag_float && bits == 32)
        return SampleEncoding::f32;
    if (tag == tag_float && bits == 64)
        return SampleEncoding::f64;
    if (tag != tag_pcm)
        return std::nullopt;
    switch (bits) {
    case 8:
        return SampleEncoding::u8;
    case 16:
        return SampleEncoding::s16;
    case 24:
        return SampleEncoding::s24;
    case 32:
        return SampleEncoding::s32;
    default:
        return std::nullopt;
    }
}

WavHeader parse_format_chunk(Bytes chunk) {
    if (chunk.size() < smallest_format_size)
        return BrokenWav{"its format chunk is too short"};
    std::uint32_t tag = number(chunk, 0, 2);
    // The real tag is the beginning of the sub-format's identifier.
    if (tag == tag_extensible && chunk.size() >= 26)
        tag = number(chunk, 24, 2);
    const std::uint32_t channels = number(chunk, 2, 2);
    const std::uint32_t rate = number(chunk, 4, 4);
    const std::uint32_t bits = number(chunk, 14, 2);
    const auto encoding = encoding_of(tag, bits);
    if (!encoding)
        return UnsupportedWav{};
    if (channels < 1 || channels > 8)
        return BrokenWav{"it has " + std::to_string(channels) + " channels"};
    if (rate < 1000 || rate > 384000)
        return BrokenWav{"its rate is " + std::to_string(rate) + " Hz"};
    WavFormat format;
    format.encoding = *encoding;
    format.rate = rate;
    format.channels = channels;
    format.frame_size = std::size_t{channels} * (bits / 8);
    return format;
}

/// Walks over the chunks that follow the twelve bytes of the RIFF head.
class ChunkWalk {
public:
    ChunkWalk(Bytes bytes, bool at_end) : bytes_(bytes), at_end_(at_end) {}

    WavHeader run() {
        std::size_t at = riff_size;
        while (at <= longest_wav_header) {
            if (bytes_.size() < at + chunk_head_size)
                return more("it has no sound");
            const std::uint32_t size = number(bytes_, at + 4, 4);
            if (is(bytes_, at, "data"))
                return at_data(at + chunk_head_size, size);
            if (is(bytes_, at, "fmt ")) {
                if (auto verdict = at_format(at + chunk_head_size, size))
                    return *verdict;
            }
            // Chunks are padded to an even size.
            at += chunk_head_size + std::size_t{size} + size % 2;
        }
        return BrokenWav{"its header is too long"};
    }

private:
    [[nodiscard]] WavHeader more(const char* otherwise) const {
        if (at_end_)
            return BrokenWav{otherwise};
        return NeedMore{};
    }

    WavHeader at_data(std::size_t offset, std::uint32_t size) {
        if (!format_)
            return BrokenWav{"it has no format chunk"};
        format_->data_offset = offset;
        if (size > 0 && size < smallest_unknown_size)
            format_->data_size = size;
        return *format_;
    }

    /// Nothing when it is well.
    std::optional<WavHeader> at_format(std::size_t offset, std::uint32_t size) {
        const std::size_t wanted = std::min<std::size_t>(size, longest_format_size);
        if (bytes_.size() < offset + wanted)
            return more("it ends within its header");
        WavHeader parsed = parse_format_chunk(bytes_.subspan(offset, wanted));
        if (!std::holds_alternative<WavFormat>(parsed))
            return parsed;
        format_ = std::get<WavFormat>(parsed);
        return std::nullopt;
    }

    Bytes bytes_;
    bool at_end_;
    std::optional<WavFormat> format_;
};

} // namespace

WavHeader parse_wav_header(Bytes bytes, bool at_end) {
    constexpr std::string_view magic = "RIFF";
    const std::size_t known = std::min(bytes.size(), magic.size());
    if (!is(bytes.first(known), 0, magic.substr(0, known)))
        return NotWav{};
    if (bytes.size() < riff_size) {
        if (!at_end)
            return NeedMore{};
        if (known < magic.size())
            return NotWav{};
        return BrokenWav{"it ends within its header"};
    }
    if (!is(bytes, 8, "WAVE"))
        return NotWav{};
    return ChunkWalk{bytes, at_end}.run();
}

std::array<unsigned char, wav_header_size>
make_wav_header(unsigned rate, unsigned channels, std::uint64_t data_size) noexcept {
    std::array<unsigned char, wav_header_size> header{};
    const auto put_word = [&header](std::size_t at, std::string_view word) {
        std::copy(word.begin(), word.end(), header.begin() + static_cast<std::ptrdiff_t>(at));
    };
    const auto put = [&header](std::size_t at, std::size_t size, std::uint32_t value) {
        for (std::size_t i = 0; i < size; ++i)
            header[at + i] = static_cast<unsigned char>(value >> (8 * i));
    };
    constexpr std::uint64_t greatest = std::numeric_limits<std::uint32_t>::max();
    const unsigned frame = channels * 2;
    put_word(0, "RIFF");
    put(4, 4, static_cast<std::uint32_t>(std::min(greatest, data_size + wav_header_size - 8)));
    put_word(8, "WAVEfmt ");
    put(16, 4, smallest_format_size);
    put(20, 2, tag_pcm);
    put(22, 2, channels);
    put(24, 4, rate);
    put(28, 4, rate * frame);
    put(32, 2, frame);
    put(34, 2, 16);
    put_word(36, "data");
    put(40, 4, static_cast<std::uint32_t>(std::min(greatest, data_size)));
    return header;
}

} // namespace janus_talk::media
