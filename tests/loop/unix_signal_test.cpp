// SPDX-License-Identifier: MIT
#include "loop/run_until.hpp"
#include "loop/unix_signal.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <unistd.h>
#include <utility>

using namespace janus_talk::loop;

TEST_CASE("signals become callbacks on the loop, each to its own") {
    MainLoop loop;
    const auto [signal, number] = GENERATE(table<Signal, int>({{Signal::interrupt, SIGINT},
                                                               {Signal::terminate, SIGTERM},
                                                               {Signal::hang_up, SIGHUP},
                                                               {Signal::user_1, SIGUSR1}}));
    int heard = 0;
    int others = 0;
    UnixSignal mine{loop, signal, [&] {
                        ++heard;
                        loop.quit();
                    }};
    UnixSignal other{
            loop, signal == Signal::user_1 ? Signal::hang_up : Signal::user_1, [&] { ++others; }};
    for (int round = 1; round <= 3; ++round) {
        kill(getpid(), number);
        REQUIRE(test::run_until_quit(loop));
        CHECK(heard == round);
    }
    CHECK(others == 0);
}

TEST_CASE("a signal that arrives before the loop runs is kept for it") {
    MainLoop loop;
    bool heard = false;
    UnixSignal watch{loop, Signal::user_1, [&] {
                         heard = true;
                         loop.quit();
                     }};
    kill(getpid(), SIGUSR1);
    CHECK_FALSE(heard);
    REQUIRE(test::run_until_quit(loop));
    CHECK(heard);
}

TEST_CASE("when the object goes, the default action of the signal comes back") {
    MainLoop loop;
    {
        UnixSignal watch{loop, Signal::user_1, [] {}};
    }

    struct sigaction now {};

    sigaction(SIGUSR1, nullptr, &now);
    CHECK(now.sa_handler == SIG_DFL);
}

TEST_CASE("a signal callback may destroy its own watch") {
    MainLoop loop;
    std::unique_ptr<UnixSignal> watch;
    watch = std::make_unique<UnixSignal>(loop, Signal::user_1, [&] {
        watch.reset();
        loop.quit();
    });
    kill(getpid(), SIGUSR1);
    REQUIRE(test::run_until_quit(loop));
    CHECK_FALSE(watch);
}
