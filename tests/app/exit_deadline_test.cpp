// SPDX-License-Identifier: MIT
#include "app/exit_deadline.hpp"

#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

using namespace janus_talk;
using namespace std::chrono_literals;

namespace {

/// The exit status of a child that arms the deadline and then hangs, or does not.
int status_of_child(bool hangs, void (*before_exit)() = nullptr) {
    const pid_t child = fork();
    if (child == 0) {
        {
            app::ExitDeadline deadline{before_exit};
            deadline.set_exit(base::ExitCode::kicked);
            deadline.arm(hangs ? 1ms : 1h);
            if (hangs) {
                while (true)
                    pause();
            }
        }
        _exit(42);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    return WEXITSTATUS(status);
}

} // namespace

TEST_CASE("whatever hangs, the process ends with the exit code that was decided") {
    CHECK(status_of_child(true) == static_cast<int>(base::ExitCode::kicked));
}

TEST_CASE("the last thing that is done before is what was asked for") {
    CHECK(status_of_child(true, [] { _exit(43); }) == 43);
    CHECK(status_of_child(false, [] { _exit(43); }) == 42);
}

TEST_CASE("a deadline that is not reached changes nothing") {
    CHECK(status_of_child(false) == 42);
}
