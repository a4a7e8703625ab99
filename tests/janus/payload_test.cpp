// SPDX-License-Identifier: MIT
#include "janus/payload.hpp"

#include <catch2/catch.hpp>

#include <string>

using janus_talk::janus::payload_of;

TEST_CASE("the payload is what was asked for, without the envelope") {
    CHECK(payload_of(R"({"janus":"success","transaction":"t","sender":5,
        "plugindata":{"plugin":"janus.plugin.audiobridge","data":{"audiobridge":"success","list":[]}}})") ==
          R"({"audiobridge":"success","list":[]})");
    CHECK(payload_of(
                  R"({"janus":"success","transaction":"t","response":{"audiobridge":"created","room":1}})") ==
          R"({"audiobridge":"created","room":1})");
    CHECK(payload_of(
                  R"({"janus":"success","transaction":"t","session_id":9007199254740993,"handles":[1]})") ==
          R"({"session_id":9007199254740993,"handles":[1]})");
    CHECK(payload_of(R"({"janus":"pong","transaction":"t"})") == "{}");
}

TEST_CASE("whatever comes, the payload is one line of harmless JSON") {
    CHECK(payload_of("") == "{}");
    CHECK(payload_of("[1]") == "{}");
    CHECK(payload_of(R"({"janus":"success","plugindata":7,"x":1})") == R"({"x":1})");
    const std::string hostile = payload_of("{\"a\":\"\\u001b[2J\\n\\u202e\"}");
    CHECK(hostile.find('\x1b') == std::string::npos);
    CHECK(hostile.find('\n') == std::string::npos);
}
