// SPDX-License-Identifier: MIT
#include "sound/opus_encoder.hpp"

#include <new>
#include <opus/opus.h>

namespace janus_talk::sound {

namespace {

struct DestroyEncoder {
    void operator()(OpusEncoder* encoder) const noexcept { opus_encoder_destroy(encoder); }
};

class OpusVoiceEncoder final : public VoiceEncoder {
public:
    explicit OpusVoiceEncoder(const OpusEncoderSettings& settings) : channels_(settings.channels) {
        int error = OPUS_OK;
        encoder_.reset(opus_encoder_create(sample_rate,
                                           static_cast<int>(channels_),
                                           settings.expected_loss > 0 ? OPUS_APPLICATION_VOIP
                                                                      : OPUS_APPLICATION_AUDIO,
                                           &error));
        if (error != OPUS_OK || !encoder_)
            throw std::bad_alloc{};
        set(OPUS_SET_BITRATE(static_cast<opus_int32>(settings.bitrate)));
        set(OPUS_SET_VBR(1));
        set(OPUS_SET_VBR_CONSTRAINT(1));
        // The room's own encoder cuts off what its rate does not hold.
        set(OPUS_SET_BANDWIDTH(OPUS_BANDWIDTH_FULLBAND));
        set(OPUS_SET_COMPLEXITY(static_cast<opus_int32>(settings.complexity)));
        OpusVoiceEncoder::set_expected_loss(settings.expected_loss);
    }

    std::size_t encode(PcmView frame, std::span<std::uint8_t> packet) noexcept override {
        const opus_int32 size = opus_encode(encoder_.get(),
                                            frame.data(),
                                            static_cast<int>(frame.size() / channels_),
                                            packet.data(),
                                            static_cast<opus_int32>(packet.size()));
        return size > 0 ? static_cast<std::size_t>(size) : 0;
    }

    void set_expected_loss(unsigned percent) noexcept override {
        set(OPUS_SET_INBAND_FEC(percent > 0 ? 1 : 0));
        set(OPUS_SET_PACKET_LOSS_PERC(static_cast<opus_int32>(percent)));
    }

private:
    void set(int request, opus_int32 value) noexcept {
        // Fails for values out of range only, which whoever reads the options has refused.
        opus_encoder_ctl(encoder_.get(), request, value);
    }

    std::unique_ptr<OpusEncoder, DestroyEncoder> encoder_;
    unsigned channels_;
};

} // namespace

std::unique_ptr<VoiceEncoder> make_opus_encoder(const OpusEncoderSettings& settings) {
    return std::make_unique<OpusVoiceEncoder>(settings);
}

} // namespace janus_talk::sound
