// SPDX-License-Identifier: MIT
#include "loop/fd_watch.hpp"
#include "loop/run_until.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <sys/socket.h>
#include <unistd.h>

using namespace janus_talk::loop;

namespace {

struct Pair {
    Pair() { REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) == 0); }

    ~Pair() {
        close(ends[0]);
        if (ends[1] >= 0)
            close(ends[1]);
    }

    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;

    void hang_up() {
        close(ends[1]);
        ends[1] = -1;
    }

    std::array<int, 2> ends{-1, -1};
};

} // namespace

TEST_CASE("a watch tells when there is something to read") {
    MainLoop loop;
    Pair pair;
    int calls = 0;
    FdWatch watch{loop, {.fd = pair.ends[0]}, [&](Readiness ready) {
                      ++calls;
                      CHECK(ready.readable);
                      CHECK_FALSE(ready.broken);
                      char byte = 0;
                      CHECK(read(pair.ends[0], &byte, 1) == 1);
                      loop.quit();
                  }};
    test::run_ready(loop);
    CHECK(calls == 0);
    REQUIRE(write(pair.ends[1], "ab", 2) == 2);
    REQUIRE(test::run_until_quit(loop));
    CHECK(calls == 1);
    REQUIRE(test::run_until_quit(loop)); // one byte is left: still ready
    CHECK(calls == 2);
    test::run_ready(loop);
    CHECK(calls == 2);
}

TEST_CASE("a watch tells when there is room to write, and when the other end is gone") {
    MainLoop loop;
    Pair pair;
    Readiness last;
    FdWatch watch{loop,
                  {.fd = pair.ends[0], .interest = FdWatch::Interest::writable},
                  [&](Readiness ready) {
                      last = ready;
                      loop.quit();
                  }};
    REQUIRE(test::run_until_quit(loop));
    CHECK(last.writable);
    CHECK_FALSE(last.broken);
    pair.hang_up();
    REQUIRE(test::run_until_quit(loop));
    CHECK(last.broken);
}

TEST_CASE("a watch may be destroyed from its own callback") {
    MainLoop loop;
    Pair pair;
    std::unique_ptr<FdWatch> watch;
    watch = std::make_unique<FdWatch>(
            loop,
            FdWatch::What{.fd = pair.ends[0], .interest = FdWatch::Interest::writable},
            [&](Readiness) {
                watch.reset();
                loop.quit();
            });
    REQUIRE(test::run_until_quit(loop));
    CHECK_FALSE(watch);
}
