// SPDX-License-Identifier: MIT
#include "media/queued_source.hpp"

#include <catch2/catch.hpp>

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

TEST_CASE("A microphone that ran ahead is cut back, so that delay doesn't grow") {
    QueuedSource source{QueuedSource::Kind::live, 1};
    fill(source, 10);
    Frame frame = frame_of(0);
    CHECK(source.read(frame) == Pull::sound);
    CHECK(frame == frame_of(8));
    CHECK(source.dropped() == 8);
    CHECK(source.read(frame) == Pull::sound);
    CHECK(source.read(frame) == Pull::nothing);
}

TEST_CASE("Ordinary jitter of a microphone costs nothing") {
    QueuedSource source{QueuedSource::Kind::live, 1};
    fill(source, QueuedSource::live_limit);
    Frame frame = frame_of(0);
    for (int i = 0; i < static_cast<int>(QueuedSource::live_limit); ++i) {
        CHECK(source.read(frame) == Pull::sound);
        CHECK(frame == frame_of(i));
    }
    CHECK(source.dropped() == 0);
}

TEST_CASE("What a microphone heard before the call is never sent") {
    QueuedSource source{QueuedSource::Kind::live, 1};
    fill(source, QueuedSource::capacity_frames);
    CHECK_FALSE(source.offer(frame_of(99)));
    Frame frame = frame_of(0);
    CHECK(source.read(frame) == Pull::nothing);
    REQUIRE(source.offer(frame_of(7)));
    CHECK(source.read(frame) == Pull::sound);
    CHECK(frame == frame_of(7));
}
