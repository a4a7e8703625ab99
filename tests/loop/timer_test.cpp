// SPDX-License-Identifier: MIT
#include "loop/run_until.hpp"
#include "loop/timer.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>

using namespace janus_talk::loop;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

TEST_CASE("a timer expires once, and not before its deadline") {
    MainLoop loop;
    int fired = 0;
    Clock::time_point at;
    Timer timer{loop, [&] {
                    ++fired;
                    at = Clock::now();
                    loop.quit();
                }};
    const auto deadline = Clock::now() + 20ms;
    timer.arm_at(deadline);
    CHECK(timer.is_armed());
    REQUIRE(test::run_until_quit(loop));
    CHECK(at >= deadline);
    CHECK_FALSE(timer.is_armed());
    test::run_ready(loop);
    CHECK(fired == 1);
}

TEST_CASE("a deadline in the past expires on the next turn, not inside the call") {
    MainLoop loop;
    int fired = 0;
    Timer timer{loop, [&] { ++fired; }};
    const auto past = GENERATE(Clock::time_point::min(), Clock::time_point{}, Clock::now() - 1h);
    timer.arm_at(past);
    CHECK(fired == 0);
    test::run_ready(loop);
    CHECK(fired == 1);
}

TEST_CASE("a disarmed timer stays silent, and arming again replaces the deadline") {
    MainLoop loop;
    int fired = 0;
    Timer timer{loop, [&] { ++fired; }};
    timer.arm_now();
    timer.arm_at(std::nullopt);
    test::run_ready(loop);
    CHECK(fired == 0);
    CHECK_FALSE(timer.is_armed());

    timer.arm_now();
    timer.arm_at(Clock::time_point::max());
    CHECK(timer.is_armed());
    test::run_ready(loop);
    CHECK(fired == 0);

    timer.arm_now();
    test::run_ready(loop);
    CHECK(fired == 1);
}

TEST_CASE("a timer can be armed again from its own callback") {
    MainLoop loop;
    int left = 5;
    Timer timer{loop, [&] {
                    if (--left == 0)
                        return loop.quit();
                    timer.arm_now();
                }};
    timer.arm_now();
    REQUIRE(test::run_until_quit(loop));
    CHECK(left == 0);
}

TEST_CASE("a timer can be destroyed from its own callback, and what it captured lives until that "
          "returns") {
    MainLoop loop;
    std::string heard;
    std::unique_ptr<Timer> timer;
    const auto word = std::make_shared<std::string>("still here");
    timer = std::make_unique<Timer>(loop, [&, word] {
        timer.reset();
        heard = *word;
        loop.quit();
    });
    timer->arm_now();
    REQUIRE(test::run_until_quit(loop));
    CHECK(heard == "still here");
    CHECK(word.use_count() == 1);
}

TEST_CASE("a destroyed timer never fires") {
    MainLoop loop;
    int fired = 0;
    {
        Timer timer{loop, [&] { ++fired; }};
        timer.arm_now();
    }
    test::run_ready(loop);
    CHECK(fired == 0);
}

TEST_CASE("timers that are due together run by priority") {
    MainLoop loop;
    std::string order;
    Timer low{loop, [&] { order += "low "; }, Priority::low};
    Timer normal{loop, [&] { order += "normal "; }, Priority::normal};
    Timer high{loop, [&] { order += "high "; }, Priority::high};
    for (Timer* timer : {&low, &normal, &high})
        timer->arm_now();
    test::run_ready(loop);
    CHECK(order == "high normal low ");
}

TEST_CASE("a timer that another one disarms or moves in the same turn of the loop does not fire") {
    MainLoop loop;
    int fired = 0;
    // Timers of one priority run in the order in which they were made.
    std::unique_ptr<Timer> disarmed;
    std::unique_ptr<Timer> moved;
    Timer first{loop, [&] {
                    disarmed->disarm();
                    moved->arm_at(std::chrono::steady_clock::now() + std::chrono::hours{1});
                }};
    disarmed = std::make_unique<Timer>(loop, [&] { ++fired; });
    moved = std::make_unique<Timer>(loop, [&] { ++fired; });
    disarmed->arm_now();
    moved->arm_now();
    first.arm_now();
    test::run_ready(loop);
    CHECK(fired == 0);
    CHECK(moved->is_armed());
}
