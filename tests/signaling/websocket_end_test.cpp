// SPDX-License-Identifier: MIT
#include "signaling/websocket_bench.hpp"

#include <filesystem>
#include <iterator>

using namespace janus_talk;
using namespace janus_talk::signaling;
using namespace janus_talk::signaling::test;
using base::ExitCode;
using Catch::Contains;

namespace {

/// Far above the 100 ms that these tests set, and below the 3 to 5 s after which libwebsockets
/// would act.
constexpr auto generous = 2s;

void echo(ServerConnection& connection) {
    connection.upgrade();
    connection.echo();
}

std::string close_payload(unsigned code, const std::string& reason = {}) {
    return std::string{static_cast<char>(code >> 8U), static_cast<char>(code & 0xFFU)} + reason;
}

WsServer::Script closes_with(std::string payload) {
    return [payload = std::move(payload)](ServerConnection& connection) {
        connection.upgrade();
        connection.write_frame(Frame::close, payload);
        connection.wait_for_end();
    };
}

std::ptrdiff_t open_descriptors() {
    return std::distance(std::filesystem::directory_iterator{"/proc/self/fd"}, {});
}

} // namespace

TEST_CASE("close sends what is queued, then says goodbye with status 1000") {
    Notes notes;
    WsServer server{[&](ServerConnection& connection) {
        connection.upgrade();
        for (;;) {
            const Frame frame = connection.read_frame();
            if (frame.opcode != Frame::close) {
                notes.add(frame.payload);
                continue;
            }
            notes.add(frame.payload == close_payload(1000) ? "close 1000" : "another close");
            connection.write_frame(Frame::close, frame.payload);
            connection.wait_for_end();
        }
    }};
    Bench bench;
    bench.make(Bench::to(server.port()));
    bench.open();
    REQUIRE(bench.until_open());
    for (const char* text : {"one", "two", "three"})
        bench.send(text);
    bench.close();
    bench.send("too late");
    REQUIRE(bench.until_closed());
    CHECK(bench.seen.failure.code == ExitCode::ok);
    REQUIRE(bench.until([&] { return server.finished() == 1; }));
    CHECK(notes.all() == std::vector<std::string>{"one", "two", "three", "close 1000"});
    bench.linger();
    CHECK(bench.seen.closed == 1);
}

TEST_CASE("a close waits for the server's answer") {
    std::atomic<bool> answer{false};
    WsServer server{[&](ServerConnection& connection) {
        connection.upgrade();
        const Frame frame = connection.read_frame();
        while (!answer)
            std::this_thread::sleep_for(1ms);
        connection.write_frame(Frame::text, "still on its way");
        connection.write_frame(Frame::close, frame.payload);
        connection.wait_for_end();
    }};
    Bench bench;
    bench.make(Bench::to(server.port()));
    bench.open();
    REQUIRE(bench.until_open());
    bench.close();
    bench.linger(100ms);
    CHECK(bench.seen.closed == 0);
    CHECK(server.finished() == 0);
    answer = true;
    REQUIRE(bench.until_closed());
    CHECK(bench.seen.failure.code == ExitCode::ok);
    CHECK(bench.seen.texts.empty());
}

TEST_CASE("the end of a close that nobody answers comes in time") {
    WsServer server{[](ServerConnection& connection) {
        connection.upgrade();
        connection.wait_for_end();
    }};
    Bench bench;
    auto options = Bench::to(server.port());
    options.timeouts.close = 100ms;
    bench.make(options);
    bench.open();
    REQUIRE(bench.until_open());
    bench.close();
    REQUIRE(bench.until([&] { return bench.seen.closed == 1; }, generous));
    CHECK(bench.seen.failure.code == ExitCode::ok);
    CHECK(bench.until([&] { return server.finished() == 1; }));
}

TEST_CASE("the end comes in time at a server that neither reads nor answers, with much still "
          "queued") {
    std::atomic<bool> stop{false};
    WsServer server{[&](ServerConnection& connection) {
        connection.upgrade();
        while (!stop)
            std::this_thread::sleep_for(1ms);
        connection.wait_for_end();
    }};
    Bench bench;
    auto options = Bench::to(server.port());
    options.timeouts.close = 100ms;
    options.send_queue = 20'000'000;
    bench.make(options);
    bench.open();
    REQUIRE(bench.until_open());
    const auto with_connection = open_descriptors();
    for (int i = 0; i < 10; ++i)
        bench.send(std::string(1'000'000, 'x'));
    bench.linger();
    bench.close();
    REQUIRE(bench.until_closed());
    CHECK(bench.seen.failure.code == ExitCode::ok);
    CHECK(bench.until([&] { return open_descriptors() == with_connection - 1; }, generous));
    stop = true;
}

TEST_CASE("a server that floods us while we close can't delay the end") {
    WsServer server{[](ServerConnection& connection) {
        connection.upgrade();
        for (;;)
            connection.write_frame(Frame::text, std::string(500, 'x'));
    }};
    Bench bench;
    auto options = Bench::to(server.port());
    options.timeouts.close = 100ms;
    bench.make(options);
    bench.seen.when_text = [&] {
        if (bench.seen.texts.size() == 100)
            bench.close();
    };
    bench.open();
    REQUIRE(bench.until_closed());
    CHECK(bench.seen.failure.code == ExitCode::ok);
    CHECK(bench.seen.texts.size() == 100); // nothing is delivered after close()
    CHECK(bench.until([&] { return server.finished() == 1; }));
}

TEST_CASE("close works in every state, and the end is told exactly once") {
    WsServer server{echo};
    WsServer silent{[](ServerConnection& connection) { connection.wait_for_end(); }};
    Bench bench;
    SECTION("idle") {
        bench.make(Bench::to(server.port()));
    }
    SECTION("looking up the name") {
        bench.make(Bench::to(server.port(), "localhost"));
        bench.open();
    }
    SECTION("connecting") {
        bench.make(Bench::to(silent.port()));
        bench.open();
        REQUIRE(bench.until([&] { return silent.accepted() == 1; }));
    }
    SECTION("open, but not told yet") {
        bench.make(Bench::to(server.port()));
        bench.open();
    }
    bench.close();
    bench.close();
    CHECK(bench.seen.closed == 0); // never from inside the call
    REQUIRE(bench.until_closed());
    CHECK(bench.seen.failure.code == ExitCode::ok);
    bench.linger();
    CHECK(bench.seen.closed == 1);
    CHECK(bench.seen.opened == 0);
}

TEST_CASE("calls that make no sense are ignored") {
    WsServer server{echo};
    Bench bench;
    bench.make(Bench::to(server.port()));
    bench.send("before it is open");
    bench.open();
    bench.open();
    bench.send("while it connects");
    REQUIRE(bench.until_open());
    bench.open();
    bench.send("now");
    REQUIRE(bench.until_texts(1));
    CHECK(bench.seen.texts.front() == "now");
    bench.close();
    bench.open(); // not over yet
    REQUIRE(bench.until_closed());
    bench.linger();
    CHECK(bench.seen.opened == 1);
    CHECK(bench.seen.closed == 1);
    CHECK(server.accepted() == 1);
}

TEST_CASE("the same object can be opened again after every kind of end, also from the callback") {
    std::atomic<int> round{0};
    WsServer server{[&](ServerConnection& connection) {
        switch (round++) {
        case 0:
            connection.reset();
            break;
        case 1:
            connection.read_request();
            return;
        case 2:
            connection.upgrade();
            connection.write_frame(
                    Frame::text, "{", false); // must not leak into the next connection
            connection.reset();
            break;
        case 3:
            connection.upgrade();
            connection.write_frame(Frame::close, close_payload(1001));
            connection.wait_for_end();
            break;
        default:
            connection.upgrade();
            connection.echo();
        }
    }};
    Bench bench;
    bench.make(Bench::to(server.port()));
    bench.seen.when_closed = [&] {
        if (bench.seen.closed <= 4)
            bench.open();
    };
    bench.open();
    REQUIRE(bench.until([&] { return bench.seen.closed == 4 && bench.seen.opened == 3; }));
    bench.send("still working");
    REQUIRE(bench.until([&] { return !bench.seen.texts.empty(); }));
    CHECK(bench.seen.texts == std::vector<std::string>{"still working"});
    bench.close();
    REQUIRE(bench.until_closed(5));
    CHECK(bench.seen.failure.code == ExitCode::ok);
}

TEST_CASE("a close by the server is told with its code and its words made harmless") {
    const auto [payload, code, text] = GENERATE(table<std::string, ExitCode, std::string>({
            {"", ExitCode::unreachable, "closed the WebSocket"},
            {close_payload(1000), ExitCode::unreachable, "code 1000 (normal closure)"},
            {close_payload(1001, "bye"), ExitCode::unreachable, "code 1001 (going away): bye"},
            {close_payload(1008, "who are you"),
             ExitCode::refused,
             "code 1008 (policy violation): who are you"},
            {close_payload(1009), ExitCode::protocol, "1009"},
            {close_payload(1011), ExitCode::unreachable, "1011"},
            {close_payload(1013, "busy"), ExitCode::unreachable, "busy"},
            {close_payload(4711, "\x1b[31mred\n"),
             ExitCode::unreachable,
             "4711: \\u{1b}[31mred\\u{a}"},
    }));
    WsServer server{closes_with(payload)};
    Bench bench;
    bench.make(Bench::to(server.port()));
    bench.open();
    REQUIRE(bench.until_closed());
    CHECK(bench.seen.failure.code == code);
    CHECK_THAT(bench.seen.failure.text, Contains(text));
    CHECK(bench.until([&] { return server.finished() == 1; }));
    bench.linger();
    CHECK(bench.seen.closed == 1);
}

TEST_CASE("a server that closes and does not read our answer can't delay the end") {
    std::atomic<bool> close_now{false};
    std::atomic<bool> stop{false};
    WsServer server{[&](ServerConnection& connection) {
        connection.upgrade();
        while (!close_now)
            std::this_thread::sleep_for(1ms);
        connection.write_frame(Frame::close, close_payload(1001));
        while (!stop)
            std::this_thread::sleep_for(1ms);
    }};
    Bench bench;
    auto options = Bench::to(server.port());
    options.timeouts.close = 100ms;
    options.send_queue = 20'000'000;
    bench.make(options);
    bench.open();
    REQUIRE(bench.until_open());
    bench.send(std::string(19'000'000, 'x'));
    bench.linger();
    close_now = true;
    CHECK(bench.until([&] { return bench.seen.closed == 1; }, generous));
    stop = true;
    CHECK_THAT(bench.seen.failure.text, Contains("1001 (going away)"));
}

TEST_CASE("messages that came before the end are delivered before it") {
    const bool by_reset = GENERATE(false, true);
    WsServer server{[&](ServerConnection& connection) {
        connection.upgrade();
        for (int i = 0; i < 300; ++i)
            connection.write_frame(Frame::text, std::to_string(i));
        if (!by_reset)
            return;
        std::this_thread::sleep_for(50ms);
        connection.reset();
    }};
    Bench bench;
    bench.make(Bench::to(server.port()));
    std::size_t before_the_end = 0;
    bench.seen.when_closed = [&] { before_the_end = bench.seen.texts.size(); };
    bench.open();
    REQUIRE(bench.until_closed());
    CHECK(before_the_end == 300);
    CHECK(bench.seen.texts.back() == "299");
}

TEST_CASE("a connection that is dropped or reset is told so") {
    const bool by_reset = GENERATE(false, true);
    WsServer server{[&](ServerConnection& connection) {
        connection.upgrade();
        (void)connection.read_frame();
        if (by_reset)
            connection.reset();
    }};
    Bench bench;
    bench.make(Bench::to(server.port()));
    bench.open();
    REQUIRE(bench.until_open());
    bench.send("go");
    REQUIRE(bench.until_closed());
    CHECK(bench.seen.failure.code == ExitCode::unreachable);
    CHECK_THAT(bench.seen.failure.text,
               Contains(by_reset ? "was reset" : "dropped the connection"));
}

TEST_CASE("when the server breaks off while we close, that is still our close") {
    WsServer server{[](ServerConnection& connection) {
        connection.upgrade();
        (void)connection.read_frame();
        connection.reset();
    }};
    Bench bench;
    bench.make(Bench::to(server.port()));
    bench.open();
    REQUIRE(bench.until_open());
    bench.close();
    REQUIRE(bench.until_closed());
    CHECK(bench.seen.failure.code == ExitCode::ok);
}
