// SPDX-License-Identifier: MIT
#include "media/wav_format.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <vector>

using namespace janus_talk::media;

namespace {

using Bytes = std::vector<unsigned char>;

Bytes operator+(Bytes left, const Bytes& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

Bytes word(const std::string& text) {
    return {text.begin(), text.end()};
}

Bytes number(std::uint32_t value, std::size_t size) {
    Bytes bytes;
    for (std::size_t i = 0; i < size; ++i)
        bytes.push_back(static_cast<unsigned char>(value >> (8 * i)));
    return bytes;
}

Bytes chunk(const std::string& name, const Bytes& body) {
    return word(name) + number(static_cast<std::uint32_t>(body.size()), 4) + body;
}

Bytes format_body(unsigned tag, unsigned channels, unsigned rate, unsigned bits) {
    return number(tag, 2) + number(channels, 2) + number(rate, 4) +
           number(rate * channels * bits / 8, 4) + number(channels * bits / 8, 2) + number(bits, 2);
}

Bytes riff(const Bytes& chunks) {
    return word("RIFF") + number(36, 4) + word("WAVE") + chunks;
}

Bytes wav(unsigned tag, unsigned channels, unsigned rate, unsigned bits, std::uint32_t data_size) {
    return riff(chunk("fmt ", format_body(tag, channels, rate, bits)) + word("data") +
                number(data_size, 4));
}

std::string why_broken(const Bytes& bytes) {
    const WavHeader header = parse_wav_header(bytes, true);
    const auto* broken = std::get_if<BrokenWav>(&header);
    return broken == nullptr ? "not broken" : broken->why;
}

} // namespace

TEST_CASE("The usual encodings of WAV are understood") {
    const auto encoding = [](unsigned tag, unsigned bits) {
        return std::get<WavFormat>(parse_wav_header(wav(tag, 2, 44100, bits, 400), true)).encoding;
    };
    CHECK(encoding(1, 8) == SampleEncoding::u8);
    CHECK(encoding(1, 16) == SampleEncoding::s16);
    CHECK(encoding(1, 24) == SampleEncoding::s24);
    CHECK(encoding(1, 32) == SampleEncoding::s32);
    CHECK(encoding(3, 32) == SampleEncoding::f32);
    CHECK(encoding(3, 64) == SampleEncoding::f64);
    const auto format = std::get<WavFormat>(parse_wav_header(wav(1, 2, 44100, 24, 600), true));
    CHECK(format == WavFormat{SampleEncoding::s24, 44100, 2, 6, 44, 600});
}

TEST_CASE("The extensible form tells its encoding in the sub-format") {
    const Bytes extension = number(22, 2) + number(16, 2) + number(3, 4) + number(1, 2) +
                            word("\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71");
    const Bytes file = riff(chunk("fmt ", format_body(0xFFFE, 2, 48000, 16) + extension) +
                            chunk("data", number(0, 4)));
    CHECK(std::get<WavFormat>(parse_wav_header(file, true)).encoding == SampleEncoding::s16);
}

TEST_CASE("Chunks that are not needed are passed over, odd ones with their padding") {
    const Bytes list = word("LIST") + number(3, 4) + word("abc") + number(0, 1);
    const Bytes file = riff(list + chunk("fmt ", format_body(1, 1, 8000, 16)) +
                            chunk("fact", number(7, 4)) + word("data") + number(10, 4));
    const auto format = std::get<WavFormat>(parse_wav_header(file, true));
    CHECK(format.data_offset == file.size());
    CHECK(format.data_size == 10U);
}

TEST_CASE("Sizes that pipes write when they don't know better mean: to the end") {
    const std::uint32_t size = GENERATE(0U, 0xFFFFFFFFU, 0x7FFFF000U, 0x80000000U, 0xFFFFF000U);
    CAPTURE(size);
    CHECK_FALSE(std::get<WavFormat>(parse_wav_header(wav(1, 1, 48000, 16, size), true)).data_size);
}

TEST_CASE("A header that is not there yet is waited for, byte by byte") {
    const Bytes whole = wav(1, 1, 48000, 16, 100);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        CHECK(std::holds_alternative<NeedMore>(parse_wav_header(part, false)));
        const WavHeader ended = parse_wav_header(part, true);
        CHECK_FALSE(std::holds_alternative<NeedMore>(ended));
        CHECK_FALSE(std::holds_alternative<WavFormat>(ended));
    }
}

TEST_CASE("What doesn't begin as WAV is recognised by its first byte") {
    CHECK(std::holds_alternative<NotWav>(parse_wav_header(word("O"), false)));
    CHECK(std::holds_alternative<NotWav>(parse_wav_header(word("RIFX"), false)));
    CHECK(std::holds_alternative<NotWav>(parse_wav_header(word("RIFF....AVI "), false)));
    CHECK(std::holds_alternative<NotWav>(parse_wav_header(Bytes(100, 0), false)));
    CHECK(std::holds_alternative<NotWav>(parse_wav_header({}, true)));
}

TEST_CASE("Compressed WAV is left to others") {
    // A-law, µ-law, ADPCM, MP3
    const unsigned tag = GENERATE(6U, 7U, 2U, 0x55U);
    CHECK(std::holds_alternative<UnsupportedWav>(
            parse_wav_header(wav(tag, 1, 8000, 8, 100), true)));
    CHECK(std::holds_alternative<UnsupportedWav>(parse_wav_header(wav(1, 1, 8000, 12, 100), true)));
}

TEST_CASE("A broken WAV says what is wrong with it") {
    CHECK(why_broken(riff({})) == "it has no sound");
    CHECK(why_broken(riff(chunk("fmt ", number(1, 2)))) == "its format chunk is too short");
    CHECK(why_broken(riff(chunk("data", {}))) == "it has no format chunk");
    CHECK(why_broken(wav(1, 0, 48000, 16, 4)) == "it has 0 channels");
    CHECK(why_broken(wav(1, 9, 48000, 16, 4)) == "it has 9 channels");
    CHECK(why_broken(wav(1, 1, 0, 16, 4)) == "its rate is 0 Hz");
    CHECK(why_broken(wav(1, 1, 4000000000, 16, 4)) == "its rate is 4000000000 Hz");
    CHECK(why_broken(riff(word("JUNK") + number(0xFFFFFFFF, 4))) == "its header is too long");
}

TEST_CASE("A header that never ends is given up") {
    const Bytes file = riff(chunk("JUNK", Bytes(longest_wav_header, 0)));
    CHECK(std::holds_alternative<BrokenWav>(parse_wav_header(file, false)));
}

TEST_CASE("Random damage never leads out of the bytes that are there") {
    std::mt19937 random{7}; // NOLINT(cert-msc51-cpp): the same damage in each run
    const Bytes whole = wav(1, 2, 44100, 16, 100) + Bytes(64, 1);
    for (int round = 0; round < 20000; ++round) {
        Bytes damaged = whole;
        for (int hits = 0; hits < 4; ++hits)
            damaged[random() % damaged.size()] = static_cast<unsigned char>(random());
        damaged.resize(random() % (damaged.size() + 1));
        // A copy of exactly this size, so that the address sanitizer sees the edge.
        const Bytes exact(damaged.begin(), damaged.end());
        const WavHeader header = parse_wav_header(exact, true);
        if (const auto* format = std::get_if<WavFormat>(&header)) {
            CHECK(format->data_offset <= exact.size());
            CHECK(format->frame_size > 0);
        }
    }
}

TEST_CASE("A header that is written is understood again") {
    const auto header = make_wav_header(48000, 2, 1000);
    CHECK(std::get<WavFormat>(parse_wav_header(header, true)) ==
          WavFormat{SampleEncoding::s16, 48000, 2, 4, 44, 1000});
}

TEST_CASE("A recording beyond four gigabytes says that its size is not known") {
    const auto header = make_wav_header(48000, 1, 5'000'000'000);
    CHECK_FALSE(std::get<WavFormat>(parse_wav_header(header, true)).data_size);
}
