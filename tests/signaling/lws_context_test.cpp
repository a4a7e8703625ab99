// SPDX-License-Identifier: MIT
#include "signaling/event_loop_plugin.hpp"
#include "signaling/lws_context.hpp"
#include "signaling/websocket_bench.hpp"

#include <array>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <iterator>
#include <unistd.h>

using namespace janus_talk;
using namespace janus_talk::signaling;
using namespace janus_talk::signaling::test;
using Catch::Contains;

namespace {

/// What is written to stderr while it lives.
class StderrCapture {
public:
    StderrCapture() : saved_(dup(STDERR_FILENO)), file_(std::tmpfile()) {
        dup2(fileno(file_), STDERR_FILENO);
    }

    ~StderrCapture() {
        dup2(saved_, STDERR_FILENO);
        close(saved_);
        std::fclose(file_);
    }

    StderrCapture(const StderrCapture&) = delete;
    StderrCapture& operator=(const StderrCapture&) = delete;

    [[nodiscard]] std::string text() const {
        std::array<char, 4096> bytes{};
        const auto count = pread(fileno(file_), bytes.data(), bytes.size(), 0);
        return {bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
    }

private:
    int saved_;
    std::FILE* file_;
};

std::ptrdiff_t open_descriptors() {
    return std::distance(std::filesystem::directory_iterator{"/proc/self/fd"}, {});
}

void echo(ServerConnection& connection) {
    connection.upgrade();
    connection.echo();
}

} // namespace

TEST_CASE("a missing GLib plug-in is told with the package to install") {
    try {
        require_event_loop_plugin("/no/such/folder/libwebsockets-evlib_glib.so");
        FAIL("not missed");
    } catch (const base::Error& error) {
        CHECK(error.failure().code == base::ExitCode::device);
        CHECK_THAT(error.failure().text, Contains("/no/such/folder"));
        CHECK_THAT(error.failure().hint, Contains("libwebsockets-evlib-glib"));
    }
    CHECK_NOTHROW(require_event_loop_plugin());
}

TEST_CASE("libwebsockets never writes to stderr, with or without somebody who listens to it") {
    WsServer server{[](ServerConnection& connection) {
        connection.read_request();
        connection.write("HTTP/1.1 500 No\r\n\r\n"); // makes it complain
        connection.wait_for_end();
    }};
    const bool listening = GENERATE(false, true);
    std::string log;
    std::string on_stderr;
    {
        const StderrCapture capture;
        loop::MainLoop loop;
        LwsContextOptions options{.tls = true};
        if (listening)
            options.log = [&](LogLevel, std::string_view line) { log += line; };
        const LwsContext context{loop, options};
        on_stderr = capture.text();
    }
    CHECK(on_stderr.empty());
    CHECK(log.empty() != listening);
}

TEST_CASE("wss needs a context that was made for it") {
    Bench bench;
    auto options = Bench::to(1);
    options.url.secure = true;
    CHECK_THROWS_AS(bench.make(options), base::Error);
}

TEST_CASE("contexts can follow one another without leaving anything behind") {
    WsServer server{echo};
    const auto round = [&] {
        Bench bench{true};
        bench.make(Bench::to(server.port()));
        bench.open();
        REQUIRE(bench.until_open());
        bench.close();
        REQUIRE(bench.until_closed());
    };
    round();
    REQUIRE(Bench{}.until([&] { return server.finished() == server.accepted(); }));
    const auto before = open_descriptors();
    for (int i = 0; i < 10; ++i)
        round();
    REQUIRE(Bench{}.until([&] { return server.finished() == server.accepted(); }));
    CHECK(open_descriptors() == before);
}

TEST_CASE("no http_proxy complaint of libwebsockets reaches the log") {
    const Bench bench;
    CHECK_THAT(bench.log, !Contains("http_proxy"));
}
