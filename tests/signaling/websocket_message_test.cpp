// SPDX-License-Identifier: MIT
#include "signaling/websocket_bench.hpp"

#include <optional>

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

TEST_CASE("messages go both ways unchanged, in order, whatever their length") {
    WsServer server{[](ServerConnection& connection) {
        connection.upgrade();
        connection.echo();
    }};
    Bench bench;
    bench.make(Bench::to(server.port()));
    bench.open();
    REQUIRE(bench.until_open());
    const std::vector<std::string> sent{"{}",
                                        letters(1),
                                        letters(125),
                                        letters(126),
                                        letters(2800),
                                        letters(4096),
                                        letters(4097),
                                        letters(65535),
                                        letters(65536),
                                        "\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85"};
    for (const std::string& text : sent)
        bench.send(text);
    REQUIRE(bench.until_texts(sent.size()));
    CHECK(bench.seen.texts == sent);
}

TEST_CASE("a request leaves as one masked text frame, without anything added") {
    Notes notes;
    WsServer server{after_upgrade([&](ServerConnection& connection) {
        const Frame frame = connection.read_frame();
        notes.add(frame.payload);
        notes.add(frame.opcode == Frame::text && frame.is_final && frame.is_masked
                          ? "as it should be"
                          : "odd");
    })};
    Bench bench;
    bench.make(Bench::to(server.port()));
    bench.open();
    REQUIRE(bench.until_open());
    bench.send(R"({"janus":"info"})");
    REQUIRE(bench.until([&] { return notes.all().size() == 2; }));
    CHECK(notes.all() == std::vector<std::string>{R"({"janus":"info"})", "as it should be"});
}

TEST_CASE("a message bigger than the socket takes at once arrives whole at a slow reader") {
    constexpr std::size_t size = 3'000'000;
    Notes notes;
    std::atomic<bool> go{false};
    WsServer server{after_upgrade([&](ServerConnection& connection) {
        while (!go)
            std::this_thread::sleep_for(1ms);
        notes.add(connection.read_frame().payload == letters(size) ? "whole" : "damaged");
        notes.add(connection.read_frame().payload);
    })};
    Bench bench;
    auto options = Bench::to(server.port());
    options.send_queue = 2 * size;
    bench.make(options);
    bench.open();
    REQUIRE(bench.until_open());
    bench.send(letters(size));
    bench.send("after");
    bench.linger();
    go = true;
    REQUIRE(bench.until([&] { return notes.all().size() == 2; }));
    CHECK(notes.all() == std::vector<std::string>{"whole", "after"});
}

TEST_CASE("fragments are joined, with control frames in between") {
    Notes notes;
    WsServer server{after_upgrade([&](ServerConnection& connection) {
        connection.write_frame(Frame::text, "{\"a\":", false);
        connection.write_frame(Frame::ping, "are you there");
        connection.write_frame(Frame::continuation, "", false);
        connection.write_frame(Frame::pong, "unasked");
        connection.write_frame(Frame::continuation, letters(9000), false);
        connection.write_frame(Frame::continuation, "}", true);
        connection.write_frame(Frame::text, "next");
        notes.add(connection.read_frame().payload);
    })};
    Bench bench;
    bench.make(Bench::to(server.port()));
    bench.open();
    REQUIRE(bench.until_texts(2));
    CHECK(bench.seen.texts == std::vector<std::string>{"{\"a\":" + letters(9000) + "}", "next"});
    CHECK(bench.until([&] { return notes.has("are you there"); })); // the ping was answered
}

TEST_CASE("messages that arrive together with the handshake, or byte by byte, are not lost") {
    const bool dripping = GENERATE(false, true);
    WsServer server{[&](ServerConnection& connection) {
        const std::string request = connection.read_request();
        const std::string frames = "\x81\x03"
                                   "one"
                                   "\x81\x03"
                                   "two";
        const std::string bytes = ServerConnection::agreement(request, "janus-protocol") + frames;
        if (!dripping)
            connection.write(bytes);
        for (const char byte : dripping ? bytes : "")
            connection.write({&byte, 1});
        connection.wait_for_end();
    }};
    Bench bench;
    bench.make(Bench::to(server.port()));
    bench.open();
    REQUIRE(bench.until_texts(2));
    CHECK(bench.seen.opened == 1);
    CHECK(bench.seen.texts == std::vector<std::string>{"one", "two"});
}

TEST_CASE("an empty message and one of white space are passed on for the decoder to judge") {
    WsServer server{after_upgrade([](ServerConnection& connection) {
        connection.write_frame(Frame::text, "");
        connection.write_frame(Frame::text, " \n");
    })};
    Bench bench;
    bench.make(Bench::to(server.port()));
    bench.open();
    REQUIRE(bench.until_texts(2));
    CHECK(bench.seen.texts == std::vector<std::string>{"", " \n"});
}

TEST_CASE("binary messages are ignored, and logged once") {
    WsServer server{after_upgrade([](ServerConnection& connection) {
        connection.write_frame(Frame::binary, "one", false);
        connection.write_frame(Frame::continuation, "and more", true);
        connection.write_frame(Frame::binary, letters(5000));
        connection.write_frame(Frame::text, "text");
    })};
    Bench bench;
    bench.make(Bench::to(server.port()));
    bench.open();
    REQUIRE(bench.until_texts(1));
    CHECK(bench.seen.texts == std::vector<std::string>{"text"});
    CHECK_THAT(bench.log, Contains("binary"));
    CHECK(bench.log.find("binary") == bench.log.rfind("binary"));
}

TEST_CASE("the largest allowed message is taken, and one byte more ends the connection with status "
          "1009") {
    Notes notes;
    const std::size_t size = GENERATE(10'000U, 10'001U);
    const bool in_fragments = GENERATE(false, true);
    WsServer server{after_upgrade([&](ServerConnection& connection) {
        connection.write_frame(Frame::text, letters(in_fragments ? 4000 : size), !in_fragments);
        if (in_fragments)
            connection.write_frame(Frame::continuation, letters(size - 4000), true);
        const Frame frame = connection.read_frame();
        if (frame.opcode == Frame::close && frame.payload.substr(0, 2) == "\x03\xf1") // 1009
            notes.add("too big");
        connection.write_frame(frame.opcode, frame.payload);
    })};
    Bench bench;
    auto options = Bench::to(server.port());
    options.max_message = 10'000;
    options.longest_message = 10'000;
    bench.make(options);
    bench.open();
    if (size == options.max_message) {
        REQUIRE(bench.until_texts(1));
        CHECK(bench.seen.texts.front().size() == size);
        return;
    }
    REQUIRE(bench.until_closed());
    CHECK(bench.seen.texts.empty());
    CHECK(bench.seen.failure.code == ExitCode::protocol);
    CHECK_THAT(bench.seen.failure.text, Contains("more than 10000 bytes"));
    CHECK(bench.until([&] { return notes.has("too big"); }));
}

TEST_CASE("of a message that is too long the first bytes are passed on, and the next comes whole") {
    const bool in_fragments = GENERATE(false, true);
    WsServer server{after_upgrade([&](ServerConnection& connection) {
        const std::string text = letters(300'000);
        connection.write_frame(
                Frame::text, in_fragments ? text.substr(0, 7000) : text, !in_fragments);
        if (in_fragments) {
            connection.write_frame(Frame::continuation, text.substr(7000, 200'000), false);
            connection.write_frame(Frame::continuation, text.substr(207'000), true);
        }
        connection.write_frame(Frame::text, "next");
        connection.wait_for_end();
    })};
    Bench bench;
    auto options = Bench::to(server.port());
    options.max_message = 10'000;
    bench.make(options);
    bench.open();
    REQUIRE(bench.until_texts(1));
    CHECK(bench.seen.texts == std::vector<std::string>{"next"});
    REQUIRE(bench.seen.heads.size() == 1);
    CHECK(bench.seen.heads.front() == letters(300'000).substr(0, 10'000));
    CHECK(bench.seen.closed == 0);
}
