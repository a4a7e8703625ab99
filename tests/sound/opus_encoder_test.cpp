// SPDX-License-Identifier: MIT
#include "sound/opus_decoder.hpp"
#include "sound/opus_encoder.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

using namespace janus_talk::sound;

namespace {

using Packet = std::vector<std::uint8_t>;

std::vector<std::int16_t> tone_frame(std::size_t number, unsigned channels, double hz) {
    std::vector<std::int16_t> frame(frame_samples * channels);
    for (std::size_t i = 0; i < frame.size(); ++i) {
        const auto at = static_cast<double>(number * frame_samples + i / channels);
        frame[i] = static_cast<std::int16_t>(
                8000 * std::sin(2 * std::numbers::pi * hz * at / sample_rate));
    }
    return frame;
}

std::vector<Packet> packets_of(VoiceEncoder& encoder, unsigned channels, std::size_t count) {
    std::vector<Packet> packets;
    for (std::size_t n = 0; n < count; ++n) {
        std::array<std::uint8_t, VoiceEncoder::longest_packet> packet{};
        const auto size = encoder.encode(tone_frame(n, channels, 440), packet);
        packets.emplace_back(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(size));
    }
    return packets;
}

/// Share of the signal that is a tone of `hz`; 1: all of it.
double share_of(const std::vector<std::int16_t>& samples, double hz) {
    double cosine = 0;
    double sine = 0;
    double power = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double angle = 2 * std::numbers::pi * hz * static_cast<double>(i) / sample_rate;
        cosine += samples[i] * std::cos(angle);
        sine += samples[i] * std::sin(angle);
        power += static_cast<double>(samples[i]) * samples[i];
    }
    const auto count = static_cast<double>(samples.size());
    return power == 0 ? 0 : 2 * (cosine * cosine + sine * sine) / (count * power);
}

} // namespace

TEST_CASE("What is encoded is heard again, at the rate that was asked for") {
    for (const unsigned channels : {1U, 2U}) {
        const auto encoder = make_opus_encoder({.channels = channels, .bitrate = 40000});
        const auto decoder = make_opus_decoder(1);
        std::vector<std::int16_t> heard;
        std::size_t bytes = 0;
        for (const auto& packet : packets_of(*encoder, channels, 50)) {
            bytes += packet.size();
            REQUIRE(decoder->duration(packet) == frame_samples);
            std::vector<std::int16_t> frame(frame_samples);
            REQUIRE(decoder->decode(packet, frame));
            heard.insert(heard.end(), frame.begin(), frame.end());
        }
        CHECK(static_cast<double>(bytes) == Approx(40000.0 / 8).epsilon(0.1));
        heard.erase(heard.begin(), heard.begin() + 4800);
        CHECK(share_of(heard, 440) > 0.95);
    }
}

TEST_CASE("Who expects loss from the start gets redundancy, and it can be ended and begun") {
    const auto decoder = make_opus_decoder(1);
    const auto redundant = [&](VoiceEncoder& encoder) {
        const auto packets = packets_of(encoder, 1, 20);
        return decoder->restores_previous(packets.back());
    };
    const auto careful = make_opus_encoder({.expected_loss = 10});
    CHECK(redundant(*careful));
    careful->set_expected_loss(0);
    CHECK_FALSE(redundant(*careful));
    const auto general = make_opus_encoder({});
    CHECK_FALSE(redundant(*general));
    general->set_expected_loss(10);
    CHECK(redundant(*general));
}

TEST_CASE("Silence takes a few bytes") {
    const auto encoder = make_opus_encoder({});
    std::array<std::uint8_t, VoiceEncoder::longest_packet> packet{};
    const std::vector<std::int16_t> silence(frame_samples);
    std::size_t size = 0;
    for (int n = 0; n < 50; ++n)
        size = encoder->encode(silence, packet);
    CHECK(size > 0);
    CHECK(size < 20);
}

TEST_CASE("A frame that is none of Opus gives no packet") {
    const auto encoder = make_opus_encoder({});
    std::array<std::uint8_t, VoiceEncoder::longest_packet> packet{};
    const std::vector<std::int16_t> odd(100);
    CHECK(encoder->encode(odd, packet) == 0);
}
