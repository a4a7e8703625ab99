// SPDX-License-Identifier: MIT
#include "loop/line_writer.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <csignal>
#include <string>
#include <unistd.h>

using namespace janus_talk;
using namespace std::chrono_literals;

namespace {

struct Pipe {
    Pipe() { REQUIRE(pipe(ends.data()) == 0); }

    ~Pipe() {
        close_reader();
        close(ends[1]);
    }

    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    Pipe(Pipe&&) = delete;
    Pipe& operator=(Pipe&&) = delete;

    void close_reader() {
        if (ends[0] >= 0)
            close(ends[0]);
        ends[0] = -1;
    }

    std::string read_some() const {
        std::string text(65'536, '\0');
        const ssize_t got = read(ends[0], text.data(), text.size());
        text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        return text;
    }

    std::array<int, 2> ends{-1, -1};
};

} // namespace

TEST_CASE("lines arrive whole and in order") {
    const loop::MainLoop loop;
    const Pipe pipe;
    loop::LineWriter writer{loop, pipe.ends[1], [] {}};
    writer.write("one");
    writer.write("two");
    CHECK(pipe.read_some() == "one\ntwo\n");
}

TEST_CASE("a reader that sleeps does not block us, and gets everything that fitted when it wakes") {
    loop::MainLoop loop;
    const Pipe pipe;
    loop::LineWriter writer{loop, pipe.ends[1], [] {}};
    const std::string line(1000, 'x');
    std::size_t accepted = 0;
    while (writer.has_room()) {
        writer.write(line);
        ++accepted;
    }
    CHECK(accepted > loop::LineWriter::capacity / line.size());
    // The pipe's own buffer is full; the loop carries the rest as the reader makes room.
    std::size_t received = 0;
    const loop::FdWatch reader{
            loop, {pipe.ends[0], loop::FdWatch::Interest::readable}, [&](loop::Readiness) {
                received += pipe.read_some().size();
                if (received == accepted * (line.size() + 1))
                    loop.quit();
            }};
    loop.run();
    CHECK(received == accepted * (line.size() + 1));
    CHECK(writer.has_room());
}

TEST_CASE("a reader that goes away is told once, and writing goes nowhere after that") {
    std::signal(SIGPIPE, SIG_IGN);
    const loop::MainLoop loop;
    Pipe pipe;
    int closed = 0;
    loop::LineWriter writer{loop, pipe.ends[1], [&] { ++closed; }};
    pipe.close_reader();
    writer.write("one");
    writer.write("two");
    CHECK(closed == 1);
    CHECK(writer.is_closed());
    CHECK_FALSE(writer.has_room());
    writer.flush(10s); // nothing to wait for
}

TEST_CASE("flushing gives up on a reader that never reads") {
    const loop::MainLoop loop;
    const Pipe pipe;
    loop::LineWriter writer{loop, pipe.ends[1], [] {}};
    for (int n = 0; n < 200; ++n)
        writer.write(std::string(1000, 'x'));
    writer.flush(1ms);
    CHECK_FALSE(writer.is_closed());
}

TEST_CASE("what has left does not count as waiting, and nothing of a long line is lost") {
    loop::MainLoop loop;
    const Pipe pipe;
    loop::LineWriter writer{loop, pipe.ends[1], [] {}};
    std::string line;
    while (line.size() < 2 * loop::LineWriter::capacity)
        line += std::to_string(line.size()) + ' ';
    writer.write(line);
    CHECK_FALSE(writer.has_room());
    std::string arrived;
    while (arrived.size() < line.size() + 1) {
        arrived += pipe.read_some();
        writer.flush(10ms); // the loop does not run here
    }
    CHECK(arrived == line + "\n");
    CHECK(writer.has_room());
}
