// SPDX-License-Identifier: MIT
#include "media/studio.hpp"
#include "media/timed_writer.hpp"
#include "media/wav_format.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace janus_talk;
using namespace janus_talk::media;
using namespace janus_talk::media::test;
using core::media::RecordingChanged;
using core::media::Warning;

namespace {

using TimePoint = PcmSink::TimePoint;

std::size_t first_of(const Samples& samples, std::int16_t value) {
    return static_cast<std::size_t>(std::find(samples.begin(), samples.end(), value) -
                                    samples.begin());
}

/// Frames of both directions, as they come in a probe: heard `lag` after they were spoken.
void talk(Studio& studio, Recording& recording, int frames, std::chrono::milliseconds lag) {
    const auto begin = std::chrono::steady_clock::now();
    const auto sent = recording.sent();
    const auto heard = recording.heard();
    for (int frame = 0; frame < frames; ++frame) {
        const Samples samples(frame_samples, static_cast<std::int16_t>(frame + 1));
        const TimePoint due = begin + frame * frame_duration;
        studio.stage.wait_for([&] { return std::chrono::steady_clock::now() >= due; });
        sent->write_at(samples, due - frame_duration);
        heard->write_at(samples, due - frame_duration + lag);
    }
}

} // namespace

TEST_CASE("A timed recording holds both directions as far apart as they were, left what is heard") {
    const ScratchFolder folder;
    const std::string path = folder.path("a.wav");
    Studio studio;
    Recording recording{path, studio.context(), Recording::Form::timed};
    recording.start();
    talk(studio, recording, 80, 25ms);
    studio.finish(recording);

    const auto [heard, sent] = channels_of(path);
    REQUIRE(sent.size() == 80 * frame_samples + 1200);
    CHECK(heard.size() == sent.size());
    for (const int frame : {1, 40, 80}) {
        // Times are rounded down to samples, each by itself.
        const auto lag = static_cast<double>(first_of(heard, static_cast<std::int16_t>(frame))) -
                         static_cast<double>(first_of(sent, static_cast<std::int16_t>(frame)));
        CHECK(lag == Approx(1200).margin(2));
    }
    const auto changes = studio.log.all<RecordingChanged>();
    REQUIRE(changes.size() == 2);
    CHECK(changes[1].seconds == Approx(1.625));
}

TEST_CASE("A timed recording is written while it goes on") {
    const ScratchFolder folder;
    const std::string path = folder.path("a.wav");
    Studio studio;
    Recording recording{path, studio.context(), Recording::Form::timed};
    recording.start();
    const auto sent = recording.sent();
    const Samples frame(frame_samples, 1);
    const bool grown = studio.stage.wait_for([&] {
        sent->write_at(frame, std::chrono::steady_clock::now());
        const std::string bytes = read_file(path);
        if (bytes.size() < wav_header_size)
            return false;
        const std::vector<unsigned char> head(bytes.begin(), bytes.begin() + wav_header_size);
        const auto format = std::get<WavFormat>(parse_wav_header(head, true));
        return format.channels == 2 && format.data_size.value_or(0) > 4800;
    });
    CHECK(grown);
    studio.finish(recording);
}

TEST_CASE("A timed recording is WAV and nothing else") {
    const ScratchFolder folder;
    Studio studio;
    CHECK_THROWS_AS(Recording(folder.path("a.opus"), studio.context(), Recording::Form::timed),
                    base::Error);
    CHECK(access(folder.path("a.opus").c_str(), F_OK) != 0);
}

TEST_CASE("A full disk ends a timed recording with one warning") {
    const ScratchFolder folder;
    Studio studio;
    {
        Recording recording{folder.path("a.wav"), studio.context(), Recording::Form::timed};
        recording.start();
        const FullDisk full{60'000U};
        talk(studio, recording, 100, 25ms);
        studio.finish(recording);
    }
    CHECK(studio.log.all<Warning>().size() == 1);
    const auto changes = studio.log.all<RecordingChanged>();
    REQUIRE(changes.size() == 2);
    CHECK_FALSE(changes[1].started);
}
