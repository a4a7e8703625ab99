// SPDX-License-Identifier: MIT
#include "media/call.hpp"
#include "media/device_call.hpp"
#include "media/pulse_server.hpp"
#include "media/sound_files.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace janus_talk;
using namespace janus_talk::media;
using namespace janus_talk::media::test;
using namespace janus_talk::core::media;

namespace {

struct Format {
    unsigned rate;
    unsigned channels;

    [[nodiscard]] std::string text() const {
        return " rate=" + std::to_string(rate) + " channels=" + std::to_string(channels);
    }
};

/// One channel of a recording; in surround sound the first ones are left, right, … in ALSA's order.
Samples channel(const Samples& interleaved, std::size_t count, std::size_t index) {
    Samples samples;
    for (std::size_t at = index; at < interleaved.size(); at += count)
        samples.push_back(interleaved[at]);
    return samples;
}

std::vector<std::string> record(const std::string& sink, unsigned channels, const std::string& to) {
    return {"parec",
            "--device=" + sink + ".monitor",
            "--rate=48000",
            "--channels=" + std::to_string(channels),
            "--format=s16le",
            "--latency-msec=20",
            "--raw",
            to};
}

/// The same sine on the channels of the mask.
std::string surround_wav(double hz, std::size_t channels, unsigned mask) {
    const Samples mono = sine(hz, 60);
    Samples interleaved;
    interleaved.reserve(mono.size() * channels);
    for (const std::int16_t sample : mono) {
        for (std::size_t i = 0; i < channels; ++i)
            interleaved.push_back((mask >> i & 1U) != 0 ? sample : std::int16_t{0});
    }
    return wav_bytes(interleaved, 48000, static_cast<unsigned>(channels));
}

} // namespace

TEST_CASE("Sound cards of any rate and number of channels capture and play") {
    if (!PulseServer::is_installed())
        return;
    const PulseServer server;
    const auto format =
            GENERATE(Format{8000, 1}, Format{44100, 2}, Format{96000, 6}, Format{192000, 8});
    // Voice processing works at 48 kHz, whatever the card does; it must let a sound pass, too.
    const bool processed = GENERATE(false, true);
    INFO(format.text() << (processed ? " processed" : ""));
    PulseServer::plug_in("module-null-sink sink_name=oddspeaker" + format.text());
    PulseServer::plug_in("module-null-sink sink_name=oddfeed" + format.text());
    PulseServer::plug_in("module-remap-source source_name=oddmic master=oddfeed.monitor" +
                         format.text());
    const ScratchFolder folder;
    write_file(folder.path("voice.wav"), wav_bytes(sine(700, 60)));
    MediaOptions options = with_ends("pulse:oddmic", "pulse:oddspeaker");
    // Noise suppression takes a sine for noise.
    options.aec = options.agc = processed;
    Call call{options, {440, 0.25}};
    const Program voice{{"paplay", "--device=oddfeed", folder.path("voice.wav")}};
    const Program ear{record("oddspeaker", format.channels, folder.path("heard.raw"))};
    REQUIRE(call.connect());
    CHECK(call.stage.wait_for(
            [&] { return amplitude_at(tail(call.peer->heard(), 0.5), 700) > 0.2; }));
    // Front left and front right, where there are two.
    for (std::size_t i = 0; i < std::min(format.channels, 2U); ++i) {
        CHECK(call.stage.wait_for([&] {
            const Samples heard = to_samples(read_file(folder.path("heard.raw")));
            return amplitude_at(tail(channel(heard, format.channels, i), 0.5), 440) > 0.2;
        }));
    }
    CHECK(complaints(call.log).empty());
    CHECK(call.hang_up());
}

TEST_CASE("The channels of a microphone are averaged") {
    if (!PulseServer::is_installed())
        return;
    const PulseServer server;
    const ScratchFolder folder;
    PulseServer::plug_in("module-null-sink sink_name=oddfeed rate=48000 channels=8");
    PulseServer::plug_in("module-remap-source source_name=oddmic master=oddfeed.monitor rate=48000 "
                         "channels=8");
    // All of them: as loud as each; one of them: an eighth.
    const bool all = GENERATE(true, false);
    write_file(folder.path("voice.wav"), surround_wav(700, 8, all ? 0xff : 0x01));
    Call call{with_ends("pulse:oddmic", "null")};
    const Program voice{{"paplay", "--device=oddfeed", folder.path("voice.wav")}};
    REQUIRE(call.connect());
    const double expected = all ? 0.25 : 0.25 / 8;
    const auto heard = [&] { return amplitude_at(tail(call.peer->heard(), 0.5), 700); };
    // The limiter and the codec take a decibel off the louder one.
    CHECK(call.stage.wait_for(
            [&] { return heard() > expected * 0.8 && heard() < expected * 1.1; }));
    CHECK(call.hang_up());
}
