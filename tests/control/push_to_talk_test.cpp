// SPDX-License-Identifier: MIT
#include "control/push_to_talk.hpp"

#include <catch2/catch.hpp>

#include <optional>

using namespace std::chrono_literals;
using janus_talk::control::PushToTalk;

namespace {

/// A keyboard and a microphone.
struct Desk {
    void press() { set(talk.press(now, muted)); }

    void pass(std::chrono::milliseconds time) {
        const auto end = now + time;
        while (talk.deadline() && *talk.deadline() <= end) {
            now = *talk.deadline();
            set(talk.release(now));
        }
        now = end;
    }

    /// As keyboards do: a pause, then quickly.
    void hold(std::chrono::milliseconds time,
              std::chrono::milliseconds pause,
              std::chrono::milliseconds rate) {
        press();
        pass(pause);
        for (auto held = pause; held < time; held += rate) {
            press();
            CHECK_FALSE(muted);
            pass(rate);
        }
    }

    void set(std::optional<bool> wish) {
        if (!wish)
            return;
        CHECK(*wish != muted);
        muted = *wish;
        ++changes;
    }

    PushToTalk talk;
    PushToTalk::TimePoint now{1h};
    bool muted = true;
    int changes = 0;
};

} // namespace

TEST_CASE("a key that is held keeps the microphone open until it is let go") {
    // The quickest and the slowest setting of common desktops, and the Linux console.
    const auto [pause, rate] = GENERATE(std::pair{150ms, 10ms},
                                        std::pair{660ms, 40ms},
                                        std::pair{250ms, 92ms},
                                        std::pair{500ms, 33ms});
    Desk desk;
    desk.hold(5s, pause, rate);
    desk.pass(PushToTalk::release_delay);
    CHECK(desk.muted);
    CHECK(desk.changes == 2);
    // And the next time again.
    desk.hold(2s, pause, rate);
    desk.pass(PushToTalk::release_delay);
    CHECK(desk.muted);
    CHECK(desk.changes == 4);
}

TEST_CASE("a tap opens the microphone, and the next one closes it") {
    Desk desk;
    desk.press();
    CHECK_FALSE(desk.muted);
    desk.pass(1h);
    CHECK_FALSE(desk.muted);
    desk.press();
    CHECK(desk.muted);
    desk.pass(10s);
    CHECK(desk.muted);
    CHECK(desk.changes == 2);
}

TEST_CASE("two quick taps end muted") {
    Desk desk;
    desk.press();
    desk.pass(200ms);
    desk.press();
    desk.pass(PushToTalk::release_delay);
    CHECK(desk.muted);
}

TEST_CASE("a held key that closed the microphone leaves it closed") {
    Desk desk;
    desk.muted = false;
    desk.press();
    CHECK(desk.muted);
    for (int i = 0; i < 50; ++i) {
        desk.pass(33ms);
        desk.press();
    }
    desk.pass(5s);
    CHECK(desk.muted);
    CHECK(desk.changes == 1);
}

TEST_CASE("a release that comes early does nothing") {
    PushToTalk talk;
    const PushToTalk::TimePoint start{1h};
    CHECK_FALSE(talk.release(start));
    CHECK(talk.press(start, true) == false);
    CHECK_FALSE(talk.deadline());
    CHECK_FALSE(talk.press(start + 300ms, false));
    REQUIRE(talk.deadline() == start + 300ms + PushToTalk::release_delay);
    CHECK_FALSE(talk.release(start + 400ms));
    CHECK(talk.release(start + 600ms) == true);
    CHECK_FALSE(talk.release(start + 600ms));
}
