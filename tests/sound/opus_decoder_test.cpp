// SPDX-License-Identifier: MIT
#include "sound/opus_decoder.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>
#include <opus/opus.h>
#include <random>
#include <vector>

using namespace janus_talk::sound;

namespace {

struct Release {
    void operator()(OpusEncoder* encoder) const noexcept { opus_encoder_destroy(encoder); }
};

/// Something like a vowel: a buzz of 120 Hz with its overtones.
std::vector<std::int16_t> vowel(std::size_t from, std::size_t samples, unsigned channels) {
    std::vector<std::int16_t> wave(samples * channels);
    for (std::size_t i = 0; i < wave.size(); ++i) {
        double sum = 0;
        for (int overtone = 1; overtone < 20; ++overtone) {
            sum += std::cos(2 * std::numbers::pi * 120 * overtone *
                            static_cast<double>(from + i / channels) / sample_rate) /
                   overtone;
        }
        // Syllables, four a second.
        const double loudness =
                0.6 + 0.4 * std::sin(2 * std::numbers::pi * 4 *
                                     static_cast<double>(from + i / channels) / sample_rate);
        wave[i] = static_cast<std::int16_t>(3000 * loudness * sum);
    }
    return wave;
}

std::vector<std::vector<std::uint8_t>>
encode(int application, bool fec, unsigned channels, int hz) {
    int error = 0;
    const std::unique_ptr<OpusEncoder, Release> encoder{
            opus_encoder_create(hz, static_cast<int>(channels), application, &error)};
    REQUIRE(error == OPUS_OK);
    opus_encoder_ctl(encoder.get(), OPUS_SET_INBAND_FEC(fec ? 1 : 0));
    opus_encoder_ctl(encoder.get(), OPUS_SET_PACKET_LOSS_PERC(fec ? 15 : 0));
    opus_encoder_ctl(encoder.get(), OPUS_SET_BITRATE(24000));
    const int frame = hz / 50;
    const int step = 48000 / hz;
    std::vector<std::vector<std::uint8_t>> packets;
    for (std::size_t n = 0; n < 50; ++n) {
        const auto wave = vowel(n * frame_samples, frame_samples, channels);
        std::vector<std::int16_t> input;
        for (std::size_t i = 0; i < wave.size(); i += static_cast<std::size_t>(step) * channels)
            input.insert(input.end(),
                         wave.begin() + static_cast<std::ptrdiff_t>(i),
                         wave.begin() + static_cast<std::ptrdiff_t>(i + channels));
        std::vector<std::uint8_t> packet(1500);
        const int size = opus_encode(encoder.get(), input.data(), frame, packet.data(), 1500);
        REQUIRE(size > 0);
        packet.resize(static_cast<std::size_t>(size));
        packets.push_back(packet);
    }
    return packets;
}

double power(const std::vector<std::int16_t>& wave) {
    double sum = 0;
    for (const int sample : wave)
        sum += sample * sample;
    return sum / static_cast<double>(wave.size());
}

double similarity(const std::vector<std::int16_t>& a, const std::vector<std::int16_t>& b) {
    double product = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        product += static_cast<double>(a[i]) * b[i];
    return product / static_cast<double>(a.size()) / std::sqrt(power(a) * power(b));
}

} // namespace

TEST_CASE("Packets of any sample rate become 20 ms at 48 kHz") {
    const int hz = GENERATE(8000, 16000, 24000, 48000);
    const unsigned channels = GENERATE(1U, 2U);
    const auto packets = encode(OPUS_APPLICATION_VOIP, false, channels, hz);
    const auto decoder = make_opus_decoder(channels);
    std::vector<std::int16_t> frame(frame_samples * channels);
    for (const auto& packet : packets) {
        REQUIRE(decoder->duration(packet) == frame_samples);
        REQUIRE(decoder->decode(packet, frame));
    }
    CHECK(power(frame) > 1e6);
}

TEST_CASE("A packet with FEC is known, and gives back its lost predecessor") {
    const auto packets = encode(OPUS_APPLICATION_VOIP, true, 1, 16000);
    const auto heard = [&](bool lose, bool restore) {
        const auto decoder = make_opus_decoder(1);
        std::vector<std::int16_t> frame(frame_samples);
        for (std::size_t n = 0; n < 30; ++n)
            REQUIRE(decoder->decode(packets[n], frame));
        if (!lose)
            REQUIRE(decoder->decode(packets[30], frame));
        else if (restore)
            REQUIRE(decoder->restore(packets[31], frame));
        else
            decoder->conceal(frame);
        return frame;
    };
    REQUIRE(make_opus_decoder(1)->restores_previous(packets[31]));
    const auto original = heard(false, false);
    CHECK(similarity(heard(true, true), original) > 0.95);
}

TEST_CASE("Packets without FEC say so") {
    const auto decoder = make_opus_decoder(1);
    for (const auto& packet : encode(OPUS_APPLICATION_VOIP, false, 1, 16000))
        CHECK_FALSE(decoder->restores_previous(packet));
    for (const auto& packet : encode(OPUS_APPLICATION_RESTRICTED_LOWDELAY, true, 1, 48000))
        CHECK_FALSE(decoder->restores_previous(packet));
}

TEST_CASE("What is made up sounds like what was heard") {
    const auto packets = encode(OPUS_APPLICATION_VOIP, false, 1, 48000);
    const auto decoder = make_opus_decoder(1);
    std::vector<std::int16_t> frame(frame_samples);
    for (const auto& packet : packets)
        REQUIRE(decoder->decode(packet, frame));
    const double before = power(frame);
    decoder->conceal(frame);
    CHECK(power(frame) > before / 4);
    // Any length, though libopus takes steps of 2.5 ms only.
    std::vector<std::int16_t> odd(77);
    decoder->conceal(odd);
    odd.resize(961);
    decoder->conceal(odd);
}

TEST_CASE("Damaged packets are refused or decoded to something, never worse") {
    const auto decoder = make_opus_decoder(1);
    std::mt19937 random{5};
    std::uniform_int_distribution<int> byte{0, 255};
    std::uniform_int_distribution<std::size_t> length{0, 200};
    for (int i = 0; i < 5000; ++i) {
        std::vector<std::uint8_t> packet(length(random));
        for (auto& value : packet)
            value = static_cast<std::uint8_t>(byte(random));
        (void)decoder->restores_previous(packet);
        const std::size_t samples = decoder->duration(packet);
        REQUIRE(samples <= 5760);
        if (samples == 0)
            continue;
        std::vector<std::int16_t> out(samples);
        (void)decoder->decode(packet, out);
        (void)decoder->restore(packet, out);
    }
    CHECK(decoder->duration({}) == 0);
    CHECK_FALSE(decoder->restores_previous({}));
}
