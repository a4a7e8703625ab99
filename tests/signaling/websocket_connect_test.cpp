// SPDX-License-Identifier: MIT
#include "signaling/websocket_bench.hpp"

#include <cstdlib>
#include <optional>
#include <sys/socket.h>

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

WsServer::Script answer(const std::string& response) {
    return [response](ServerConnection& connection) {
        connection.read_request();
        connection.write(response);
        connection.wait_for_end();
    };
}

std::string status_line(int status) {
    return "HTTP/1.1 " + std::to_string(status) + " Whatever\r\nContent-Length: 0\r\n\r\n";
}

} // namespace

// The six rules of docs/threads.md begin here.

TEST_CASE("a host whose first address refuses is reached at the next one") {
    WsServer server{echo};
    Bench bench;
    SECTION("two IPv4 addresses") {
        auto options = Bench::to(server.port(), "janus.example");
        options.addresses = {"127.0.0.2", "127.0.0.1"};
        bench.make(options);
    }
    SECTION("several refusing addresses of both families") {
        auto options = Bench::to(server.port(), "janus.example");
        options.addresses = {"::1", "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.1"};
        bench.make(options);
    }
    SECTION("localhost with a server on IPv4 only") {
        bench.make(Bench::to(server.port(), "localhost"));
    }
    bench.open();
    REQUIRE(bench.until_open());
    bench.send("hello");
    REQUIRE(bench.until_texts(1));
    CHECK(bench.seen.texts.front() == "hello");
    CHECK(server.accepted() == 1);
}

TEST_CASE("a server on IPv6 only is reached through localhost and through its address") {
    if (!janus_talk::test::has_ipv6_loopback()) {
        WARN("no IPv6 here");
        return;
    }
    WsServer server{echo, {.address = "::1"}};
    Bench bench;
    bench.make(Bench::to(server.port(), GENERATE(as<std::string>{}, "localhost", "::1")));
    bench.open();
    CHECK(bench.until_open());
}

TEST_CASE("when every address refuses, the failure tells what each one said") {
    const ClosedPort nobody;
    Bench bench;
    auto options = Bench::to(nobody.port(), "janus.example");
    options.addresses = {"127.0.0.1", "127.0.0.2"};
    const auto failure = bench.failure_of(options);
    CHECK(failure.code == ExitCode::unreachable);
    CHECK_THAT(failure.text,
               Contains("could not connect to janus.example:" + std::to_string(nobody.port())));
    CHECK_THAT(failure.text,
               Contains("127.0.0.1: connection refused; 127.0.0.2: connection refused"));
    CHECK_FALSE(failure.hint.empty());
}

TEST_CASE("a redirect is not followed, and does not end the process") {
    const int status = GENERATE(301, 302, 303, 307, 308);
    WsServer other{echo};
    WsServer server{answer("HTTP/1.1 " + std::to_string(status) +
                           " Moved\r\nLocation: ws://127.0.0.1:" + std::to_string(other.port()) +
                           "/\r\nContent-Length: 0\r\n\r\n")};
    Bench bench;
    const auto failure = bench.failure_of(Bench::to(server.port()));
    CHECK(failure.code == ExitCode::unreachable);
    CHECK_THAT(failure.text, Contains(std::to_string(status)));
    CHECK_THAT(failure.hint, Contains("redirect"));
    CHECK(other.accepted() == 0);
}

TEST_CASE("a server that accepts the connection and stays silent is given up in time") {
    WsServer server{[](ServerConnection& connection) { connection.wait_for_end(); }};
    Bench bench;
    auto options = Bench::to(server.port());
    const bool by_address = GENERATE(true, false);
    (by_address ? options.timeouts.address : options.timeouts.connect) = 150ms;
    const auto failure = bench.failure_of(options);
    CHECK(failure.code == ExitCode::unreachable);
    CHECK_THAT(failure.text, Contains("accepted the connection but did not answer"));
    // The limit for everything counts from the start, so less than all of it was left for this
    // address.
    if (by_address)
        CHECK_THAT(failure.text, Contains("within 150 ms"));
    CHECK(bench.until([&] { return server.finished() == 1; })); // and the socket is closed
}

TEST_CASE("a silent address does not keep the others from being tried") {
    WsServer silent{[](ServerConnection& connection) { connection.wait_for_end(); },
                    {.address = "127.0.0.2"}};
    const ClosedPort same_port{"127.0.0.1", silent.port()};
    Bench bench;
    auto options = Bench::to(silent.port(), "janus.example");
    options.addresses = {"127.0.0.2", "127.0.0.1"};
    options.timeouts.address = 150ms;
    const auto failure = bench.failure_of(options);
    CHECK_THAT(failure.text,
               Contains("127.0.0.2: no answer within 150 ms; 127.0.0.1: connection refused"));
}

TEST_CASE("an address that drops every packet is given up in time") {
    const DeafPort deaf{"127.0.0.2"};
    const ClosedPort same_port{"127.0.0.1", deaf.port()};
    Bench bench;
    auto options = Bench::to(deaf.port(), "janus.example");
    options.timeouts.address = 150ms;
    SECTION("alone") {
        options.addresses = {"127.0.0.2"};
        const auto failure = bench.failure_of(options);
        CHECK(failure.code == ExitCode::unreachable);
        CHECK_THAT(failure.text,
                   Contains("could not connect to janus.example:" + std::to_string(deaf.port()) +
                            ": no answer within 150 ms"));
    }
    SECTION("before another one") {
        options.addresses = {"127.0.0.2", "127.0.0.1"};
        const auto failure = bench.failure_of(options);
        CHECK_THAT(failure.text,
                   Contains("127.0.0.2: no answer within 150 ms; 127.0.0.1: connection refused"));
    }
}

TEST_CASE("a server that drips its answer byte by byte is given up in time") {
    std::atomic<bool> done{false};
    WsServer server{[&](ServerConnection& connection) {
        const std::string request = connection.read_request();
        for (const char byte : ServerConnection::agreement(request, "janus-protocol")) {
            connection.write({&byte, 1});
            std::this_thread::sleep_for(20ms);
        }
        done = true;
    }};
    Bench bench;
    auto options = Bench::to(server.port());
    options.timeouts.connect = 200ms;
    const auto failure = bench.failure_of(options);
    CHECK(failure.code == ExitCode::unreachable);
    CHECK_THAT(failure.text, Contains("did not answer"));
    CHECK_FALSE(done);
}

TEST_CASE("a slow but complete handshake is accepted") {
    WsServer server{[](ServerConnection& connection) {
        const std::string request = connection.read_request();
        const std::string response = ServerConnection::agreement(request, "janus-protocol");
        for (const char byte : response)
            connection.write({&byte, 1});
        connection.echo();
    }};
    Bench bench;
    bench.make(Bench::to(server.port()));
    bench.open();
    CHECK(bench.until_open());
}

TEST_CASE("each step of the way up has its time, in order, and none that was not reached") {
    Bench bench;
    SECTION("ws") {
        WsServer server{echo};
        bench.make(Bench::to(server.port(), "localhost"));
        bench.open();
        REQUIRE(bench.until_open());
        const auto& times = bench.socket->times();
        CHECK(0us < times.dns);
        CHECK(times.dns < times.tcp);
        CHECK(times.tcp < times.websocket);
        CHECK_FALSE((times.proxy || times.tls || times.through_proxy || times.secure));
    }
    SECTION("through a proxy") {
        WsServer proxy{[](ServerConnection& connection) {
            connection.read_request();
            connection.write("HTTP/1.1 200 OK\r\n\r\n");
            connection.upgrade();
            connection.echo();
        }};
        auto options = Bench::to(1, "janus.example");
        options.proxy = Proxy{"127.0.0.1", proxy.port(), {}};
        bench.make(options);
        bench.open();
        REQUIRE(bench.until_open());
        const auto& times = bench.socket->times();
        CHECK(times.through_proxy);
        CHECK(times.dns < times.tcp);
        CHECK(times.tcp < times.proxy);
        CHECK(times.proxy < times.websocket);
    }
    SECTION("a closed port") {
        ClosedPort nobody;
        static_cast<void>(bench.failure_of(Bench::to(nobody.port())));
        CHECK(bench.socket->times().dns);
        CHECK_FALSE(bench.socket->times().tcp);
    }
    SECTION("an address that is silent, then one that refuses") {
        WsServer server{[](ServerConnection& connection) { connection.wait_for_end(); }};
        auto options = Bench::to(server.port(), "janus.example");
        options.addresses = {"127.0.0.1", "127.0.0.2"};
        options.timeouts.address = 150ms;
        static_cast<void>(bench.failure_of(options));
        CHECK_FALSE(bench.socket->times().tcp);
    }
    SECTION("a server that does not answer") {
        WsServer server{[](ServerConnection& connection) { connection.wait_for_end(); }};
        auto options = Bench::to(server.port());
        options.timeouts.connect = 150ms;
        static_cast<void>(bench.failure_of(options));
        CHECK(bench.socket->times().tcp);
        CHECK_FALSE(bench.socket->times().websocket);
    }
    SECTION("a name that is none") {
        static_cast<void>(bench.failure_of(Bench::to(8188, "no..such..host")));
        CHECK_FALSE(bench.socket->times().dns);
    }
}

TEST_CASE("a name that can't be resolved is a failure that names it") {
    Bench bench;
    const auto failure = bench.failure_of(Bench::to(8188, "no..such..host"));
    CHECK(failure.code == ExitCode::unreachable);
    CHECK_THAT(failure.text, Contains("no..such..host"));
}

TEST_CASE("an HTTP answer that is not 101 is told by its status") {
    const auto [status, code] = GENERATE(table<int, ExitCode>({{200, ExitCode::unreachable},
                                                               {400, ExitCode::unreachable},
                                                               {401, ExitCode::refused},
                                                               {403, ExitCode::refused},
                                                               {404, ExitCode::unreachable},
                                                               {426, ExitCode::unreachable},
                                                               {429, ExitCode::try_later},
                                                               {500, ExitCode::unreachable},
                                                               {502, ExitCode::unreachable},
                                                               {503, ExitCode::try_later}}));
    WsServer server{answer(status_line(status))};
    Bench bench;
    const auto failure = bench.failure_of(Bench::to(server.port()));
    CHECK(failure.code == code);
    CHECK_THAT(failure.text, Contains("HTTP status " + std::to_string(status)));
    CHECK_FALSE(failure.hint.empty());
    CHECK(server.accepted() == 1);
}

TEST_CASE("a 101 without the sub-protocol, or with another one, is a broken protocol") {
    const std::string offered = GENERATE(
            as<std::string>{}, "", "chat", "janus-admin-protocol", "janus", "janus-protocolx");
    WsServer server{[&](ServerConnection& connection) {
        connection.upgrade(offered);
        connection.echo();
    }};
    Bench bench;
    const auto failure = bench.failure_of(Bench::to(server.port()));
    CHECK(failure.code == ExitCode::protocol);
    CHECK_THAT(failure.text, Contains("\"janus-protocol\""));
    CHECK_THAT(failure.text, Contains(offered.empty() ? "without" : "another"));
}

TEST_CASE("a server that hangs up without an answer is suspected of another sub-protocol") {
    const bool by_reset = GENERATE(false, true);
    WsServer server{[&](ServerConnection& connection) {
        connection.read_request();
        if (by_reset)
            connection.reset();
    }};
    Bench bench;
    const auto failure = bench.failure_of(Bench::to(server.port()));
    CHECK(failure.code == ExitCode::unreachable);
    CHECK_THAT(failure.text,
               Contains("refused the WebSocket") && Contains("sub-protocol \"janus-protocol\"?"));
    CHECK_FALSE(failure.hint.empty());
}

TEST_CASE("a broken handshake is a broken protocol") {
    WsServer server{[](ServerConnection& connection) {
        connection.read_request();
        connection.write(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Accept: bm90IHRoZSByaWdodCBvbmU=\r\n"
                "Sec-WebSocket-Protocol: janus-protocol\r\n\r\n");
        connection.wait_for_end();
    }};
    Bench bench;
    const auto failure = bench.failure_of(Bench::to(server.port()));
    CHECK(failure.code == ExitCode::protocol);
    CHECK_THAT(failure.text, Contains("broke the WebSocket handshake"));
}

TEST_CASE("a server that does not speak HTTP is told so") {
    const std::string banner = GENERATE(as<std::string>{},
                                        "SSH-2.0-OpenSSH_9.2p1\r\n",
                                        "\x15\x03\x01\x00\x02\x02\x46",
                                        "* OK IMAP ready\r\n\r\n");
    WsServer server{[&](ServerConnection& connection) {
        connection.read_request();
        connection.write(banner);
        connection.wait_for_end();
    }};
    Bench bench;
    auto options = Bench::to(server.port());
    options.timeouts.address = 500ms;
    const auto failure = bench.failure_of(options);
    CHECK(failure.code == ExitCode::unreachable);
    CHECK_FALSE(failure.hint.empty());
}

TEST_CASE("an answer with endless headers is cut off") {
    WsServer server{[](ServerConnection& connection) {
        connection.read_request();
        connection.write("HTTP/1.1 101 Switching Protocols\r\n");
        for (;;)
            connection.write("X-Filler: " + std::string(1000, 'x') + "\r\n");
    }};
    Bench bench;
    auto options = Bench::to(server.port());
    options.timeouts.address = 2s;
    const auto failure = bench.failure_of(options);
    CHECK((failure.code == ExitCode::unreachable || failure.code == ExitCode::protocol));
    CHECK(bench.until([&] { return server.finished() == 1; }));
}

TEST_CASE("the request names host, path and sub-protocol exactly, and offers nothing else") {
    Notes notes;
    WsServer server{[&](ServerConnection& connection) {
        notes.add(connection.upgrade("janus-admin-protocol"));
        connection.echo();
    }};
    Bench bench;
    auto options = Bench::to(server.port(), "localhost");
    options.subprotocol = "janus-admin-protocol";
    options.url.target = "/admin?x=1&y=%20";
    bench.make(options);
    bench.open();
    REQUIRE(bench.until_open());
    REQUIRE(bench.until([&] { return !notes.all().empty(); }));
    const std::string request = notes.all().at(0);
    CHECK_THAT(request, Catch::StartsWith("GET /admin?x=1&y=%20 HTTP/1.1\r\n"));
    CHECK_THAT(request, Contains("\r\nHost: localhost:" + std::to_string(server.port()) + "\r\n"));
    CHECK_THAT(request, Contains("\r\nSec-WebSocket-Protocol: janus-admin-protocol\r\n"));
    CHECK_THAT(request, !Contains("Extensions") && !Contains("Origin"));
}

TEST_CASE("the longest URL that is accepted arrives whole") {
    Notes notes;
    WsServer server{[&](ServerConnection& connection) {
        notes.add(connection.upgrade());
        connection.echo();
    }};
    Bench bench;
    const std::string label(50, 'a');
    auto options = Bench::to(server.port(),
                             label + "." + label + "." + std::string(longest_host - 102, 'b'));
    options.addresses = {"127.0.0.1"};
    options.url.target = "/" + std::string(longest_target - 1, 'p');
    bench.make(options);
    bench.open();
    REQUIRE(bench.until_open());
    REQUIRE(bench.until([&] { return !notes.all().empty(); }));
    const std::string request = notes.all().at(0);
    CHECK_THAT(request, Catch::StartsWith("GET " + options.url.target + " HTTP/1.1\r\n"));
    CHECK_THAT(request, Contains("\r\nHost: " + options.url.host_header() + "\r\n"));
}

TEST_CASE("libwebsockets does not use a proxy of the environment behind our back") {
    const ClosedPort nobody;
    setenv("http_proxy", ("http://127.0.0.1:" + std::to_string(nobody.port())).c_str(), 1);
    WsServer server{echo};
    Bench bench;
    bench.make(Bench::to(server.port()));
    bench.open();
    CHECK(bench.until_open());
    unsetenv("http_proxy");
}
