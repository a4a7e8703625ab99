// SPDX-License-Identifier: MIT
#include "signaling/link_end.hpp"

#include <catch2/catch.hpp>

#include <cerrno>

using namespace janus_talk;
using namespace janus_talk::signaling;
using namespace std::chrono_literals;
using base::ExitCode;
using Catch::Contains;

namespace {

const Peer peer{{.secure = true, .host = "janus.example", .port = 8989, .target = "/"},
                "janus-protocol"};

} // namespace

TEST_CASE("every reason why TCP fails has words") {
    const auto [error, words] = GENERATE(table<int, std::string>({
            {ECONNREFUSED, "connection refused"},
            {EHOSTUNREACH, "no route to the host"},
            {ENETUNREACH, "the network is unreachable"},
            {ETIMEDOUT, "no answer"},
            {ECONNRESET, "connection reset"},
            {EADDRNOTAVAIL, "no address of that kind"},
            {EAFNOSUPPORT, "no address of that kind"},
            {EPERM, "firewall"},
            {EMFILE, "too many open files"},
            {ENOMEM, "memory"},
            {0, "could not be made"},
    }));
    const auto failure = to_failure({.stage = Stage::connecting, .socket_error = error}, peer);
    CHECK(failure.code == ExitCode::unreachable);
    CHECK_THAT(failure.text,
               Contains("could not connect to janus.example:8989: ") && Contains(words));
    CHECK_FALSE(failure.hint.empty());
}

TEST_CASE("what OpenSSL says about a failed handshake is passed on") {
    LinkEnd end{.stage = Stage::securing, .tls_error = "unsupported protocol"};
    CHECK_THAT(to_failure(end, peer).text,
               Contains("TLS with janus.example:8989 failed: unsupported protocol"));
    end.certificate = base::Failure{ExitCode::unreachable, "the certificate", "a hint", {}};
    CHECK(to_failure(end, peer) == *end.certificate);
}

TEST_CASE("an alert that comes after the handshake is a matter of TLS, not of the sub-protocol") {
    const LinkEnd end{.stage = Stage::upgrading,
                      .tls_error = "the server sent the alert \"certificate required\""};
    CHECK_THAT(to_failure(end, peer).text, Contains("certificate required"));
}

TEST_CASE("how TCP stood tells who broke off an open connection") {
    const auto [state, code, words] = GENERATE(table<TcpState, ExitCode, std::string>({
            {TcpState::alive, ExitCode::protocol, "broke the WebSocket protocol"},
            {TcpState::finished, ExitCode::unreachable, "dropped the connection"},
            {TcpState::unknown, ExitCode::unreachable, "dropped the connection"},
            {TcpState::reset, ExitCode::unreachable, "was reset"},
    }));
    const auto failure = to_failure({.stage = Stage::open, .tcp = state}, peer);
    CHECK(failure.code == code);
    CHECK_THAT(failure.text, Contains(words) && Contains("janus.example:8989"));
}

TEST_CASE("words of the server can't break the line they stand in") {
    LinkEnd end{.stage = Stage::open};
    end.close_frame = CloseFrame{4000, "a\nb\x1b[2J" + std::string(5000, 'x')};
    const auto failure = to_failure(end, peer);
    CHECK(failure.text.find('\n') == std::string::npos);
    CHECK(failure.text.find('\x1b') == std::string::npos);
    CHECK(failure.text.size() < 400);
}

TEST_CASE("silence is told with the stage and the limit") {
    CHECK_THAT(silence_failure(Stage::connecting, 5s, peer).text, Contains("no answer within 5 s"));
    CHECK_THAT(silence_failure(Stage::securing, 5s, peer).text,
               Contains("did not finish the TLS handshake"));
    CHECK_THAT(silence_failure(Stage::upgrading, 1500ms, peer).text, Contains("within 1.5 s"));
    CHECK_THAT(silence_failure(Stage::open, 15s, peer).text,
               Contains("is dead") && Contains("15 s"));
    for (const Stage stage : {Stage::connecting, Stage::securing, Stage::upgrading, Stage::open})
        CHECK(silence_failure(stage, 1s, peer).code == ExitCode::unreachable);
}

TEST_CASE("durations look like the limits that were set") {
    CHECK(in_words(10s) == "10 s");
    CHECK(in_words(9'960ms) == "10 s");
    CHECK(in_words(4'999ms) == "5 s");
    CHECK(in_words(1'500ms) == "1.5 s");
    CHECK(in_words(999ms) == "1 s");
    CHECK(in_words(149ms) == "150 ms");
    CHECK(in_words(250ms) == "250 ms");
    CHECK(in_words(0ms) == "0 ms");
}
