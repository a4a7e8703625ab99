// SPDX-License-Identifier: MIT
#include "signaling/websocket_bench.hpp"

#include <optional>
#include <sys/socket.h>

using namespace janus_talk;
using namespace janus_talk::signaling;
using namespace janus_talk::signaling::test;
using base::ExitCode;
using Catch::Contains;

namespace {

/// A server that agrees to the WebSocket, does something with it, and waits.
WsServer::Script after_upgrade(WsServer::Script script) {
    return [script = std::move(script)](ServerConnection& connection) {
        connection.upgrade();
        script(connection);
        connection.wait_for_end();
    };
}

std::string letters(std::size_t count) {
    std::string text(count, ' ');
    for (std::size_t i = 0; i < count; ++i)
        text[i] = static_cast<char>('a' + i % 26);
    return text;
}

} // namespace

TEST_CASE("a message that never ends is refused at the limit, however patient the server is") {
    WsServer server{after_upgrade([](ServerConnection& connection) {
        connection.write_frame(Frame::text, letters(1000), false);
        for (;;)
            connection.write_frame(Frame::continuation, letters(1000), false);
    })};
    Bench bench;
    auto options = Bench::to(server.port());
    options.timeouts.close = 100ms; // it will not answer our close frame
    bench.make(options);
    bench.open();
    REQUIRE(bench.until_closed());
    CHECK(bench.seen.failure.code == ExitCode::protocol);
    CHECK(bench.until([&] { return server.finished() == 1; }));
}

TEST_CASE("a frame that announces more than the limit is refused before it is read") {
    WsServer server{after_upgrade([](ServerConnection& connection) {
        connection.write(std::string("\x81\x7f\x3f\xff\xff\xff\xff\xff\xff\xff", 10) +
                         letters(50'000));
    })};
    Bench bench;
    auto options = Bench::to(server.port());
    options.timeouts.close = 100ms;
    bench.make(options);
    bench.open();
    REQUIRE(bench.until_closed());
    CHECK(bench.seen.failure.code == ExitCode::protocol);
    CHECK_THAT(bench.seen.failure.text, Contains("more than 16777216 bytes"));
}

TEST_CASE("a frame that is announced and never sent is given up as a dead connection") {
    WsServer server{after_upgrade([](ServerConnection& connection) {
        connection.write(std::string("\x81\x7f\x3f\xff\xff\xff\xff\xff\xff\xff", 10));
    })};
    Bench bench;
    auto options = Bench::to(server.port());
    options.timeouts.idle = 100ms;
    options.timeouts.hang_up = 200ms;
    bench.make(options);
    bench.open();
    REQUIRE(bench.until_closed());
    CHECK(bench.seen.failure.code == ExitCode::unreachable);
}

TEST_CASE("a message that is begun and not finished is given up in time") {
    WsServer server{after_upgrade([](ServerConnection& connection) {
        connection.write_frame(Frame::text, "{", false);
        for (;;) { // alive all the time
            connection.write_frame(Frame::ping, "");
            std::this_thread::sleep_for(5ms);
        }
    })};
    Bench bench;
    auto options = Bench::to(server.port());
    options.timeouts.message = 150ms;
    bench.make(options);
    bench.open();
    REQUIRE(bench.until_closed());
    CHECK(bench.seen.failure.code == ExitCode::unreachable);
    CHECK_THAT(bench.seen.failure.text, Contains("did not finish a message within 150 ms"));
}

TEST_CASE("what no server may send is a broken protocol") {
    const auto [what, bytes] = GENERATE(table<std::string, std::string>({
            {"reserved bit", std::string("\xc1\x01x", 3)},
            {"unknown opcode", std::string("\x83\x01x", 3)},
            {"orphan continuation", std::string("\x80\x01x", 3)},
            {"text inside a fragmented text", std::string("\x01\x01x\x81\x01y", 6)},
            {"fragmented ping", std::string("\x09\x01x", 3)},
            {"long ping", std::string("\x89\x7e\x00\xff", 4)},
            {"negative length", std::string("\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff", 10)},
    }));
    WsServer server{after_upgrade(
            [bytes = bytes](ServerConnection& connection) { connection.write(bytes); })};
    INFO(what);
    Bench bench;
    bench.make(Bench::to(server.port()));
    bench.open();
    REQUIRE(bench.until_closed());
    CHECK(bench.seen.failure.code == ExitCode::protocol);
    CHECK_THAT(bench.seen.failure.text, Contains("broke the WebSocket protocol"));
    CHECK(bench.seen.texts.empty());
}

TEST_CASE("a flood of small messages is delivered completely while the loop stays responsive") {
    constexpr std::size_t many = 50'000;
    WsServer server{after_upgrade([](ServerConnection& connection) {
        std::string chunk;
        for (int i = 0; i < 500; ++i)
            chunk += std::string("\x81\x02{}", 4);
        for (std::size_t sent = 0; sent < many; sent += 500)
            connection.write(chunk);
    })};
    Bench bench;
    bench.make(Bench::to(server.port()));
    std::size_t turns = 0;
    std::size_t most_between = 0;
    std::size_t before = 0;
    loop::Timer other{bench.loop, [&] {
                          ++turns;
                          most_between = std::max(most_between, bench.seen.texts.size() - before);
                          before = bench.seen.texts.size();
                          other.arm_now();
                      }};
    other.arm_now();
    bench.open();
    REQUIRE(bench.until_texts(many));
    CHECK(bench.seen.texts.size() == many);
    CHECK(most_between <= 64);
    CHECK(turns >= many / 64);
}

TEST_CASE("a flood is held back at the server, not piled up here") {
    // What is under way may fill the kernel's buffers (60'000 of these messages where one may take
    // 6 MB), and not much more. Without holding back it would be two thirds of all.
    constexpr std::size_t many = 200'000;
    constexpr std::size_t limit = 90'000;
    constexpr std::size_t at_a_time = 100;
    std::atomic<std::size_t> written{0};
    WsServer server{after_upgrade([&](ServerConnection& connection) {
        const int small = 65536;
        setsockopt(connection.socket(), SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
        std::string chunk;
        for (std::size_t i = 0; i < at_a_time; ++i)
            chunk += std::string("\x81\x64", 2) + letters(100);
        for (std::size_t sent = 0; sent < many; sent += at_a_time) {
            connection.write(chunk);
            written += at_a_time;
        }
    })};

    struct Counter final : core::SignalingObserver {
        explicit Counter(const std::atomic<std::size_t>& sent) : written(sent) {}

        void on_signaling_open() override {}

        void on_signaling_text(std::string_view /*text*/) override {
            ++read;
            most_under_way = std::max(most_under_way, std::max(written.load(), read) - read);
        }

        void on_signaling_cut(std::string_view /*head*/) override {}

        void on_signaling_closed(const base::Failure& /*failure*/) override {}

        const std::atomic<std::size_t>& written;
        std::size_t read = 0;
        std::size_t most_under_way = 0;
    } counter{written};

    Bench bench;
    WebSocket socket{*bench.context, Bench::to(server.port()), counter};
    socket.open();
    REQUIRE(bench.until([&] { return counter.read == many; }));
    CHECK(counter.most_under_way < limit);
}

TEST_CASE("a server that does not read is given up when the queue is full") {
    std::atomic<bool> stop{false};
    WsServer deaf{[&](ServerConnection& connection) {
        connection.upgrade();
        while (!stop)
            std::this_thread::sleep_for(1ms);
    }};
    Bench bench;
    bench.make(Bench::to(deaf.port()));
    bench.open();
    REQUIRE(bench.until_open());
    int sent = 0;
    while (bench.seen.closed == 0 && sent < 10'000) {
        bench.send(letters(50'000));
        if (++sent % 4 == 0)
            bench.linger(1ms);
    }
    REQUIRE(bench.until_closed());
    CHECK(bench.seen.failure.code == ExitCode::unreachable);
    CHECK_THAT(bench.seen.failure.text, Contains("does not read"));
    bench.linger();
    CHECK(bench.seen.closed == 1);
    stop = true;
}

TEST_CASE("an idle connection is kept alive by pings") {
    std::atomic<int> pings{0};
    WsServer server{after_upgrade([&](ServerConnection& connection) {
        for (;;) {
            const Frame frame = connection.read_frame();
            if (frame.opcode == Frame::ping) {
                ++pings;
                connection.write_frame(Frame::pong, frame.payload);
            }
        }
    })};
    Bench bench;
    auto options = Bench::to(server.port());
    options.timeouts.idle = 20ms;
    bench.make(options);
    bench.open();
    REQUIRE(bench.until_open());
    CHECK(bench.until([&] { return pings >= 5; }));
    CHECK(bench.seen.closed == 0);
}

TEST_CASE("a server that is silent for a while is told and kept") {
    std::atomic<bool> silent{true};
    WsServer server{after_upgrade([&](ServerConnection& connection) {
        for (;;) {
            const Frame frame = connection.read_frame();
            if (frame.opcode == Frame::ping && !silent)
                connection.write_frame(Frame::pong, frame.payload);
            else if (frame.opcode == Frame::text)
                connection.write_frame(Frame::text, frame.payload);
        }
    })};
    Bench bench;
    auto options = Bench::to(server.port());
    options.timeouts.idle = 20ms;
    options.timeouts.silent = 40ms;
    options.timeouts.hang_up = 60s;
    bench.make(options);
    bench.open();
    REQUIRE(bench.until([&] { return bench.seen.silences == std::vector{40ms}; }));
    bench.linger();
    CHECK(bench.seen.silences.size() == 1);
    silent = false;
    bench.socket->send("hello"); // it says something
    REQUIRE(bench.until([&] { return bench.seen.texts.size() == 1; }));
    silent = true;
    CHECK(bench.until([&] { return bench.seen.silences.size() == 2; }));
    CHECK(bench.seen.closed == 0);
}

TEST_CASE("a connection on which nothing comes, not even the answer to a ping, is dead") {
    WsServer server{[](ServerConnection& connection) {
        connection.upgrade();
        connection.wait_for_end(); // reads, never answers
    }};
    Bench bench;
    auto options = Bench::to(server.port());
    options.timeouts.idle = 100ms;
    options.timeouts.hang_up = 200ms;
    bench.make(options);
    bench.open();
    REQUIRE(bench.until_closed());
    CHECK(bench.seen.opened == 1);
    CHECK(bench.seen.failure.code == ExitCode::unreachable);
    CHECK_THAT(bench.seen.failure.text, Contains("is dead") && Contains("200 ms"));
}
