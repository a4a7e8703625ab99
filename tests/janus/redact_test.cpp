// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "janus/admin.hpp"
#include "janus/encode.hpp"
#include "janus/fixture.hpp"
#include "janus/redact.hpp"
#include "json/canonical.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <string>

using namespace janus_talk;
using namespace janus_talk::janus;
using janus::redact;
using test::canonical;

namespace {

bool mentions(const std::string& text, const std::string& word) {
    return text.find(word) != std::string::npos;
}

} // namespace

TEST_CASE("a request shows what it asks for and none of its secrets") {
    Join join{};
    join.room = {std::uint64_t{1234}};
    join.id = base::ParticipantId{std::uint64_t{77}};
    join.pin = base::Secret{"pin-1111"};
    join.token = base::Secret{"room-token"};
    join.settings.display = "Ada Lovelace";
    join.settings.muted = true;
    join.settings.volume = 80;
    const Credentials credentials{base::Secret{"api-secret"}, base::Secret{"env-token"}};
    const Message message{{987654321},
                          {123456789},
                          join,
                          Jsep{JsepType::offer, "v=0\r\na=ice-pwd:hidden\r\n", true}};
    const std::string shown = redact(encode({"tx-1", message}, credentials));
    CHECK(canonical(shown) ==
          canonical(
                  R"({"janus":"message","session_id":"***","handle_id":"***","body":{"request":"join","room":1234,)"
                  R"("id":77,"pin":"***","token":"***","display":"***","muted":true,"volume":80},)"
                  R"("jsep":{"type":"offer","sdp":"*** 23 bytes"},"transaction":"tx-1","apisecret":"***","token":"***"})"));
}

TEST_CASE("session and handle ids are hidden, participants' ids are not") {
    const std::string created = redact(R"({"janus":"success","data":{"id":7769772854775111}})");
    CHECK(created == R"({"janus":"success","data":{"id":"***"}})");
    const std::string joined = redact(test::fixture("protocol/09-joined-event.json"));
    CHECK(mentions(joined, "53823868915466"));
    CHECK_FALSE(mentions(joined, "7769772854775111"));
    CHECK_FALSE(mentions(joined, "5752607423097722"));
}

TEST_CASE("a session id inside the server's words is hidden too") {
    const std::string shown = redact(test::fixture("janus-1.1.2/no-such-session.json"));
    CHECK(mentions(shown, "No such session #"));
    CHECK_FALSE(mentions(shown, "5187925272085407"));
}

TEST_CASE("no fixture leaks an address, a password, a fingerprint or an id of a session") {
    auto names = test::fixtures_in("protocol");
    const auto recorded = test::fixtures_in("janus-1.1.2");
    names.insert(names.end(), recorded.begin(), recorded.end());
    for (const std::string& name : names) {
        CAPTURE(name);
        const std::string shown = redact(test::fixture(name));
        for (const char* secret : {"7769772854775111",
                                   "5752607423097722",
                                   "5187925272085406",
                                   "3208733140832632",
                                   "6483295238725141",
                                   "ClchI4tliCGDYVLn23PizctX",
                                   "vFTAFAeLlLwOLtXGDOuzuK",
                                   "192.168.1.10",
                                   "188.213.167.189",
                                   "10.77.50.1",
                                   "CF:4A:9B",
                                   "F7:DD:82",
                                   "o3Gl"}) {
            CHECK_FALSE(mentions(shown, secret));
        }
        CHECK(test::refusal(shown).empty());
    }
}

TEST_CASE("members that nobody has thought of are hidden") {
    CHECK(redact(R"({"janus":"x","new_secret":"a","srtp_crypto":"b","pi":3.14,"deep":[{"x":["y",5]}],"on":true,"no":null})") ==
          R"({"janus":"x","new_secret":"***","srtp_crypto":"***","pi":"***","deep":[{"x":["***","***"]}],"on":true,"no":null})");
}

TEST_CASE("a listed member shows scalars only, an object inside is taken apart again") {
    CHECK(redact(R"({"type":{"secret":"x","type":"audio"}})") ==
          R"({"type":{"secret":"***","type":"audio"}})");
    CHECK(redact(R"({"room":"board","code":5,"lost":1.5})") ==
          R"({"room":"board","code":5,"lost":1.5})");
}

TEST_CASE("hostile text in members that are shown is made harmless") {
    const std::string shown =
            redact("{\"janus\":\"\\u001b]0;x\\u0007\",\"error\":\"a\\nb\",\"\\u202e\":1}");
    CHECK(test::refusal(shown).empty());
    for (const char* raw : {"\x1b", "\x07", "\n", "\xe2\x80\xae", "\\u001b", "\\n"})
        CHECK_FALSE(mentions(shown, raw));
}

TEST_CASE("names that are no plain words are counted instead of shown, and stay apart") {
    const std::string shown =
            redact("{\"a b\":1,\"\x7f\":2,\"urn:ietf:x\":3,\"" + std::string(200, 'n') + "\":4}");
    CHECK(shown == R"({"?1":"***","?2":"***","urn:ietf:x":"***","?4":"***"})");
}

TEST_CASE("what is no JSON becomes its length") {
    CHECK(redact("password=hunter2") == "(16 bytes that are no JSON)");
    CHECK(redact("") == "(0 bytes that are no JSON)");
    CHECK(redact("{\"pin\":\"1\"") == "(10 bytes that are no JSON)");
}

TEST_CASE("a huge message makes a short line") {
    std::string text = R"({"janus":"event","list":[)";
    for (int index = 0; index < 15'000; ++index)
        text += "\"xxxxxxxxxxxxxxxxxxxx\",";
    text += R"("end"],"last":1})";
    CHECK(redact(text).size() < 2000);
    CHECK(test::refusal(redact(text)).empty());
    CHECK(redact(R"({"janus":")" + std::string(500'000, 'x') + R"("})").size() < 200);
}
