// SPDX-License-Identifier: MIT
#pragma once

#include "loop/main_loop.hpp"
#include "loop/timer.hpp"
#include "signaling/lws_context.hpp"
#include "signaling/websocket.hpp"
#include "support/ws_server.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace janus_talk::signaling::test {

using janus_talk::test::ClosedPort;
using janus_talk::test::DeafPort;
using janus_talk::test::Frame;
using janus_talk::test::Notes;
using janus_talk::test::ServerConnection;
using janus_talk::test::WsServer;
using janus_talk::test::WsServerOptions;
using namespace std::chrono_literals;

/// Far longer than anything here takes: only a hang reaches it.
inline constexpr std::chrono::seconds patience{60};

/// Writes down what a WebSocket reports, and that it never does so inside a call.
class Recorder final : public core::SignalingObserver {
public:
    void on_signaling_open() override {
        CHECK_FALSE(in_call);
        ++opened;
        if (when_open)
            when_open();
    }

    void on_signaling_text(std::string_view text) override {
        CHECK_FALSE(in_call);
        texts.emplace_back(text);
        if (when_text)
            when_text();
    }

    void on_signaling_cut(std::string_view head) override {
        CHECK_FALSE(in_call);
        heads.emplace_back(head);
    }

    void on_signaling_silent(std::chrono::milliseconds silence) override {
        CHECK_FALSE(in_call);
        silences.push_back(silence);
    }

    void on_signaling_closed(const base::Failure& reason) override {
        CHECK_FALSE(in_call);
        ++closed;
        failure = reason;
        if (when_closed)
            when_closed();
    }

    bool in_call = false;
    int opened = 0;
    int closed = 0;
    std::vector<std::string> texts;
    std::vector<std::chrono::milliseconds> silences;
    std::vector<std::string> heads;
    base::Failure failure;
    std::function<void()> when_open;
    std::function<void()> when_text;
    std::function<void()> when_closed;
};

/// A loop with libwebsockets on it and one WebSocket under test.
struct Bench {
    explicit Bench(bool tls = false)
        : context(std::make_unique<LwsContext>(
                  loop,
                  LwsContextOptions{.tls = tls, .log = [this](LogLevel, std::string_view line) {
                                        log += std::string{line} + "\n";
                                    }})) {}

    /// Short time limits, so that tests of silence don't take long; long enough for a loaded
    /// machine where a test relies on something *not* timing out.
    [[nodiscard]] static WebSocketOptions to(std::uint16_t port,
                                             const std::string& host = "127.0.0.1") {
        WebSocketOptions options;
        options.url.host = host;
        options.url.port = port;
        options.timeouts.connect = patience;
        options.timeouts.address = patience;
        options.timeouts.close = patience;
        options.timeouts.message = patience;
        options.timeouts.idle = patience;
        options.timeouts.hang_up = 2 * patience;
        return options;
    }

    WebSocket& make(WebSocketOptions options) {
        socket = std::make_unique<WebSocket>(*context, std::move(options), seen);
        return *socket;
    }

    void open() {
        seen.in_call = true;
        socket->open();
        seen.in_call = false;
    }

    void send(std::string text) {
        seen.in_call = true;
        socket->send(std::move(text));
        seen.in_call = false;
    }

    void close() {
        seen.in_call = true;
        socket->close();
        seen.in_call = false;
    }

    /// Runs the loop until it is so. False when that took absurdly long.
    bool until(const std::function<bool()>& is_so, std::chrono::milliseconds at_most = patience) {
        const auto start = std::chrono::steady_clock::now();
        loop::Timer tick{loop, [&] {
                             const auto now = std::chrono::steady_clock::now();
                             if (is_so() || now - start > at_most)
                                 return loop.quit();
                             tick.arm_at(now + 1ms);
                         }};
        tick.arm_now();
        loop.run();
        return is_so();
    }

    bool until_open() {
        return until([&] { return seen.opened > 0 || seen.closed > 0; }) && seen.opened > 0;
    }

    bool until_closed(int times = 1) {
        return until([&] { return seen.closed >= times; });
    }

    bool until_texts(std::size_t count) {
        return until([&] { return seen.texts.size() >= count || seen.closed > 0; }) &&
               seen.texts.size() >= count;
    }

    /// Gives anything that might still come a chance to do so.
    void linger(std::chrono::milliseconds time = 30ms) {
        until([] { return false; }, time);
    }

    /// Opens, expects that to fail, and returns why.
    base::Failure failure_of(WebSocketOptions options) {
        make(std::move(options));
        open();
        REQUIRE(until_closed());
        CHECK(seen.opened == 0);
        linger();
        CHECK(seen.closed == 1);
        CHECK_FALSE(seen.failure.text.empty());
        return seen.failure;
    }

    std::string log;
    loop::MainLoop loop;
    std::unique_ptr<LwsContext> context;
    Recorder seen;
    std::unique_ptr<WebSocket> socket;
};

} // namespace janus_talk::signaling::test
