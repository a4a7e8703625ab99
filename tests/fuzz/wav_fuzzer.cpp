// SPDX-License-Identifier: MIT
#include "fuzz/fuzzer.hpp"
#include "media/wav_format.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

// Any bytes as the beginning of a WAV file.

namespace {

using namespace janus_talk;
using test::require;

void check_format(const media::WavFormat& format, std::size_t size) {
    require(format.data_offset <= size, "samples begin within what was read, or at its end");
    require(format.rate > 0 && format.channels > 0, "there is something to play");
    require(format.frame_size > 0 && format.frame_size % format.channels == 0,
            "a frame is whole samples");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span<const unsigned char> bytes{data, size};
    const auto partly = media::parse_wav_header(bytes, false);
    const auto whole = media::parse_wav_header(bytes, true);
    require(!std::holds_alternative<media::NeedMore>(whole), "at the end there is a verdict");
    if (const auto* format = std::get_if<media::WavFormat>(&whole))
        check_format(*format, size);
    if (!std::holds_alternative<media::NeedMore>(partly))
        require(partly.index() == whole.index(), "a verdict does not change with the end");
    return 0;
}
