// SPDX-License-Identifier: MIT
#include "media/queued_source.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <vector>

using namespace janus_talk::media;
using Pull = PcmSource::Pull;

namespace {

using Frame = std::vector<std::int16_t>;

Frame frame_of(int sample) {
    return Frame(frame_samples, static_cast<std::int16_t>(sample));
}

void fill(QueuedSource& source, std::size_t frames) {
    for (std::size_t i = 0; i < frames; ++i)
        REQUIRE(source.offer(frame_of(static_cast<int>(i))));
}

} // namespace

TEST_CASE("A file's frames come out one by one, and then its end") {
    QueuedSource source{QueuedSource::Kind::finite, 1};
    Frame frame = frame_of(0);
    CHECK(source.read(frame) == Pull::nothing);
    fill(source, 3);
    source.finish();
    for (int i = 0; i < 3; ++i) {
        CHECK(source.read(frame) == Pull::sound);
        CHECK(frame == frame_of(i));
    }
    CHECK(source.read(frame) == Pull::ended);
    CHECK(source.read(frame) == Pull::ended);
}

TEST_CASE("A file's reader is held up when it is too far ahead, and nothing is lost") {
    QueuedSource source{QueuedSource::Kind::finite, 1};
    fill(source, QueuedSource::capacity_frames);
    CHECK_FALSE(source.offer(frame_of(99)));
    Frame frame = frame_of(0);
    CHECK(source.read(frame) == Pull::sound);
    CHECK(frame == frame_of(0));
    CHECK(source.offer(frame_of(99)));
}

TEST_CASE("Of what a microphone heard before the call only the newest frame is sent") {
    QueuedSource source{QueuedSource::Kind::live, 1};
    fill(source, 100);
    Frame frame = frame_of(0);
    CHECK(source.read(frame) == Pull::sound);
    CHECK(frame.back() == 99);
    CHECK(source.figures().cut == 99 * frame_samples);
}

TEST_CASE("A live queue takes pieces of any size and always has room") {
    QueuedSource source{QueuedSource::Kind::live, 1};
    Frame frame = frame_of(0);
    CHECK(source.read(frame) == Pull::nothing);
    for (int i = 0; i < 20; ++i)
        REQUIRE(source.offer(Frame(48, 5)));
    CHECK(source.read(frame) == Pull::sound);
    CHECK(frame.back() == 5);
    source.finish();
    CHECK(source.read(frame) == Pull::ended);
}

TEST_CASE("A pipe that turns out to be live leaves its backlog behind, and goes on softly") {
    QueuedSource source{QueuedSource::Kind::pipe, 1};
    for (int i = 0; i < 10; ++i)
        REQUIRE(source.offer(frame_of(1000)));
    Frame frame = frame_of(0);
    REQUIRE(source.read(frame) == Pull::sound);
    REQUIRE(source.offer(frame_of(-1000)));
    source.become_live();
    CHECK(source.is_live());
    REQUIRE(source.read(frame) == Pull::sound);
    CHECK(frame.front() == Approx(1000).margin(10));
    CHECK(frame.back() == -1000);
    for (std::size_t i = 1; i < frame.size(); ++i)
        REQUIRE(std::abs(frame[i] - frame[i - 1]) < 12);
}

TEST_CASE("A pipe that was taken for live by mistake loses nothing from then on") {
    QueuedSource source{QueuedSource::Kind::pipe, 1};
    source.become_live();
    Frame frame = frame_of(0);
    REQUIRE(source.offer(frame_of(1)));
    REQUIRE(source.read(frame) == Pull::sound);
    for (int i = 2; i < 6; ++i)
        REQUIRE(source.offer(frame_of(i)));
    source.become_finite();
    REQUIRE(source.offer(frame_of(6)));
    for (int i = 2; i < 7; ++i) {
        REQUIRE(source.read(frame) == Pull::sound);
        CHECK(frame == frame_of(i));
    }
    CHECK(source.read(frame) == Pull::nothing);
}

TEST_CASE("Samples that were cut by the converter are told once") {
    QueuedSource source{QueuedSource::Kind::live, 1};
    CHECK_FALSE(source.take_clipped());
    source.note_clipped(3);
    source.note_clipped(4);
    CHECK(source.take_clipped() == std::optional<std::uint64_t>{7});
    CHECK(source.take_clipped() == std::optional<std::uint64_t>{0});
}
