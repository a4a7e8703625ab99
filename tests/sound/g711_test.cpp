// SPDX-License-Identifier: MIT
#include "sound/g711.hpp"
#include "sound/playout.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <numbers>
#include <vector>

using namespace janus_talk::sound;

namespace {

using Wave = std::vector<std::int16_t>;
using Packet = std::vector<std::uint8_t>;

/// Amplitude of -14 dBFS.
constexpr double loud = 6538;
constexpr std::array both_laws{G711Law::a, G711Law::mu};

Wave tone(double hz, std::size_t samples, double amplitude = loud, unsigned channels = 1) {
    Wave wave(samples * channels);
    for (std::size_t i = 0; i < wave.size(); ++i) {
        const double phase =
                2 * std::numbers::pi * hz * static_cast<double>(i / channels) / sample_rate;
        wave[i] = static_cast<std::int16_t>(std::lround(amplitude * std::sin(phase)));
    }
    return wave;
}

std::vector<Packet> packets_of(const Wave& wave, G711Law law, unsigned channels = 1) {
    const auto encoder = make_g711_encoder(law, channels);
    std::vector<Packet> packets;
    const std::size_t frame = frame_samples * channels;
    for (std::size_t at = 0; at + frame <= wave.size(); at += frame) {
        Packet packet(VoiceEncoder::longest_packet);
        const std::size_t size = encoder->encode(PcmView{wave}.subspan(at, frame), packet);
        REQUIRE(size == g711_packet);
        packet.resize(size);
        packets.push_back(packet);
    }
    return packets;
}

/// @param lost every so-manieth packet is made up; 0: none
Wave sound_of(const std::vector<Packet>& packets,
              G711Law law,
              std::size_t lost = 0,
              unsigned channels = 1) {
    const auto decoder = make_g711_decoder(law, channels);
    Wave wave;
    Wave frame(frame_samples * channels);
    for (std::size_t n = 0; n < packets.size(); ++n) {
        if (lost > 0 && n % lost == lost - 1)
            decoder->conceal(frame);
        else
            REQUIRE(decoder->decode(packets[n], frame));
        wave.insert(wave.end(), frame.begin(), frame.end());
    }
    return wave;
}

/// How a wave differs from the best sine of this pitch.
struct Fit {
    double level_db = 0;
    double snr_db = 0;
};

Fit fit(const Wave& wave, double hz) {
    constexpr std::size_t settled = frame_samples;
    std::complex<double> part = 0;
    const auto turn = [hz](std::size_t i) {
        return std::polar(1.0, 2 * std::numbers::pi * hz * static_cast<double>(i) / sample_rate);
    };
    for (std::size_t i = settled; i < wave.size(); ++i)
        part += static_cast<double>(wave[i]) * std::conj(turn(i));
    part *= 2.0 / static_cast<double>(wave.size() - settled);
    double noise = 0;
    for (std::size_t i = settled; i < wave.size(); ++i)
        noise += std::pow(wave[i] - (part * turn(i)).real(), 2);
    noise /= static_cast<double>(wave.size() - settled);
    return {20 * std::log10(std::abs(part) / loud), 10 * std::log10(std::norm(part) / 2 / noise)};
}

/// The largest bend of a wave: a click is one that the sound itself does not have.
int sharpest_bend(const Wave& wave, std::size_t from) {
    int most = 0;
    for (std::size_t i = std::max<std::size_t>(from, 2); i < wave.size(); ++i)
        most = std::max(most, std::abs(wave[i] - 2 * wave[i - 1] + wave[i - 2]));
    return most;
}

double power(PcmView wave) {
    double sum = 0;
    for (const double sample : wave)
        sum += sample * sample;
    return sum / static_cast<double>(wave.size());
}

} // namespace

TEST_CASE("A tone through both ends is as loud as before, and clean across the packets") {
    for (const G711Law law : both_laws) {
        for (const double hz : {300.0, 1000.0, 3400.0}) {
            const Wave heard = sound_of(packets_of(tone(hz, sample_rate), law), law);
            const auto [level, snr] = fit(heard, hz);
            INFO(hz << " Hz");
            CHECK(level == Approx(0).margin(0.3));
            CHECK(snr > 30);
        }
    }
}

TEST_CASE("What does not fit into 8 kHz is not folded into it") {
    const auto packets = packets_of(tone(6000, sample_rate), G711Law::a);
    CHECK(10 * std::log10(power(sound_of(packets, G711Law::a)) / power(tone(1000, sample_rate))) <
          -40);
}

TEST_CASE("Silence stays silence") {
    for (const auto& packet : packets_of(Wave(5 * frame_samples), G711Law::a))
        CHECK(packet == Packet(g711_packet, 0xD5));
    for (const auto& packet : packets_of(Wave(5 * frame_samples), G711Law::mu))
        CHECK(packet == Packet(g711_packet, 0xFF));
    CHECK(sound_of({Packet(g711_packet, 0xFF)}, G711Law::mu) == Wave(frame_samples));
}

TEST_CASE("Two channels become one, and one becomes two") {
    const Wave mono = tone(440, 10 * frame_samples);
    const auto packets = packets_of(tone(440, 10 * frame_samples, loud, 2), G711Law::a, 2);
    CHECK(packets == packets_of(mono, G711Law::a));
    const Wave heard = sound_of(packets, G711Law::a, 5, 2);
    const Wave left = sound_of(packets, G711Law::a, 5);
    REQUIRE(heard.size() == 2 * left.size());
    for (std::size_t i = 0; i < left.size(); ++i) {
        REQUIRE(heard[2 * i] == left[i]);
        REQUIRE(heard[2 * i + 1] == left[i]);
    }
}

TEST_CASE("Full scale does not wrap around") {
    Wave square(20 * frame_samples);
    for (std::size_t i = 0; i < square.size(); ++i)
        square[i] = i / 120 % 2 == 0 ? 32767 : -32768;
    const Wave heard = sound_of(packets_of(square, G711Law::a), G711Law::a);
    // In the middle of each half wave, where nothing rings any more.
    for (std::size_t i = frame_samples; i < heard.size(); i += 120) {
        const std::size_t sent = i + 60;
        if (sent + 139 < heard.size())
            CHECK((heard[sent + 139] > 0) == (square[sent] > 0));
    }
}

TEST_CASE("The encoder takes frames of 20 ms only, and a place for the packet") {
    const auto encoder = make_g711_encoder(G711Law::a, 1);
    Packet packet(VoiceEncoder::longest_packet);
    CHECK(encoder->encode(Wave(frame_samples - 1), packet) == 0);
    CHECK(encoder->encode(Wave(2 * frame_samples), packet) == 0);
    CHECK(encoder->encode(Wave(frame_samples), std::span{packet}.first(g711_packet - 1)) == 0);
    encoder->set_expected_loss(20);
    CHECK(encoder->encode(Wave(frame_samples), std::span{packet}.first(g711_packet)) ==
          g711_packet);
}

TEST_CASE("The decoder takes packets of any length up to 120 ms") {
    const auto decoder = make_g711_decoder(G711Law::mu, 1);
    CHECK(decoder->duration({}) == 0);
    CHECK(decoder->duration(Packet(1)) == 6);
    CHECK(decoder->duration(Packet(g711_packet)) == frame_samples);
    CHECK(decoder->duration(Packet(6 * g711_packet)) == 6 * frame_samples);
    CHECK(decoder->duration(Packet(6 * g711_packet + 1)) == 0);
    Wave out(frame_samples, 77);
    CHECK_FALSE(decoder->decode(Packet(g711_packet - 1), out));
    CHECK_FALSE(decoder->decode({}, {}));
    CHECK_FALSE(decoder->restores_previous(Packet(g711_packet)));
    CHECK_FALSE(decoder->restore(Packet(g711_packet), out));
    CHECK(out == Wave(frame_samples, 77));
    // The same sound, however it is cut.
    const auto packets = packets_of(tone(440, 6 * frame_samples), G711Law::mu);
    Packet whole;
    for (const auto& packet : packets)
        whole.insert(whole.end(), packet.begin(), packet.end());
    Wave heard(6 * frame_samples);
    const auto other = make_g711_decoder(G711Law::mu, 1);
    REQUIRE(other->decode(whole, heard));
    CHECK(heard == sound_of(packets, G711Law::mu));
}

TEST_CASE("What is lost goes on as the voice did, without a click") {
    // Of every 5 packets one; the tone has no period of whole samples.
    const double hz = 330;
    const auto packets = packets_of(tone(hz, sample_rate), G711Law::a);
    const Wave whole = sound_of(packets, G711Law::a);
    const Wave patched = sound_of(packets, G711Law::a, 5);
    CHECK(fit(patched, hz).snr_db > 8);
    CHECK(fit(patched, hz).level_db == Approx(0).margin(1));
    const int ordinary = sharpest_bend(whole, frame_samples);
    CHECK(sharpest_bend(patched, frame_samples) < 2 * ordinary);
    // Silence for the lost ones would click.
    const auto decoder = make_g711_decoder(G711Law::a, 1);
    Wave cut;
    Wave frame(frame_samples);
    for (std::size_t n = 0; n < packets.size(); ++n) {
        if (n % 5 == 4)
            std::fill(frame.begin(), frame.end(), std::int16_t{0});
        else
            REQUIRE(decoder->decode(packets[n], frame));
        cut.insert(cut.end(), frame.begin(), frame.end());
    }
    CHECK(sharpest_bend(cut, frame_samples) > 4 * ordinary);
}

TEST_CASE("Made-up sound has faded away after 60 ms, and the next packet comes softly") {
    const auto packets = packets_of(tone(200, sample_rate), G711Law::a);
    const auto decoder = make_g711_decoder(G711Law::a, 1);
    Wave frame(frame_samples);
    for (std::size_t n = 0; n < 10; ++n)
        REQUIRE(decoder->decode(packets[n], frame));
    const double before = power(frame);
    std::vector<double> shares;
    Wave all;
    for (int n = 0; n < 4; ++n) {
        decoder->conceal(frame);
        shares.push_back(power(frame) / before);
        all.insert(all.end(), frame.begin(), frame.end());
    }
    CHECK(shares[0] > 0.8);
    CHECK(shares[1] < shares[0]);
    CHECK(shares[2] < shares[1]);
    CHECK(shares[2] > 0.001);
    CHECK(frame == Wave(frame_samples));
    REQUIRE(decoder->decode(packets[15], frame));
    all.insert(all.end(), frame.begin(), frame.end());
    CHECK(std::abs(all[4 * frame_samples]) < 100);
    CHECK(sharpest_bend(all, 2) < 2 * sharpest_bend(sound_of(packets, G711Law::a), frame_samples));
    // And then it is as before.
    REQUIRE(decoder->decode(packets[16], frame));
    CHECK(power(frame) == Approx(before).epsilon(0.1));
}

TEST_CASE("There is nothing to make up before the first packet, and lengths may be odd") {
    const auto decoder = make_g711_decoder(G711Law::a, 2);
    Wave out(2 * 77, 5);
    decoder->conceal(out);
    CHECK(out == Wave(2 * 77));
    Wave frame(2 * frame_samples);
    REQUIRE(decoder->decode(packets_of(tone(440, frame_samples), G711Law::a).front(), frame));
    decoder->conceal(out);
    decoder->conceal({});
    out.resize(2 * 961);
    decoder->conceal(out);
    CHECK(std::any_of(out.begin(), out.end(), [](int sample) { return sample != 0; }));
}

TEST_CASE("Packets of G.711 are played like those of Opus") {
    const auto packets = packets_of(tone(1000, 2 * sample_rate), G711Law::mu);
    Playout playout{make_g711_decoder(G711Law::mu, 1), {}};
    Wave heard;
    Wave frame(frame_samples);
    for (std::size_t n = 0; n < packets.size(); ++n) {
        const auto now = static_cast<Ticks>(n) * frame_ticks;
        playout.insert(packets[n], static_cast<std::uint32_t>(now), now);
        playout.read(frame, now + frame_ticks / 2);
        heard.insert(heard.end(), frame.begin(), frame.end());
    }
    CHECK(playout.figures().concealed == 0);
    CHECK(fit({heard.begin() + sample_rate, heard.end()}, 1000).snr_db > 30);
}
