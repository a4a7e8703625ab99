// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "janus/encode.hpp"
#include "janus/message.hpp"
#include "json/canonical.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using namespace janus_talk;
using namespace janus_talk::janus;
using test::canonical;
using test::handle;
using test::message_with;
using test::session;

namespace {

std::string encoded(Request request, const Credentials& credentials = {}) {
    return canonical(encode({"t", std::move(request)}, credentials));
}

std::string encoded_body(AudioBridgeRequest body) {
    return encoded(Message{session, handle, std::move(body), {}});
}

std::vector<Request> all_requests() {
    Join join{};
    join.room = {std::uint64_t{1}};
    return {Info{},
            Ping{},
            CreateSession{},
            ClaimSession{session},
            Attach{session, audiobridge_plugin, {}},
            KeepAlive{session},
            DestroySession{session},
            Detach{session, handle},
            Hangup{session, handle},
            Message{session, handle, join, {}},
            Trickle{session, handle, {"candidate:1", "0", 0}},
            TrickleCompleted{session, handle}};
}

} // namespace

TEST_CASE("each verb has the members that Janus wants") {
    CHECK(encoded(Info{}) == canonical(R"({"janus":"info","transaction":"t"})"));
    CHECK(encoded(Ping{}) == canonical(R"({"janus":"ping","transaction":"t"})"));
    CHECK(encoded(CreateSession{base::SessionId{5}}) ==
          canonical(R"({"janus":"create","transaction":"t","id":5})"));
    CHECK(encoded(ClaimSession{session}) ==
          canonical(R"({"janus":"claim","transaction":"t","session_id":11})"));
    CHECK(encoded(Attach{session, audiobridge_plugin, {}}) ==
          canonical(
                  R"({"janus":"attach","transaction":"t","session_id":11,"plugin":"janus.plugin.audiobridge"})"));
    CHECK(encoded(Detach{session, handle}) ==
          canonical(R"({"janus":"detach","transaction":"t","session_id":11,"handle_id":22})"));
    CHECK(encoded(Hangup{session, handle}) ==
          canonical(R"({"janus":"hangup","transaction":"t","session_id":11,"handle_id":22})"));
}

TEST_CASE("credentials go into every request except info and ping") {
    const Credentials credentials{base::Secret{"api"}, base::Secret{"tok"}};
    for (const Request& request : all_requests()) {
        CAPTURE(request.index());
        const auto document = test::parsed(encode({"t", request}, credentials));
        const bool needed =
                !std::holds_alternative<Info>(request) && !std::holds_alternative<Ping>(request);
        CHECK(document.root().member("apisecret").has_value() == needed);
        CHECK(document.root().member("token").has_value() == needed);
        if (needed) {
            CHECK(document.root().member("apisecret")->string() == "api");
            CHECK(document.root().member("token")->string() == "tok");
        }
        const auto open = test::parsed(encode({"t", request}, {}));
        CHECK_FALSE(open.root().member("apisecret"));
        CHECK_FALSE(open.root().member("token"));
    }
}

TEST_CASE("every request is one object without anything after it, as Janus 1.1.2 demands") {
    for (const Request& request : all_requests()) {
        const std::string text = encode({"t", request}, {});
        CHECK(text.front() == '{');
        CHECK(text.back() == '}');
        CHECK(text.find_first_of("\n\r") == std::string::npos);
    }
}

TEST_CASE("ids that are sent keep all 63 bits") {
    constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();
    const std::string text = encode({"t", Detach{{largest}, {largest - 1}}}, {});
    CHECK(text.find("9223372036854775807") != std::string::npos);
    CHECK(text.find("9223372036854775806") != std::string::npos);
}

TEST_CASE("room and participant ids stay numbers or strings as they were given") {
    Join join{};
    join.room = {std::string{"board room"}};
    join.id = base::ParticipantId{std::string{"1234"}};
    CHECK(encoded_body(join) ==
          message_with(R"({"request":"join","room":"board room","id":"1234"})"));
    join.room = {std::uint64_t{9223372036854775807}};
    join.id = base::ParticipantId{std::uint64_t{0}};
    CHECK(encoded_body(join) ==
          message_with(R"({"request":"join","room":9223372036854775807,"id":0})"));
}

TEST_CASE("join carries every setting, and the room's token beside the envelope's") {
    Join join{};
    join.room = {std::uint64_t{1}};
    join.id = base::ParticipantId{std::uint64_t{2}};
    join.pin = base::Secret{"1111"};
    join.token = base::Secret{"room token"};
    join.settings = {.display = "Ada",
                     .muted = true,
                     .prebuffer = 3,
                     .bitrate = 32000,
                     .quality = 5,
                     .expected_loss = 10,
                     .volume = 80,
                     .spatial_position = 25,
                     .group = "left"};
    const std::string body =
            R"({"request":"join","room":1,"id":2,"pin":"1111","token":"room token","display":"Ada",)"
            R"("muted":true,"prebuffer":3,"bitrate":32000,"quality":5,"expected_loss":10,)"
            R"("volume":80,"spatial_position":25,"group":"left"})";
    CHECK(encoded_body(join) == message_with(body));
}

TEST_CASE("join names a codec only when there is one") {
    Join join{};
    join.room = {std::uint64_t{1}};
    join.settings.display = "Ada";
    join.codec = "pcma";
    CHECK(encoded_body(join) ==
          message_with(R"({"request":"join","room":1,"display":"Ada","codec":"pcma"})"));
}

TEST_CASE("configure sends only what is set") {
    CHECK(encoded_body(Configure{}) == message_with(R"({"request":"configure"})"));
    Configure configure{};
    configure.settings.muted = false;
    configure.settings.volume = 0;
    CHECK(encoded_body(configure) ==
          message_with(R"({"request":"configure","muted":false,"volume":0})"));
}

TEST_CASE("a candidate always says to which section it belongs") {
    const auto candidate_of = [](Candidate candidate) {
        const auto document =
                test::parsed(encode({"t", Trickle{session, handle, std::move(candidate)}}, {}));
        return canonical(*document.root().member("candidate"));
    };
    CHECK(candidate_of({"candidate:1", "audio0", 0}) ==
          canonical(R"({"candidate":"candidate:1","sdpMid":"audio0","sdpMLineIndex":0})"));
    CHECK(candidate_of({"candidate:1", "audio0", {}}) ==
          canonical(R"({"candidate":"candidate:1","sdpMid":"audio0"})"));
    CHECK(candidate_of({"candidate:1", {}, {}}) ==
          canonical(R"({"candidate":"candidate:1","sdpMLineIndex":0})"));
    CHECK(candidate_of({"candidate:1", {}, 1}) ==
          canonical(R"({"candidate":"candidate:1","sdpMLineIndex":1})"));
}

TEST_CASE("the trickle member is left out while it has its default") {
    const auto jsep_of = [](const Jsep& jsep) {
        const auto document =
                test::parsed(encode({"t", Message{session, handle, Leave{}, jsep}}, {}));
        return canonical(*document.root().member("jsep"));
    };
    CHECK(jsep_of({JsepType::offer, "x", true}) == canonical(R"({"type":"offer","sdp":"x"})"));
    CHECK(jsep_of({JsepType::answer, "x", false}) ==
          canonical(R"({"type":"answer","sdp":"x","trickle":false})"));
}

TEST_CASE("text of ours that is no UTF-8 still makes a message that Janus can read") {
    Join join{};
    join.room = {std::uint64_t{1}};
    join.settings.display = "A\xff\n\"";
    const std::string text = encode({"t", Message{session, handle, join, {}}}, {});
    CHECK(base::is_valid_utf8(text));
    const auto document = test::parsed(text);
    CHECK(document.root().member("body")->member("display")->string() == "A\xEF\xBF\xBD\n\"");
}
