// SPDX-License-Identifier: MIT
#include "media/end_factory.hpp"
#include "media/session_bench.hpp"
#include "media/speech.hpp"
#include "media/voice_processor.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <random>

using namespace janus_talk::media;
using namespace janus_talk::media::test;

namespace {

constexpr std::size_t piece = 480;

const Samples& far_voice() {
    static const Samples voice =
            speech("The quick brown fox jumps over the lazy dog. She sells sea shells by the sea "
                   "shore. How much wood would a wood chuck chuck. Peter Piper picked a peck of "
                   "pickled peppers, and then he went home to his garden and slept until noon.");
    return voice;
}

const Samples& near_voice() {
    static const Samples voice =
            speech("Good morning, this is somebody else who speaks here.", "en+f3");
    return voice;
}

/// The loudspeaker in a room: a direct way, three walls, and 6 dB less than what was played.
Samples echo_of(const Samples& played, std::size_t delay) {
    Samples echo(played.size(), 0);
    const std::size_t walls[] = {0, 310, 1130, 2050};
    const double gains[] = {0.4, -0.2, 0.12, 0.06};
    for (std::size_t i = 0; i < echo.size(); ++i) {
        double sum = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const std::size_t back = delay + walls[k];
            if (i >= back)
                sum += gains[k] * played[i - back];
        }
        echo[i] = static_cast<std::int16_t>(std::lround(sum));
    }
    return echo;
}

/// A loudspeaker that takes `burst` pieces at a time, and a microphone.
Samples run(VoiceProcessor& processor,
            const Samples& played,
            const Samples& captured,
            std::size_t burst = 1) {
    Samples sent;
    for (std::size_t at = 0; at + piece <= captured.size(); at += piece) {
        if (at / piece % burst == 0 && at < played.size()) {
            const std::size_t count = std::min(piece * burst, played.size() - at);
            processor.note_played({played.data() + at, count});
        }
        const PcmView out = processor.process({captured.data() + at, piece});
        sent.insert(sent.end(), out.begin(), out.end());
    }
    return sent;
}

std::span<const std::int16_t> part(const Samples& samples, double from, double to) {
    const auto begin = static_cast<std::size_t>(from * sample_rate);
    const auto end = std::min(samples.size(), static_cast<std::size_t>(to * sample_rate));
    return std::span{samples}.subspan(begin, end - begin);
}

Samples mixed(Samples a, const Samples& b, std::size_t at) {
    for (std::size_t i = 0; i < b.size() && at + i < a.size(); ++i)
        a[at + i] = static_cast<std::int16_t>(a[at + i] + b[i]);
    return a;
}

} // namespace

TEST_CASE("The echo of a loudspeaker is 20 dB softer after a few seconds, whatever its delay") {
    (void)runtime();
    REQUIRE(far_voice().size() > 10 * sample_rate);
    const std::size_t delay = GENERATE(20U, 90U, 250U) * sample_rate / 1000;
    const std::size_t burst = GENERATE(1U, 4U);
    CAPTURE(delay, burst);
    const Samples captured = echo_of(far_voice(), delay);
    VoiceProcessor processor{1, {true, false, false}};
    const Samples sent = run(processor, far_voice(), captured, burst);
    REQUIRE(sent.size() + piece >= captured.size());
    const double before = level_dbfs(part(captured, 5, 1e9));
    const double after = level_dbfs(part(sent, 5, 1e9));
    INFO("echo " << before << " dBFS, left " << after << " dBFS");
    CHECK(before - after >= 20);
}

TEST_CASE("Who speaks into the microphone is kept while the echo goes") {
    (void)runtime();
    const Samples quiet_far = [] {
        Samples played = far_voice();
        const std::size_t begin = 8 * sample_rate;
        std::fill(played.begin() + static_cast<std::ptrdiff_t>(begin), played.end(), 0);
        played.resize(begin + near_voice().size() + sample_rate);
        return played;
    }();
    const std::size_t begin = std::size_t{8} * sample_rate + sample_rate / 2;
    const Samples captured = mixed(echo_of(quiet_far, 4000), near_voice(), begin);
    VoiceProcessor processor{1, {true, false, false}};
    const Samples sent = run(processor, quiet_far, captured);
    const std::span heard = std::span{sent}.subspan(begin);
    CHECK(level_dbfs(heard.first(near_voice().size())) ==
          Approx(level_dbfs(near_voice())).margin(3));
    CHECK(likeness(near_voice(), heard, 960).value > 0.8);
}

TEST_CASE("Without a loudspeaker the canceller leaves the voice alone") {
    (void)runtime();
    VoiceProcessor processor{1, {true, false, false}};
    const Samples sent = run(processor, {}, near_voice());
    const Likeness alike = likeness(std::span{near_voice()}.first(sent.size() - 960), sent, 960);
    CHECK(alike.value > 0.95);
    CHECK(alike.shift < 480);
    CHECK(level_dbfs(sent) == Approx(level_dbfs(near_voice())).margin(1));
}

TEST_CASE("Noise suppression turns steady noise down and leaves speech") {
    (void)runtime();
    std::mt19937 random{1};
    std::normal_distribution<double> hiss{0, 150};
    Samples captured(near_voice().size() + 4 * sample_rate);
    for (std::int16_t& sample : captured)
        sample = static_cast<std::int16_t>(hiss(random));
    captured = mixed(captured, near_voice(), 4 * sample_rate);
    VoiceProcessor processor{1, {false, true, false}};
    const Samples sent = run(processor, {}, captured);
    CHECK(level_dbfs(part(captured, 2, 4)) - level_dbfs(part(sent, 2, 4)) > 8);
    CHECK(level_dbfs(part(sent, 4, 1e9)) == Approx(level_dbfs(near_voice())).margin(3));
}

TEST_CASE("Gain control makes a soft voice louder, and no voice too loud") {
    (void)runtime();
    Samples soft = far_voice();
    for (std::int16_t& sample : soft)
        sample = static_cast<std::int16_t>(sample / 16);
    VoiceProcessor processor{1, {false, false, true}};
    const Samples sent = run(processor, {}, soft);
    const double gain = level_dbfs(part(sent, 5, 1e9)) - level_dbfs(part(soft, 5, 1e9));
    INFO("gain " << gain << " dB");
    CHECK(gain > 4);
    CHECK(gain < 12);
}

TEST_CASE("Stereo and odd pieces pass through, and many processors at a time") {
    (void)runtime();
    VoiceProcessor first{1, {true, true, true}};
    VoiceProcessor second{2, {true, true, true}};
    std::size_t mono = 0;
    std::size_t stereo = 0;
    const Samples sound = sine(440, 1);
    for (std::size_t at = 0; at + 882 <= sound.size(); at += 882) {
        const PcmView some{sound.data() + at, 882};
        first.note_played(some);
        second.note_played(some);
        mono += first.process(some).size();
        stereo += second.process(some).size();
    }
    CHECK(mono >= sound.size() - 2 * 882);
    CHECK(stereo >= sound.size() - 4 * 882);
    for (int i = 0; i < 10; ++i)
        const VoiceProcessor another{1, {true, false, false}};
}

TEST_CASE("Voices are processed where a microphone meets a loudspeaker, unless told otherwise") {
    const auto chosen = [](const char* input, const char* output) {
        MediaOptions options;
        options.input = input;
        options.output = output;
        return options;
    };
    const VoiceProcessing all{true, true, true};
    CHECK(voice_processing(chosen("default", "default")) == all);
    CHECK(voice_processing(chosen("pulse:a", "some headset")) == all);
    CHECK_FALSE(voice_processing(chosen("file:a.wav", "default")).any());
    CHECK_FALSE(voice_processing(chosen("default", "null")).any());
    CHECK_FALSE(voice_processing(chosen("tone", "file:b.wav")).any());
    MediaOptions options = chosen("default", "default");
    options.aec = false;
    CHECK(voice_processing(options) == VoiceProcessing{false, true, true});
    options = chosen("default", "null");
    options.agc = true;
    CHECK(voice_processing(options) == VoiceProcessing{false, false, true});
}
