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

void echo(ServerConnection& connection) {
    connection.upgrade();
    connection.echo();
}

std::string normal_closure() {
    return "\x03\xe8"; // 1000
}

std::ptrdiff_t open_descriptors() {
    return std::distance(std::filesystem::directory_iterator{"/proc/self/fd"}, {});
}

} // namespace

TEST_CASE("a WebSocket destroyed in any state cuts its connection and says nothing more") {
    WsServer server{echo};
    WsServer silent{[](ServerConnection& connection) { connection.wait_for_end(); }};
    const DeafPort deaf;
    Bench bench;
    SECTION("idle") {
        bench.make(Bench::to(server.port()));
    }
    SECTION("looking up") {
        bench.make(Bench::to(server.port(), "localhost"));
        bench.open();
    }
    SECTION("connecting over TCP") {
        bench.make(Bench::to(deaf.port()));
        bench.open();
        bench.linger(5ms);
    }
    SECTION("upgrading") {
        bench.make(Bench::to(silent.port()));
        bench.open();
        REQUIRE(bench.until([&] { return silent.accepted() == 1; }));
        bench.linger(5ms);
    }
    SECTION("open") {
        bench.make(Bench::to(server.port()));
        bench.open();
        REQUIRE(bench.until_open());
        bench.send("never delivered back");
    }
    SECTION("closing") {
        bench.make(Bench::to(server.port()));
        bench.open();
        REQUIRE(bench.until_open());
        bench.close();
    }
    SECTION("with the end waiting to be told") {
        bench.make(Bench::to(server.port()));
        bench.close();
    }
    bench.socket.reset();
    bench.linger();
    CHECK(bench.seen.closed == 0);
    CHECK(bench.seen.texts.empty());
    CHECK(bench.until([&] {
        return server.finished() == server.accepted() && silent.finished() == silent.accepted();
    }));
}

TEST_CASE("any callback may destroy the WebSocket, and libwebsockets with it") {
    WsServer server{[](ServerConnection& connection) {
        connection.upgrade();
        connection.write_frame(Frame::text, "one");
        connection.write_frame(Frame::text, "two");
        connection.write_frame(Frame::close, normal_closure());
        connection.wait_for_end();
    }};
    Bench bench;
    bench.make(Bench::to(server.port()));
    bool destroyed = false;
    const auto destroy = [&] {
        bench.socket.reset();
        bench.context.reset();
        destroyed = true;
    };
    SECTION("in open") {
        bench.seen.when_open = destroy;
    }
    SECTION("in text") {
        bench.seen.when_text = destroy;
    }
    SECTION("in closed") {
        bench.seen.when_closed = destroy;
    }
    bench.open();
    REQUIRE(bench.until([&] { return destroyed; }));
    bench.linger();
    CHECK(bench.seen.texts.size() <= 2);
    CHECK(bench.until([&] { return server.finished() == 1; }));
}

TEST_CASE("libwebsockets can go while connections that were abandoned are still dying") {
    WsServer server{echo};
    for (int round = 0; round < 10; ++round) {
        Bench bench;
        bench.make(Bench::to(server.port()));
        bench.open();
        REQUIRE(bench.until_open());
        bench.send(std::string(100'000, 'x'));
        bench.socket.reset();
        bench.context.reset();
    }
    Bench bench;
    CHECK(bench.until([&] { return server.finished() == server.accepted(); }));
}

TEST_CASE("many connections at once share one libwebsockets") {
    constexpr std::size_t many = 50;
    WsServer server{echo};
    Bench bench;
    std::vector<Recorder> recorders(many);
    std::vector<std::unique_ptr<WebSocket>> sockets;
    for (Recorder& recorder : recorders) {
        sockets.push_back(
                std::make_unique<WebSocket>(*bench.context, Bench::to(server.port()), recorder));
        sockets.back()->open();
    }
    const auto all = [&](auto&& is_so) {
        return bench.until([&] { return std::all_of(recorders.begin(), recorders.end(), is_so); });
    };
    REQUIRE(all([](const Recorder& one) { return one.opened == 1; }));
    for (std::size_t i = 0; i < many; ++i)
        sockets[i]->send(std::to_string(i));
    REQUIRE(all([](const Recorder& one) { return one.texts.size() == 1; }));
    for (std::size_t i = 0; i < many; ++i)
        CHECK(recorders[i].texts.front() == std::to_string(i));
    for (auto& socket : sockets)
        socket->close();
    CHECK(all([](const Recorder& one) { return one.closed == 1; }));
}

TEST_CASE("connections leave no descriptor behind, however they end") {
    std::atomic<int> round{0};
    WsServer server{[&](ServerConnection& connection) {
        switch (round++ % 4) {
        case 0:
            connection.reset();
            break;
        case 1:
            connection.read_request();
            break;
        case 2:
            connection.upgrade();
            connection.reset();
            break;
        default:
            connection.upgrade();
            connection.echo();
        }
    }};
    Bench bench;
    bench.make(Bench::to(server.port()));
    const auto run_rounds = [&](int rounds) {
        bench.seen.when_open = [&] { bench.close(); };
        for (int i = 0; i < rounds; ++i) {
            bench.open();
            REQUIRE(bench.until_closed(bench.seen.closed + 1));
        }
        REQUIRE(bench.until([&] { return server.finished() == server.accepted(); }));
    };
    run_rounds(8);
    const auto before = open_descriptors();
    run_rounds(200);
    CHECK(open_descriptors() == before);
}
