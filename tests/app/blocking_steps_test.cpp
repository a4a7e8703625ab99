// SPDX-License-Identifier: MIT
#include "app/blocking_steps.hpp"
#include "base/failure.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <future>
#include <memory>
#include <string>

using namespace janus_talk;
using base::ExitCode;

namespace {

/// Something that hangs until it is let go.
struct Hang {
    std::promise<void> let_go;
    std::promise<void> over;
};

} // namespace

TEST_CASE("a step gives back what it found, or throws what it threw") {
    loop::MainLoop loop;
    const app::Interruption interruption{loop};
    app::BlockingSteps steps{loop, interruption};
    CHECK(steps.run([] { return std::string{"found"}; }) == "found");
    // What can't be copied comes over as well.
    const auto owned = steps.run([] { return std::make_unique<int>(7); });
    REQUIRE(owned);
    CHECK(**owned == 7);
    CHECK_THROWS_AS(steps.run([]() -> int {
        throw base::Error({ExitCode::device, "no", "", {}});
    }),
                    base::Error);
    CHECK_FALSE(steps.has_left_one_behind());
    CHECK_FALSE(interruption.exit());
}

TEST_CASE("a signal ends the waiting for a step, which is left behind") {
    const int signal = GENERATE(SIGINT, SIGTERM, SIGHUP);
    CAPTURE(signal);
    loop::MainLoop loop;
    const app::Interruption interruption{loop};
    const auto hang = std::make_shared<Hang>();
    {
        app::BlockingSteps steps{loop, interruption};
        const auto found = steps.run([hang, signal] {
            std::raise(signal);
            hang->let_go.get_future().wait();
            hang->over.set_value();
            return 7;
        });
        CHECK_FALSE(found);
        CHECK(steps.has_left_one_behind());
        CHECK(interruption.exit() ==
              (signal == SIGINT ? ExitCode::interrupted : ExitCode::terminated));
        // Nothing is begun any more.
        CHECK_FALSE(steps.run([] { return 8; }));
    }
    // It ends when nobody is there to be told.
    hang->let_go.set_value();
    hang->over.get_future().wait();
}

TEST_CASE("who listens is told of each signal, and the first one decides") {
    loop::MainLoop loop;
    app::Interruption interruption{loop};
    std::string told;
    {
        const app::Interruption::Listening listening{interruption,
                                                     [&](ExitCode, const char* signal) {
                                                         told += signal;
                                                         if (told == "SIGTERM")
                                                             std::raise(SIGINT);
                                                         else
                                                             loop.quit();
                                                     }};
        std::raise(SIGTERM);
        loop.run();
    }
    CHECK(told == "SIGTERMSIGINT");
    CHECK(interruption.exit() == ExitCode::terminated);
    std::raise(SIGINT);
    loop.run();
    CHECK(told == "SIGTERMSIGINT");
}

TEST_CASE("a signal that was ignored stays so") {
    std::signal(SIGHUP, SIG_IGN);
    {
        loop::MainLoop loop;
        const app::Interruption interruption{loop};
        app::BlockingSteps steps{loop, interruption};
        CHECK(steps.run([] {
            std::raise(SIGHUP);
            return true;
        }) == true);
        CHECK_FALSE(interruption.exit());
    }
    std::signal(SIGHUP, SIG_DFL);
}
