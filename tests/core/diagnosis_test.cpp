// SPDX-License-Identifier: MIT
#include "core/diagnosis.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace janus_talk;
using namespace janus_talk::core;
using base::ExitCode;

namespace {

bool tells(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

base::Failure failure_with(ExitCode code, std::string text, int janus_code = 0) {
    base::Failure failure{code, std::move(text), "a hint", {}};
    if (janus_code != 0)
        failure.janus = base::JanusError{base::JanusLayer::core, janus_code, "words"};
    return failure;
}

/// A server that answers everything.
ServerEvidence good_server() {
    ServerEvidence server;
    server.opened = true;
    server.answered = true;
    server.name = "Janus";
    server.version = "1.1.2";
    server.audiobridge = "0.0.12";
    server.lists_plugins = true;
    server.attached = true;
    server.room = "1234";
    server.room_exists = true;
    return server;
}

/// A call in which all went well.
MediaEvidence good_call() {
    MediaEvidence call;
    call.joined = true;
    call.gathered = true;
    call.host_candidates = 2;
    call.ice_connected = true;
    call.pair = "udp (host) from a to b";
    call.verified = true;
    call.received = 90;
    call.sent = 91;
    call.reported = true;
    call.rtt_ms = 1.25;
    return call;
}

StunEvidence asked(std::vector<StunTry> tries) {
    return {"stun.test:3478", std::move(tries), ""};
}

/// Fails in its layer, with that status, and keeps what was seen apart from what it may mean.
void check_failed(const Finding& finding, Layer layer, ExitCode exit) {
    CHECK(finding.layer == layer);
    CHECK(finding.outcome == Outcome::failed);
    CHECK(finding.exit == exit);
    CHECK_FALSE(finding.fact.empty());
    CHECK_FALSE(tells(finding.fact, "perhaps"));
    CHECK(finding.guess != finding.fact);
}

} // namespace

TEST_CASE("a name has addresses, is one, or there is none") {
    CHECK(judge_name({"janus.test", false, {"192.0.2.1", "2001:db8::1"}, {}}).fact ==
          "janus.test is 192.0.2.1, 2001:db8::1");
    CHECK(judge_name({"192.0.2.1", false, {"192.0.2.1"}, {}}).fact == "192.0.2.1 is an address");
    CHECK(tells(judge_name({"p", true, {"192.0.2.1"}, {}}).fact, "the proxy p"));
    check_failed(judge_name({"janus.test", false, {}, {}}), Layer::dns, ExitCode::unreachable);
    const auto missing = failure_with(ExitCode::unreachable, "there is no such host");
    const auto finding = judge_name({"janus.test", false, {}, missing});
    check_failed(finding, Layer::dns, ExitCode::unreachable);
    CHECK(finding.fact == "there is no such host");
}

TEST_CASE("of several addresses one is enough, and is warned about") {
    using End = TcpEvidence::End;
    const TcpEvidence good{"a:1", End::connected, ""};
    const TcpEvidence refused{"b:1", End::refused, "Connection refused"};
    const TcpEvidence silent{"c:1", End::silent, "no answer"};
    CHECK(judge_tcp({good}).outcome == Outcome::ok);
    CHECK(judge_tcp({good, refused}).outcome == Outcome::warning);
    const auto closed = judge_tcp({silent, refused});
    check_failed(closed, Layer::tcp, ExitCode::unreachable);
    CHECK(closed.fact == "c:1: no answer; b:1: Connection refused");
    CHECK(tells(closed.guess, "does not run"));
    CHECK(tells(judge_tcp({silent}).guess, "firewall"));
}

TEST_CASE("a certificate is told, and warned about two weeks before its end") {
    TlsEvidence tls;
    tls.version = "TLSv1.3";
    tls.subject = "janus.test";
    tls.issuer = "an authority";
    tls.expires = "2030-01-01";
    tls.days_left = 14;
    CHECK(judge_tls(tls).outcome == Outcome::ok);
    CHECK(judge_tls(tls).fact ==
          "TLSv1.3, certificate of janus.test, issued by an authority, valid to 2030-01-01");
    tls.days_left = 13;
    CHECK(judge_tls(tls).outcome == Outcome::warning);
    CHECK(tells(judge_tls(tls).fact, "in 13 days"));
    tls.refusal = failure_with(ExitCode::unreachable, "it expired on 2020-01-01");
    check_failed(judge_tls(tls), Layer::tls, ExitCode::unreachable);
    CHECK(judge_tls(tls).advice == "a hint");
    tls.insecure = true;
    CHECK(judge_tls(tls).outcome == Outcome::warning);
}

TEST_CASE("what is not TLS is told apart from TLS that fails") {
    TlsEvidence tls;
    tls.error = "wrong version number";
    check_failed(judge_tls(tls), Layer::tls, ExitCode::unreachable);
    CHECK_FALSE(tells(judge_tls(tls).advice, "ws://"));
    tls.is_not_tls = true;
    check_failed(judge_tls(tls), Layer::tls, ExitCode::unreachable);
    CHECK(tells(judge_tls(tls).advice, "ws://"));
}

TEST_CASE("what goes wrong with the server belongs to its layer") {
    ServerEvidence server = good_server();
    CHECK(judge_websocket(server).outcome == Outcome::ok);
    CHECK(judge_janus(server).fact == "Janus 1.1.2");
    CHECK(judge_audiobridge(server).outcome == Outcome::ok);

    SECTION("no sub-protocol") {
        server = {};
        server.failure = failure_with(ExitCode::protocol, "it does not agree to janus-protocol");
        check_failed(judge_websocket(server), Layer::websocket, ExitCode::protocol);
    }
    SECTION("no answer to the first question") {
        server.answered = false;
        server.failure = failure_with(ExitCode::timeout, "no answer within 15 s");
        check_failed(judge_janus(server), Layer::janus, ExitCode::timeout);
    }
    SECTION("the plug-in is not listed") {
        server.audiobridge.clear();
        check_failed(judge_audiobridge(server), Layer::audiobridge, ExitCode::protocol);
    }
    SECTION("the plug-in can't be attached to") {
        server.audiobridge.clear();
        server.lists_plugins = false;
        server.room_exists.reset();
        server.failure = failure_with(ExitCode::protocol, "no such plug-in", 460);
        check_failed(judge_audiobridge(server), Layer::audiobridge, ExitCode::protocol);
        CHECK(judge_room(server, nullptr).outcome == Outcome::skipped);
    }
}

TEST_CASE("the room and what lets us in are told apart") {
    ServerEvidence server = good_server();
    MediaEvidence call = good_call();
    SECTION("both are fine") {
        CHECK(judge_room(server, &call).outcome == Outcome::ok);
        CHECK(judge_auth(server, &call).outcome == Outcome::ok);
    }
    SECTION("no room was asked for") {
        server.room.clear();
        server.room_exists.reset();
        CHECK(judge_room(server, nullptr).outcome == Outcome::skipped);
        CHECK(judge_auth(server, nullptr).outcome == Outcome::ok);
    }
    SECTION("there is no such room") {
        server.room_exists = false;
        check_failed(judge_room(server, nullptr), Layer::room, ExitCode::room);
    }
    SECTION("the API secret is wrong") {
        server.attached = false;
        server.room_exists.reset();
        server.failure = failure_with(ExitCode::refused, "the secret is wrong", 403);
        CHECK(judge_room(server, nullptr).outcome == Outcome::skipped);
        check_failed(judge_auth(server, nullptr), Layer::auth, ExitCode::refused);
        CHECK(tells(judge_auth(server, nullptr).guess, "secret"));
    }
    SECTION("the PIN is wrong") {
        call.joined = false;
        call.failure = failure_with(ExitCode::refused, "the PIN is wrong");
        CHECK(judge_room(server, &call).outcome == Outcome::ok);
        check_failed(judge_auth(server, &call), Layer::auth, ExitCode::refused);
        CHECK(tells(judge_auth(server, &call).guess, "PIN"));
    }
    SECTION("the id is taken") {
        call.joined = false;
        call.failure = failure_with(ExitCode::room, "the id is taken");
        check_failed(judge_room(server, &call), Layer::room, ExitCode::room);
    }
}

TEST_CASE("STUN and TURN are judged by themselves") {
    MediaEvidence call = good_call();
    CHECK(judge_gathering(call).outcome == Outcome::ok);
    CHECK(judge_stun(call).outcome == Outcome::skipped);
    CHECK(judge_turn(call).outcome == Outcome::skipped);

    call.stun = asked({StunTry{"192.0.2.1:3478", "192.0.2.7:5", ""}});
    CHECK(judge_stun(call).fact == "stun.test:3478 sees us as 192.0.2.7:5");
    call.stun = asked({StunTry{"192.0.2.1:3478", {}, "no answer"}});
    check_failed(judge_stun(call), Layer::stun, ExitCode::media_setup);
    CHECK(judge_stun(call).fact == "stun.test:3478: no answer");
    call.stun = StunEvidence{"stun.test:3478", {}, "no such name"};
    check_failed(judge_stun(call), Layer::stun, ExitCode::media_setup);
    CHECK(judge_stun(call).fact == "stun.test:3478: no such name");

    call.turn_servers = 1;
    check_failed(judge_turn(call), Layer::turn, ExitCode::media_setup);
    call.turn_answers = asked({StunTry{"192.0.2.1:3478", {}, "no answer"}});
    CHECK(tells(judge_turn(call).guess, "nothing listens"));
    call.turn_answers = asked({StunTry{"192.0.2.1:3478", "192.0.2.7:5", ""}});
    check_failed(judge_turn(call), Layer::turn, ExitCode::media_setup);
    CHECK(tells(judge_turn(call).guess, "password"));
    call.relay_candidates = 1;
    CHECK(judge_turn(call).outcome == Outcome::ok);

    check_failed(judge_gathering({}), Layer::gathering, ExitCode::media_setup);
}

TEST_CASE("of a STUN server's addresses each is told, and one that is silent is warned about") {
    MediaEvidence call = good_call();
    const StunTry silent{"192.0.2.1:3478", {}, "no answer"};
    const StunTry good{"[2001:db8::1]:3478", "[2001:db8::7]:5", ""};
    call.stun = asked({silent, good});
    const auto finding = judge_stun(call);
    CHECK(finding.outcome == Outcome::warning);
    CHECK(finding.fact == "stun.test:3478 has several addresses: 192.0.2.1:3478: no answer; "
                          "[2001:db8::1]:3478 sees us as [2001:db8::7]:5");
    CHECK(tells(finding.guess, "out of date"));
    call.stun = asked({good, good});
    CHECK(judge_stun(call).outcome == Outcome::ok);
    CHECK(judge_stun(call).guess.empty());
    call.stun = asked({silent, silent});
    check_failed(judge_stun(call), Layer::stun, ExitCode::media_setup);

    call.turn_servers = 1;
    call.turn_answers = asked({good, silent});
    CHECK(tells(judge_turn(call).fact, "192.0.2.1:3478: no answer"));
    CHECK(tells(judge_turn(call).fact, "answers STUN"));
    CHECK(tells(judge_turn(call).guess, "password"));
    CHECK(tells(judge_turn(call).guess, "out of date"));
    call.turn_answers = asked({silent, silent});
    CHECK(tells(judge_turn(call).fact, "does not answer"));
    CHECK_FALSE(tells(judge_turn(call).guess, "password"));
}

TEST_CASE("a call fails where it stopped") {
    MediaEvidence call = good_call();
    SECTION("nowhere") {
        CHECK(judge_connectivity(call).outcome == Outcome::ok);
        CHECK(judge_dtls(call).outcome == Outcome::ok);
        CHECK(judge_rtp(call).fact ==
              "90 packets heard, 91 sent, 0.0 % of it lost, round trip 1.3 ms");
    }
    SECTION("no pair of addresses") {
        call.ice_connected = false;
        call.failure = failure_with(ExitCode::media_setup, "ICE found no path");
        check_failed(judge_connectivity(call), Layer::connectivity, ExitCode::media_setup);
        call.failure->code = ExitCode::timeout;
        check_failed(judge_connectivity(call), Layer::connectivity, ExitCode::media_setup);
    }
    SECTION("no handshake") {
        call.verified = false;
        check_failed(judge_dtls(call), Layer::dtls, ExitCode::media_setup);
    }
    SECTION("a foreign certificate") {
        call.verified = false;
        call.failure = failure_with(ExitCode::protocol, "the certificate is another one");
        check_failed(judge_dtls(call), Layer::dtls, ExitCode::protocol);
    }
    SECTION("nothing heard") {
        call.received = 0;
        check_failed(judge_rtp(call), Layer::rtp, ExitCode::media_lost);
    }
    SECTION("not heard") {
        call.reported = false;
        check_failed(judge_rtp(call), Layer::rtp, ExitCode::media_lost);
    }
    SECTION("much is lost") {
        call.reported_loss = 6;
        CHECK(judge_rtp(call).outcome == Outcome::warning);
    }
}

TEST_CASE("without a sound card a conference is possible") {
    CHECK(judge_devices(1, 1).fact == "1 microphone, 1 loudspeaker");
    CHECK(judge_devices(2, 1).outcome == Outcome::ok);
    CHECK(judge_devices(0, 1).outcome == Outcome::warning);
}
