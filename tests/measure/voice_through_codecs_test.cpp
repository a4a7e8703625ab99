// SPDX-License-Identifier: MIT
#include "measure/marker.hpp"
#include "measure/voice_meter.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <memory>
#include <opus/opus.h>

// The real codec, twice, as through AudioBridge, which decodes and encodes at the rate of the room.

using namespace janus_talk::measure;

namespace {

using Encoder = std::unique_ptr<OpusEncoder, decltype(&opus_encoder_destroy)>;
using Decoder = std::unique_ptr<OpusDecoder, decltype(&opus_decoder_destroy)>;

class Hop {
public:
    Hop(int rate_in, int rate_out, int bitrate)
        : encoder_(opus_encoder_create(rate_in, 1, OPUS_APPLICATION_VOIP, nullptr),
                   opus_encoder_destroy),
          decoder_(opus_decoder_create(rate_out, 1, nullptr), opus_decoder_destroy),
          out_(static_cast<std::size_t>(rate_out / 50)) {
        opus_encoder_ctl(encoder_.get(), OPUS_SET_BITRATE(bitrate));
    }

    const std::vector<std::int16_t>& pass(const std::vector<std::int16_t>& frame, bool lost) {
        std::array<unsigned char, 1500> packet{};
        const auto size = opus_encode(encoder_.get(),
                                      frame.data(),
                                      static_cast<int>(frame.size()),
                                      packet.data(),
                                      static_cast<int>(packet.size()));
        const int got = opus_decode(decoder_.get(),
                                    lost ? nullptr : packet.data(),
                                    lost ? 0 : size,
                                    out_.data(),
                                    static_cast<int>(out_.size()),
                                    0);
        CHECK(got == static_cast<int>(out_.size()));
        return out_;
    }

private:
    Encoder encoder_;
    Decoder decoder_;
    std::vector<std::int16_t> out_;
};

VoiceFigures through(int rate, int bitrate, unsigned lose_each = 0) {
    Hop first{48000, rate, 32000};
    Hop second{rate, 48000, bitrate};
    VoiceMeter meter{21};
    MarkerSource source{21};
    std::vector<std::int16_t> frame(960);
    for (unsigned n = 0; n < 100; ++n) {
        source.read(frame);
        const Time now = std::chrono::milliseconds{20} * n;
        meter.add_sent(960, now);
        const bool lost = lose_each != 0 && n % lose_each == lose_each - 1;
        meter.add_heard(second.pass(first.pass(frame, lost), false), now);
    }
    meter.finish();
    return meter.figures();
}

} // namespace

TEST_CASE("markers survive Opus twice, at the rates of rooms") {
    for (const int rate : {48000, 16000, 8000}) {
        for (const int bitrate : {32000, 16000}) {
            const auto figures = through(rate, bitrate);
            INFO("room of " << rate << " Hz, " << bitrate << " bit/s");
            CHECK(figures.found == 10);
            // What two encoders look ahead: 6.5 ms each.
            CHECK(figures.delay_ms.p50 == Approx(13).margin(1.5));
            CHECK(figures.delay_ms.max - figures.delay_ms.min < 1);
            CHECK(figures.level_error_db == Approx(0).margin(2.5));
            CHECK(figures.snr_db > 20);
        }
    }
}

TEST_CASE("one packet of eleven is concealed, and the markers are found") {
    const auto figures = through(48000, 32000, 11);
    CHECK(figures.found >= 9);
    CHECK(figures.delay_ms.p50 == Approx(13).margin(1.5));
}
