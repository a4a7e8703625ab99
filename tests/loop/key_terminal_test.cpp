// SPDX-License-Identifier: MIT
#include "loop/key_terminal.hpp"
#include "loop/run_until.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <csignal>
#include <memory>
#include <pty.h>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

using namespace janus_talk::loop;

namespace {

/// A terminal that nobody controls: both its ends are ours.
struct Pty {
    Pty() { REQUIRE(openpty(&user, &program, nullptr, nullptr, nullptr) == 0); }

    ~Pty() {
        hang_up();
        close(program);
    }

    Pty(const Pty&) = delete;
    Pty& operator=(const Pty&) = delete;
    Pty(Pty&&) = delete;
    Pty& operator=(Pty&&) = delete;

    void type(const std::string& keys) const {
        REQUIRE(write(user, keys.data(), keys.size()) == static_cast<ssize_t>(keys.size()));
    }

    void hang_up() {
        if (user >= 0)
            close(user);
        user = -1;
    }

    [[nodiscard]] bool waits_for_return() const { return flag(ICANON); }

    [[nodiscard]] bool shows_what_is_typed() const { return flag(ECHO); }

    [[nodiscard]] bool makes_signals() const { return flag(ISIG); }

    int user = -1;
    int program = -1;

private:
    [[nodiscard]] bool flag(tcflag_t which) const {
        termios mode{};
        REQUIRE(tcgetattr(program, &mode) == 0);
        return (mode.c_lflag & which) != 0;
    }
};

/// @return the one before
stack_t set_spare_stack(stack_t stack) {
    stack_t before{};
    REQUIRE(sigaltstack(&stack, &before) == 0);
    return before;
}

stack_t spare_stack() {
    stack_t stack{};
    REQUIRE(sigaltstack(nullptr, &stack) == 0);
    return stack;
}

} // namespace

TEST_CASE("keys arrive as they are pressed, and the terminal is as before afterwards") {
    MainLoop loop;
    Pty pty;
    std::string typed;
    {
        KeyTerminal keys{loop, pty.program, [&](std::string_view bytes) {
                             typed += bytes;
                             if (typed.size() >= 3)
                                 loop.quit();
                         }};
        CHECK(keys.is_active());
        CHECK_FALSE(pty.waits_for_return());
        CHECK_FALSE(pty.shows_what_is_typed());
        CHECK(pty.makes_signals());
        pty.type("m+q");
        REQUIRE(test::run_until_quit(loop));
    }
    CHECK(typed == "m+q");
    CHECK(pty.waits_for_return());
    CHECK(pty.shows_what_is_typed());
}

TEST_CASE("the callback may give the terminal back") {
    MainLoop loop;
    Pty pty;
    std::unique_ptr<KeyTerminal> keys;
    keys = std::make_unique<KeyTerminal>(loop, pty.program, [&](std::string_view) {
        keys.reset();
        loop.quit();
    });
    pty.type("q");
    REQUIRE(test::run_until_quit(loop));
    CHECK(pty.waits_for_return());
}

TEST_CASE("what another program did to the terminal meanwhile is mended") {
    MainLoop loop;
    Pty pty;
    KeyTerminal keys{loop, pty.program, [](std::string_view) {}};
    KeyTerminal::restore(); // any other mode
    REQUIRE(pty.waits_for_return());
    keys.refresh();
    CHECK_FALSE(pty.waits_for_return());
    CHECK(keys.is_active());
}

TEST_CASE("a terminal that hangs up is left alone") {
    MainLoop loop;
    Pty pty;
    int calls = 0;
    KeyTerminal keys{loop, pty.program, [&](std::string_view) { ++calls; }};
    pty.hang_up();
    test::run_ready(loop, 20);
    CHECK(calls == 0);
    CHECK_FALSE(keys.is_active());
    keys.refresh();
    CHECK_FALSE(keys.is_active());
}

TEST_CASE("what is no terminal is not read, and of two only the first takes one") {
    MainLoop loop;
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    KeyTerminal none{loop, ends[0], [](std::string_view) {}};
    CHECK_FALSE(none.is_active());
    Pty pty;
    KeyTerminal first{loop, pty.program, [](std::string_view) {}};
    {
        KeyTerminal second{loop, pty.program, [](std::string_view) {}};
        CHECK_FALSE(second.is_active());
    }
    CHECK(first.is_active());
    CHECK_FALSE(pty.waits_for_return());
    close(ends[0]);
    close(ends[1]);
}

// ThreadSanitizer keeps signals back, and forked processes do not get them.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define JANUS_TALK_TSAN
#endif
#endif
#ifndef JANUS_TALK_TSAN
TEST_CASE("a process that dies of a signal leaves the terminal as it was") {
    const int signal = GENERATE(SIGABRT, SIGQUIT, SIGTRAP, SIGUSR2, SIGALRM);
    CAPTURE(signal);
    Pty pty;
    const pid_t child = fork();
    if (child == 0) {
        std::signal(signal, SIG_DFL); // Catch2 handles some
        MainLoop loop;
        const KeyTerminal keys{loop, pty.program, [](std::string_view) {}};
        if (pty.waits_for_return())
            _exit(1);
        raise(signal);
        _exit(2);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == signal);
    CHECK(pty.waits_for_return());
    CHECK(pty.shows_what_is_typed());
}

namespace {

// NOLINTNEXTLINE(misc-no-recursion): that is the point
int fill_the_stack(int depth) {
    volatile char block[4096];
    block[0] = static_cast<char>(depth);
    return depth == 0 ? 0 : fill_the_stack(depth + 1) + block[0];
}

} // namespace

TEST_CASE("a process whose stack is full leaves the terminal as it was") {
    Pty pty;
    const pid_t child = fork();
    if (child == 0) {
        constexpr rlimit small{std::size_t{1} << 20U, std::size_t{1} << 20U};
        setrlimit(RLIMIT_STACK, &small);
        set_spare_stack({nullptr, SS_DISABLE, 0}); // sanitizers have one
        std::signal(SIGSEGV, SIG_DFL);
        MainLoop loop;
        const KeyTerminal keys{loop, pty.program, [](std::string_view) {}};
        if (pty.waits_for_return())
            _exit(1);
        _exit(fill_the_stack(2));
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == SIGSEGV);
    CHECK(pty.waits_for_return());
    CHECK(pty.shows_what_is_typed());
}

#endif

TEST_CASE("the spare stack is there while the terminal is ours, unless there is another one") {
    const stack_t before = set_spare_stack({nullptr, SS_DISABLE, 0});
    MainLoop loop;
    Pty pty;
    {
        const KeyTerminal keys{loop, pty.program, [](std::string_view) {}};
        CHECK((spare_stack().ss_flags & SS_DISABLE) == 0);
    }
    CHECK((spare_stack().ss_flags & SS_DISABLE) != 0);
    std::array<char, 65536> other{};
    set_spare_stack({other.data(), 0, other.size()});
    {
        const KeyTerminal keys{loop, pty.program, [](std::string_view) {}};
        CHECK(spare_stack().ss_sp == other.data());
    }
    CHECK(spare_stack().ss_sp == other.data());
    set_spare_stack(before);
}

TEST_CASE("signals that were handled or ignored before are so again") {
    MainLoop loop;
    Pty pty;
    std::signal(SIGUSR2, SIG_IGN);
    {
        const KeyTerminal keys{loop, pty.program, [](std::string_view) {}};

        struct sigaction now {};

        sigaction(SIGUSR2, nullptr, &now);
        CHECK(now.sa_handler == SIG_IGN);
        sigaction(SIGTSTP, nullptr, &now);
        CHECK(now.sa_handler != SIG_DFL);
    }
    std::signal(SIGUSR2, SIG_DFL);

    struct sigaction now {};

    sigaction(SIGTSTP, nullptr, &now);
    CHECK(now.sa_handler == SIG_DFL);
}
