// SPDX-License-Identifier: MIT
#pragma once

#include "media/pcm.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace janus_talk::media::test {

/// A folder that vanishes with the test.
class ScratchFolder {
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ScratchFolder(ScratchFolder&&) = delete;
    ScratchFolder& operator=(ScratchFolder&&) = delete;

    [[nodiscard]] std::string path(const std::string& name) const {
        return (folder_ / name).string();
    }

private:
    std::filesystem::path folder_;
};

using Samples = std::vector<std::int16_t>;

/// A mono sine, 48 kHz unless said otherwise.
[[nodiscard]] Samples
sine(double hz, double seconds, double amplitude = 0.25, unsigned rate = 48000);

/// The bytes of a WAV file; `claimed_size` replaces the true size of its samples.
[[nodiscard]] std::string wav_bytes(const Samples& samples,
                                    unsigned rate = 48000,
                                    unsigned channels = 1,
                                    std::int64_t claimed_size = -1);

void write_file(const std::string& path, const std::string& bytes);
[[nodiscard]] std::string read_file(const std::string& path);

/// Raw bytes of samples, and back.
[[nodiscard]] std::string to_bytes(const Samples& samples);
[[nodiscard]] Samples to_samples(const std::string& bytes);

struct Channels {
    Samples left;
    Samples right;
};

/// Of a stereo WAV file that the program has written.
[[nodiscard]] Channels channels_of(const std::string& path);

/// Opus packets of 20 ms, as Janus would send them. @param samples mono, 48 kHz
[[nodiscard]] std::vector<std::vector<std::uint8_t>> encode_opus(const Samples& samples);

/// Decodes any sound file to 48 kHz mono with GStreamer; empty when it can't be decoded.
[[nodiscard]] Samples decode_file(const std::string& path);

} // namespace janus_talk::media::test
