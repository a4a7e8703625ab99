// SPDX-License-Identifier: MIT
#include "base/failure.hpp"
#include "media/audio_spec.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace janus_talk;
using namespace janus_talk::media;
using Kind = AudioSpec::Kind;

namespace {

base::Failure failure_of(const std::function<void()>& attempt) {
    try {
        attempt();
    } catch (const base::Error& error) {
        return error.failure();
    }
    return {base::ExitCode::ok, "nothing was thrown", {}, {}};
}

} // namespace

TEST_CASE("Every form of an input is understood") {
    CHECK(parse_input_spec("default") == AudioSpec{});
    CHECK(parse_input_spec("null") == AudioSpec{Kind::null, {}});
    CHECK(parse_input_spec("help") == AudioSpec{Kind::help, {}});
    CHECK(parse_input_spec("-") == AudioSpec{Kind::standard_stream, {}});
    CHECK(parse_input_spec("file:a b.wav") == AudioSpec{Kind::file, "a b.wav"});
    CHECK(parse_input_spec("file:/x/y.wav?loop") == AudioSpec{Kind::file, "/x/y.wav", true});
    CHECK(parse_input_spec("file:what?.wav") == AudioSpec{Kind::file, "what?.wav"});
    CHECK(parse_input_spec("pulse:alsa_input.usb:1") == AudioSpec{Kind::pulse, "alsa_input.usb:1"});
    CHECK(parse_input_spec("alsa:hw:0,0") == AudioSpec{Kind::alsa, "hw:0,0"});
    CHECK(parse_input_spec("USB headset") == AudioSpec{Kind::device_search, "USB headset"});
    CHECK(parse_input_spec("nullify") == AudioSpec{Kind::device_search, "nullify"});
}

TEST_CASE("What looks like a file is one, without the prefix") {
    CHECK(parse_input_spec("hello.wav") == AudioSpec{Kind::file, "hello.wav"});
    CHECK(parse_input_spec("a b.MP3") == AudioSpec{Kind::file, "a b.MP3"});
    CHECK(parse_input_spec("./speech") == AudioSpec{Kind::file, "./speech"});
    CHECK(parse_input_spec("x.opus?loop") == AudioSpec{Kind::file, "x.opus", true});
    CHECK(parse_output_spec("/tmp/out.raw") == AudioSpec{Kind::file, "/tmp/out.raw"});
    CHECK(parse_input_spec("wav") == AudioSpec{Kind::device_search, "wav"});
    CHECK(parse_input_spec("wav?loop") == AudioSpec{Kind::device_search, "wav?loop"});
    CHECK(parse_input_spec(".wav") == AudioSpec{Kind::device_search, ".wav"});
    CHECK(parse_input_spec("pulse:a/b") == AudioSpec{Kind::pulse, "a/b"});
}

TEST_CASE("A tone has a pitch and a level, each with a default") {
    const auto tone = [](double hz, double dbfs) {
        AudioSpec spec{Kind::tone, {}};
        spec.tone_hz = hz;
        spec.tone_dbfs = dbfs;
        return spec;
    };
    CHECK(parse_input_spec("tone") == tone(440, -20));
    CHECK(parse_input_spec("tone:1000") == tone(1000, -20));
    CHECK(parse_input_spec("tone@-6") == tone(440, -6));
    CHECK(parse_input_spec("tone:697.5@-12.5") == tone(697.5, -12.5));
    CHECK(parse_input_spec("tone:20@0") == tone(20, 0));
    CHECK(parse_input_spec("tone:20000@-100") == tone(20000, -100));
    CHECK(parse_input_spec("tonearm") == AudioSpec{Kind::device_search, "tonearm"});
}

TEST_CASE("What can't be an input is refused as wrong usage, with an example where one helps") {
    const char* bad = GENERATE("",
                               "file:",
                               "file:?loop",
                               "pulse:",
                               "alsa:",
                               "tone:",
                               "tone:0",
                               "tone:19.9",
                               "tone:20001",
                               "tone:nan",
                               "tone:inf",
                               "tone:440@",
                               "tone:440@1",
                               "tone:440@-101",
                               "tone:440@nan",
                               "tone:440@-20@-20",
                               "tone:440hz",
                               "tone: 440",
                               "tone@");
    CAPTURE(bad);
    const base::Failure failure = failure_of([&] { (void)parse_input_spec(bad); });
    CHECK(failure.code == base::ExitCode::usage);
    CHECK_FALSE(failure.text.empty());
}

TEST_CASE("A zero byte in a name is refused, because the system would cut the name there") {
    using namespace std::string_view_literals;
    CHECK(failure_of([] { (void)parse_input_spec("file:a\0b"sv); }).code == base::ExitCode::usage);
}

TEST_CASE("Terminal escapes of a bad value don't reach the message") {
    const base::Failure failure = failure_of([] { (void)parse_input_spec("tone:\x1b[2J"); });
    CHECK(failure.text.find('\x1b') == std::string::npos);
}

TEST_CASE("An output is like an input without tones and without loops") {
    CHECK(parse_output_spec("default") == AudioSpec{});
    CHECK(parse_output_spec("-") == AudioSpec{Kind::standard_stream, {}});
    CHECK(parse_output_spec("file:x.wav?loop") == AudioSpec{Kind::file, "x.wav?loop"});
    CHECK(failure_of([] { (void)parse_output_spec("tone"); }).code == base::ExitCode::usage);
    CHECK(failure_of([] { (void)parse_output_spec("tone:440"); }).code == base::ExitCode::usage);
}

TEST_CASE("A PCM format names encoding, rate and channels") {
    CHECK(parse_pcm_format("s16le:48000:1") == PcmFormat{48000, 1});
    CHECK(parse_pcm_format("s16le:8000:8") == PcmFormat{8000, 8});
    CHECK(parse_pcm_format("s16le:192000:2") == PcmFormat{192000, 2});
    CHECK(parse_pcm_format("wav") == PcmFormat{48000, 1, true});
    CHECK(parse_pcm_format("wav:16000:2") == PcmFormat{16000, 2, true});
    const char* bad = GENERATE("",
                               "s16le",
                               "s16le:48000",
                               "s16le:48000:",
                               "s16le::1",
                               "s16le:7999:1",
                               "s16le:192001:1",
                               "s16le:48000:0",
                               "s16le:48000:9",
                               "s16le:48000:-1",
                               "s16le:48000:1:1",
                               "s16le:48000.0:1",
                               "s16be:48000:1",
                               "f32le:48000:1",
                               "S16LE:48000:1",
                               "wav:",
                               "wav:48000",
                               "wave");
    CAPTURE(bad);
    CHECK(failure_of([&] { (void)parse_pcm_format(bad); }).code == base::ExitCode::usage);
}

TEST_CASE("The end of a file name says what the file is") {
    CHECK(file_type_of("a.wav") == FileType::wav);
    CHECK(file_type_of("/x/A.WAV") == FileType::wav);
    CHECK(file_type_of("a.opus") == FileType::opus);
    CHECK(file_type_of("a.raw") == FileType::raw);
    CHECK(file_type_of("a.pcm") == FileType::raw);
    CHECK(file_type_of("a.mp3") == FileType::other);
    CHECK(file_type_of(".wav") == FileType::other);
    CHECK(file_type_of("wav") == FileType::other);
    CHECK(file_type_of("") == FileType::other);
}
