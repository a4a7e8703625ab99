// SPDX-License-Identifier: MIT
#include "core/liveness.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk::core;
using namespace std::chrono_literals;

namespace {

/// A conference that is up at second 0, with figures as the test likes.
class LivenessBench {
public:
    explicit LivenessBench(bool sends = true) : liveness(sends) { enter(Phase::up, 0s); }

    void enter(Phase phase, std::chrono::seconds at) {
        liveness.add(StateChanged{Phase::idle, phase, ""}, start_ + at);
    }

    void change(MediaChange change, std::chrono::seconds at) {
        liveness.add(MediaChanged{change, {}, {}, {}}, start_ + at);
    }

    void count(std::uint64_t sent, std::uint64_t received, std::chrono::seconds at) {
        media::Stats stats;
        stats.tx.packets = sent;
        stats.rx.packets = received;
        liveness.add(stats, start_ + at);
    }

    [[nodiscard]] bool alive(std::chrono::seconds at) const {
        return liveness.is_alive(start_ + at);
    }

    Liveness liveness;

private:
    Liveness::TimePoint start_{1000s};
};

} // namespace

TEST_CASE("a conference lives while packets leave and arrive") {
    LivenessBench bench;
    for (int second = 1; second <= 10; ++second)
        bench.count(50U * unsigned(second), 50U * unsigned(second), std::chrono::seconds{second});
    CHECK(bench.alive(15s));
    CHECK_FALSE(bench.alive(16s));
}

TEST_CASE("figures that never change are no life, nor is none at all") {
    LivenessBench bench;
    CHECK(bench.alive(5s));
    CHECK_FALSE(bench.alive(6s));
    bench.count(1, 1, 7s);
    CHECK(bench.alive(7s));
    bench.count(1, 1, 12s);
    bench.count(1, 1, 13s);
    CHECK_FALSE(bench.alive(13s));
}

TEST_CASE("nothing leaves us any more, although the room is heard") {
    LivenessBench bench;
    LivenessBench listener{false};
    for (auto* one : {&bench, &listener}) {
        one->count(50, 50, 1s);
        one->count(50, 400, 8s);
    }
    CHECK_FALSE(bench.alive(8s));
    CHECK(listener.alive(8s));
}

TEST_CASE("a stall that the machine knows of is life for a while, one that it does not know is "
          "none") {
    LivenessBench bench;
    bench.change(MediaChange::stalled, 1s);
    bench.count(1000, 1, 20s);
    CHECK(bench.alive(21s));
    CHECK_FALSE(bench.alive(22s));
    bench.change(MediaChange::resumed, 22s);
    CHECK(bench.alive(23s));

    LivenessBench unaware;
    unaware.count(1000, 0, 6s);
    CHECK_FALSE(unaware.alive(6s));
}

TEST_CASE("before and after, and while the machine reconnects, its own limits count") {
    for (const Phase phase :
         {Phase::connecting, Phase::joining, Phase::reconnecting, Phase::leaving}) {
        LivenessBench bench;
        bench.enter(phase, 1s);
        CHECK(bench.alive(3600s));
    }
    LivenessBench bench;
    bench.enter(Phase::reconnecting, 60s);
    bench.enter(Phase::up, 100s);
    CHECK(bench.alive(105s));
    CHECK_FALSE(bench.alive(106s));
}

TEST_CASE("the room was heard when it is up and its sound arrives, in whatever order") {
    LivenessBench bench;
    CHECK_FALSE(bench.liveness.was_heard());
    bench.change(MediaChange::first_audio, 1s);
    CHECK(bench.liveness.was_heard());
    bench.enter(Phase::reconnecting, 2s);
    CHECK(bench.liveness.was_heard());

    LivenessBench early;
    early.enter(Phase::trickling, 0s);
    early.change(MediaChange::first_audio, 1s);
    CHECK_FALSE(early.liveness.was_heard());
    early.enter(Phase::up, 2s);
    CHECK(early.liveness.was_heard());
}
