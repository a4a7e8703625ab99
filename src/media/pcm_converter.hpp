// SPDX-License-Identifier: MIT
#pragma once

#include "media/pcm.hpp"
#include "media/wav_format.hpp"

#include <memory>
#include <span>
#include <vector>

namespace janus_talk::media {

/// Turns any PCM into another: encoding, rate (resampled with a proper filter) and number of
/// channels.
class PcmConverter {
public:
    struct Layout {
        SampleEncoding encoding = SampleEncoding::s16;
        unsigned rate = sample_rate;
        unsigned channels = 1;
    };

    /// @throws base::Error (device) for layouts that can't be converted
    PcmConverter(const Layout& from, const Layout& to);
    ~PcmConverter();
    PcmConverter(const PcmConverter&) = delete;
    PcmConverter& operator=(const PcmConverter&) = delete;
    PcmConverter(PcmConverter&&) = delete;
    PcmConverter& operator=(PcmConverter&&) = delete;

    /// Appends the converted samples to `out`. @param in whole frames
    void convert(std::span<const unsigned char> in, std::vector<unsigned char>& out);
    /// Appends what the resampler still holds.
    void drain(std::vector<unsigned char>& out);

    /// Bytes of one sample for all channels on the way in.
    [[nodiscard]] std::size_t in_frame_size() const noexcept;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace janus_talk::media
