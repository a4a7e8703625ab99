// SPDX-License-Identifier: MIT
#include "media/writer_pace.hpp"

#include <catch2/catch.hpp>

using janus_talk::media::WriterPace;
using janus_talk::sound::Ticks;
using janus_talk::sound::ticks_per_ms;
using Verdict = WriterPace::Verdict;

namespace {

constexpr Ticks ms = ticks_per_ms;

struct Watch {
    WriterPace pace;
    Ticks now = 0;

    /// A piece for which we waited; all times in ms.
    void piece(Ticks waited, Ticks sounds) {
        now += waited * ms;
        pace.note(now, waited * ms, sounds * ms);
    }

    void live(Ticks duration, Ticks block) {
        for (Ticks t = 0; t < duration; t += block)
            piece(block, block);
    }

    [[nodiscard]] Verdict verdict() const { return pace.verdict(); }
};

} // namespace

TEST_CASE("A writer in real time is recognised within a quarter of a second") {
    const Ticks block = GENERATE(5, 10, 20, 40, 60);
    Watch watch;
    watch.live(250, block);
    CHECK(watch.verdict() == Verdict::live);
    watch.live(3'600'000, block);
    CHECK(watch.verdict() == Verdict::live);
}

TEST_CASE("What had gathered before we came is no proof of anything") {
    Watch watch;
    for (int i = 0; i < 16; ++i)
        watch.piece(0, 42);
    CHECK(watch.verdict() == Verdict::unknown);
    watch.live(250, 20);
    CHECK(watch.verdict() == Verdict::live);
}

TEST_CASE("Who is always ready is never taken for live") {
    Watch watch;
    for (int i = 0; i < 1000; ++i) {
        watch.piece(0, 42);
        watch.now += 42 * ms; // held up by the queue
    }
    CHECK(watch.verdict() == Verdict::unknown);
}

TEST_CASE("A file whose reader is stopped now and then is ahead all the same") {
    Watch watch;
    for (int i = 0; i < 3; ++i) {
        watch.piece(5, 42);
        for (int k = 0; k < 8; ++k)
            watch.piece(0, 42);
    }
    CHECK(watch.verdict() == Verdict::ahead);
    // And for good: the next sentence may come slowly.
    watch.live(5000, 20);
    CHECK(watch.verdict() == Verdict::ahead);
}

TEST_CASE("Sentences with pauses in between are not live, however they begin") {
    Watch watch;
    watch.live(1000, 20);
    CHECK(watch.verdict() == Verdict::live);
    watch.piece(60'000, 42);
    for (int i = 0; i < 60; ++i)
        watch.piece(0, 42);
    CHECK(watch.verdict() == Verdict::ahead);
}

TEST_CASE("A live writer that was held up and makes up for it stays live") {
    Watch watch;
    watch.live(5000, 20);
    watch.piece(500, 20);
    for (int i = 0; i < 24; ++i)
        watch.piece(0, 20);
    watch.live(1000, 20);
    CHECK(watch.verdict() == Verdict::live);
}

TEST_CASE("Another clock doesn't make a live writer a file within a day") {
    Watch watch;
    for (Ticks t = 0; t < 24 * 3600 * 50; ++t) {
        // 1000 ppm fast.
        watch.now += 20 * ms - 1;
        watch.pace.note(watch.now, 19 * ms, 20 * ms);
    }
    CHECK(watch.verdict() == Verdict::live);
}

TEST_CASE("Too little sound for the time is not live") {
    Watch watch;
    for (int i = 0; i < 100; ++i)
        watch.piece(100, 20);
    CHECK(watch.verdict() == Verdict::unknown);
}
