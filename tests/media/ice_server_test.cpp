// SPDX-License-Identifier: MIT
#include "base/failure.hpp"
#include "media/ice_server.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk;
using namespace janus_talk::media;

namespace {

std::string turn(const std::string& uri) {
    return to_webrtcbin_uri(parse_turn(base::Secret{uri})).reveal();
}

std::string stun(const std::string& uri) {
    return to_webrtcbin_uri(parse_stun(uri)).reveal();
}

} // namespace

TEST_CASE("STUN servers are written as RFC 7064 has them") {
    CHECK(stun("stun:stun.example.org") == "stun://stun.example.org:3478");
    CHECK(stun("stun:192.0.2.1:19302") == "stun://192.0.2.1:19302");
    CHECK(stun("stun:[2001:db8::1]") == "stun://[2001:db8::1]:3478");
    CHECK(stun("stun:[2001:db8::1]:99") == "stun://[2001:db8::1]:99");
    CHECK(stun("stun://old.example.org") == "stun://old.example.org:3478");
}

TEST_CASE("TURN servers carry user, password and transport") {
    CHECK(turn("turn:me:pw@relay.example.org") == "turn://me:pw@relay.example.org:3478");
    CHECK(turn("turn:me:pw@192.0.2.1:99?transport=udp") ==
          "turn://me:pw@192.0.2.1:99?transport=udp");
    CHECK(turn("turn:me:pw@h?transport=tcp") == "turn://me:pw@h:3478?transport=tcp");
    CHECK(turn("turns:me:pw@h") == "turns://me:pw@h:5349");
    CHECK(turn("turn:me:pw@[2001:db8::1]:99") == "turn://me:pw@[2001:db8::1]:99");
}

TEST_CASE("Passwords may hold anything") {
    CHECK(turn("turn:1700000000:me:p@s/s?w%3Ard=@h") ==
          "turn://1700000000:me%3Ap%40s%2Fs%3Fw%3Ard%3D@h:3478");
    CHECK(turn("turn:me:100%@h") == "turn://me:100%25@h:3478");
    CHECK(parse_turn(base::Secret{"turn:me:a%20b@h"}).password.reveal() == "a b");
}

TEST_CASE("What is no STUN server is wrong usage") {
    const char* bad = GENERATE("",
                               "stun:",
                               "stun.example.org",
                               "stuns:h",
                               "stun:h:0",
                               "stun:h:65536",
                               "stun:h:x",
                               "stun:h:1:2",
                               "stun:[::1",
                               "stun:[::1]x",
                               "stun:a b",
                               "stun:h/path");
    CAPTURE(bad);
    CHECK_THROWS_AS(parse_stun(bad), base::Error);
}

TEST_CASE("What is no TURN server is wrong usage, and the message keeps the password") {
    const char* bad = GENERATE("canary",
                               "turn:canary",
                               "turn:h:3478",
                               "turn:canary@h",
                               "turn::canary@h",
                               "turn:me:@h",
                               "turn:me:canary@",
                               "turn:me:canary@h:0",
                               "turn:me:canary@h?transport=sctp",
                               "turn:me:canary@h?x",
                               "turns:me:canary@h?transport=udp",
                               "http://me:canary@h");
    CAPTURE(bad);
    try {
        (void)parse_turn(base::Secret{bad});
        FAIL("accepted");
    } catch (const base::Error& error) {
        CHECK(error.failure().code == base::ExitCode::usage);
        CHECK((error.failure().text + error.failure().hint).find("canary") == std::string::npos);
    }
}
