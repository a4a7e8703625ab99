// SPDX-License-Identifier: MIT
#include "loop/main_loop.hpp"
#include "loop/run_until.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace janus_talk::loop;

TEST_CASE("a loop runs until it is told to quit, and can run again") {
    MainLoop loop;
    int rounds = 0;
    Timer timer{loop, [&] {
                    ++rounds;
                    loop.quit();
                }};
    for (int expected = 1; expected <= 3; ++expected) {
        timer.arm_now();
        REQUIRE(test::run_until_quit(loop));
        CHECK(rounds == expected);
    }
}

TEST_CASE("a quit that comes before the run is not lost") {
    MainLoop loop;
    loop.quit();
    CHECK(test::run_until_quit(loop));
}

TEST_CASE("another thread can quit a loop that sleeps") {
    MainLoop loop;
    std::thread other{[&] { loop.quit(); }};
    CHECK(test::run_until_quit(loop));
    other.join();
}

TEST_CASE("loops of one thread may follow one another") {
    for (int round = 0; round < 20; ++round) {
        MainLoop loop;
        Timer timer{loop, [&] { loop.quit(); }};
        timer.arm_now();
        REQUIRE(test::run_until_quit(loop));
    }
}
