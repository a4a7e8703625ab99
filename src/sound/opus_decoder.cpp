// SPDX-License-Identifier: MIT
#include "sound/opus_decoder.hpp"

#include <algorithm>
#include <new>
#include <opus/opus.h>

namespace janus_talk::sound {

namespace {

/// The longest packet of RFC 6716: 120 ms.
constexpr int longest_packet = 5760;

struct Release {
    void operator()(OpusDecoder* decoder) const noexcept { opus_decoder_destroy(decoder); }
};

class OpusVoiceDecoder final : public VoiceDecoder {
public:
    explicit OpusVoiceDecoder(unsigned channels) : channels_(channels) {
        int error = OPUS_OK;
        decoder_.reset(opus_decoder_create(sample_rate, static_cast<int>(channels), &error));
        if (error != OPUS_OK || !decoder_)
            throw std::bad_alloc{};
    }

    std::size_t duration(PayloadView payload) const noexcept override {
        if (payload.empty()) // libopus wants an address all the same
            return 0;
        const int samples = opus_packet_get_nb_samples(
                payload.data(), static_cast<opus_int32>(payload.size()), sample_rate);
        return samples > 0 && samples <= longest_packet ? static_cast<std::size_t>(samples) : 0;
    }

    bool restores_previous(PayloadView payload) const noexcept override {
        const unsigned char* frames[48];
        opus_int16 sizes[48];
        unsigned char toc = 0;
        if (payload.empty() || (payload[0] & 0x80) != 0) // CELT only: no FEC (RFC 6716, 3.1)
            return false;
        const int count = opus_packet_parse(payload.data(),
                                            static_cast<opus_int32>(payload.size()),
                                            &toc,
                                            frames,
                                            sizes,
                                            nullptr);
        if (count <= 0 || sizes[0] < 1)
            return false;
        // RFC 6716, 4.2.3: after one voice activity bit per 20 ms and channel comes the bit that
        // says whether a copy of the last frame is there; both are the first bits of the frame.
        const int frame = opus_packet_get_samples_per_frame(payload.data(), sample_rate);
        const int activity_bits = std::max(1, frame / static_cast<int>(frame_samples));
        return ((frames[0][0] >> (7 - activity_bits)) & 1) != 0;
    }

    bool decode(PayloadView payload, PcmSpan out) noexcept override {
        return run(payload, out, false);
    }

    bool restore(PayloadView next, PcmSpan out) noexcept override { return run(next, out, true); }

    void conceal(PcmSpan out) noexcept override {
        // libopus conceals in steps of 2.5 ms.
        constexpr std::size_t step = 120;
        const std::size_t whole = out.size() / channels_ / step * step * channels_;
        if (whole == 0 || !run({}, out.first(whole), false))
            std::fill(out.begin(), out.end(), std::int16_t{0});
        else
            std::fill(out.begin() + static_cast<std::ptrdiff_t>(whole), out.end(), std::int16_t{0});
    }

private:
    bool run(PayloadView payload, PcmSpan out, bool fec) noexcept {
        const auto wanted = static_cast<int>(out.size() / channels_);
        return opus_decode(decoder_.get(),
                           payload.empty() ? nullptr : payload.data(),
                           static_cast<opus_int32>(payload.size()),
                           out.data(),
                           wanted,
                           fec ? 1 : 0) == wanted;
    }

    std::unique_ptr<OpusDecoder, Release> decoder_;
    unsigned channels_;
};

} // namespace

std::unique_ptr<VoiceDecoder> make_opus_decoder(unsigned channels) {
    return std::make_unique<OpusVoiceDecoder>(channels);
}

} // namespace janus_talk::sound
