// SPDX-License-Identifier: MIT
#include "janus/decode.hpp"
#include "janus/fixture.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <limits>
#include <string>

using namespace janus_talk;
using namespace janus_talk::janus;
using test::body_of;
using test::decoded;
using test::event_of;
using test::failure_of;
using test::fixture;

TEST_CASE("the envelope is read whatever the body") {
    const auto message =
            decoded(R"({"janus":"ack","session_id":1,"transaction":"t","sender":2,"hint":"soon"})");
    CHECK(message.session == base::SessionId{1});
    CHECK(message.sender == base::HandleId{2});
    CHECK(message.transaction == "t");
    body_of<Ack>(message);
}

TEST_CASE("ids that are received keep all 63 bits") {
    const auto message =
            decoded(R"({"janus":"success","session_id":9223372036854775807,"transaction":"t",)"
                    R"("data":{"id":9007199254740993}})");
    CHECK(message.session == base::SessionId{std::numeric_limits<std::int64_t>::max()});
    CHECK(body_of<Success>(message).id == 9007199254740993U);
}

TEST_CASE("the verbs that return nothing succeed without an id") {
    CHECK_FALSE(body_of<Success>(decoded(R"({"janus":"success","transaction":"t"})")).id);
    CHECK_FALSE(body_of<Success>(decoded(R"({"janus":"success","transaction":"t","data":{}})")).id);
}

TEST_CASE("notifications without members are told apart") {
    body_of<WebrtcUp>(decoded(R"({"janus":"webrtcup","session_id":1,"sender":2})"));
    body_of<Detached>(decoded(R"({"janus":"detached","session_id":1,"sender":2})"));
    body_of<SessionTimedOut>(decoded(R"({"janus":"timeout","session_id":1})"));
    body_of<Pong>(decoded(R"({"janus":"pong","transaction":"t"})"));
}

TEST_CASE("media is read in its newer form too") {
    const auto media =
            body_of<Media>(decoded(R"({"janus":"media","session_id":1,"sender":2,"mid":"audio0",)"
                                   R"("type":"audio","receiving":false,"seconds":3})"));
    CHECK(media.mid == "audio0");
    CHECK_FALSE(media.receiving);
    CHECK(media.seconds == 3U);
}

TEST_CASE("slowlink is read in every form it ever had") {
    const auto newer = body_of<SlowLink>(decoded(
            R"({"janus":"slowlink","sender":2,"mid":"0","media":"audio","uplink":false,"lost":12})"));
    CHECK(newer.mid == "0");
    CHECK(newer.lost == 12);
    CHECK_FALSE(newer.uplink);
    const auto oldest = body_of<SlowLink>(
            decoded(R"({"janus":"slowlink","sender":2,"uplink":true,"nacks":9})"));
    CHECK(oldest.lost == 9);
    CHECK(oldest.media.empty());
}

TEST_CASE("a hang-up tells its reason") {
    CHECK(body_of<HungUp>(decoded(R"({"janus":"hangup","sender":2,"reason":"ICE failed"})"))
                  .reason == "ICE failed");
    CHECK(body_of<HungUp>(decoded(R"({"janus":"hangup","sender":2})")).reason.empty());
}

TEST_CASE("the server's candidates are read, and every way of ending them") {
    const auto candidate = body_of<RemoteCandidate>(decoded(
            R"({"janus":"trickle","sender":2,"candidate":{"sdpMid":"audio0","sdpMLineIndex":0,)"
            R"("candidate":"candidate:1 1 udp 1 192.0.2.1 5000 typ host"}})"));
    CHECK(candidate.candidate ==
          Candidate{"candidate:1 1 udp 1 192.0.2.1 5000 typ host", "audio0", 0});
    const std::string end =
            GENERATE(R"({"completed":true})", "null", R"({"candidate":""})", R"("")");
    CAPTURE(end);
    body_of<RemoteCandidatesCompleted>(
            decoded(R"({"janus":"trickle","sender":2,"candidate":)" + end + "}"));
}

TEST_CASE("server info tells what a client must know beforehand") {
    const auto info = body_of<ServerInfo>(decoded(fixture("janus-1.1.2/server-info.json")));
    CHECK(info.name == "Janus WebRTC Server");
    CHECK(info.version == 1102);
    CHECK(info.version_string == "1.1.2");
    CHECK(info.accepting_new_sessions);
    CHECK(info.session_timeout == 60);
    CHECK(info.reclaim_session_timeout == 0);
    CHECK_FALSE(info.api_secret);
    CHECK_FALSE(info.auth_token);
    CHECK_FALSE(info.full_trickle);
    CHECK(info.plugins.at("janus.plugin.audiobridge") == "0.0.12");
    const auto guarded = body_of<ServerInfo>(decoded(
            R"({"janus":"server_info","accepting-new-sessions":false,"session-timeout":0,)"
            R"("reclaim-session-timeout":20,"api_secret":true,"auth_token":true,"full-trickle":true,"plugins":7})"));
    CHECK_FALSE(guarded.accepting_new_sessions);
    CHECK(guarded.session_timeout == 0);
    CHECK(guarded.reclaim_session_timeout == 20);
    CHECK(guarded.api_secret);
    CHECK(guarded.auth_token);
    CHECK(guarded.full_trickle);
    CHECK(guarded.plugins.empty());
}

TEST_CASE("the two errors with number 490 are told apart by their layer") {
    const auto core = body_of<CoreError>(decoded(
            R"({"janus":"error","transaction":"t","error":{"code":490,"reason":"Error setting ICE locally"}})"));
    const auto plugin = event_of<AudioBridgeError>(decoded(
            R"({"janus":"event","sender":1,"transaction":"t","plugindata":{"plugin":"janus.plugin.audiobridge",)"
            R"("data":{"audiobridge":"event","error_code":490,"error":"User ID 7 already exists"}}})"));
    CHECK(core.error.code == plugin.error.code);
    CHECK(core.error.layer == base::JanusLayer::core);
    CHECK(plugin.error.layer == base::JanusLayer::audiobridge);
}

TEST_CASE("the core's error texts lose the session ids they name") {
    const auto error =
            body_of<CoreError>(decoded(fixture("janus-1.1.2/no-such-handle.json"))).error;
    CHECK(error.code == 459);
    CHECK(error.text == "No such handle # in session #");
}

TEST_CASE("an error about a message that Janus could not parse has no transaction") {
    const auto message =
            decoded(R"({"janus":"error","error":{"code":454,"reason":"Invalid JSON"}})");
    CHECK_FALSE(message.transaction);
    CHECK(body_of<CoreError>(message).error.code == 454);
}

TEST_CASE("kinds that this version does not know are informational") {
    CHECK(body_of<UnknownMessage>(decoded(R"({"janus":"ice-failed","sender":2})")).kind ==
          "ice-failed");
    body_of<UnknownMessage>(decoded(
            R"({"janus":"event","plugindata":{"plugin":"janus.plugin.videoroom","data":{"videoroom":"joined"}}})"));
}

TEST_CASE("an SDP of 64 kB is passed through and a longer one is not") {
    const auto text = [](std::size_t size) {
        return R"({"janus":"event","plugindata":{"plugin":"janus.plugin.audiobridge","data":{"audiobridge":"event",)"
               R"("result":"ok"}},"jsep":{"type":"answer","sdp":")" +
               std::string(size, 'x') + R"("}})";
    };
    CHECK(body_of<PluginEvent>(decoded(text(sdp_limit))).jsep->sdp.size() == 65536);
    CHECK(failure_of(text(sdp_limit + 1)) == "jsep.sdp is too long");
}

TEST_CASE("a JSEP is whole or the message fails") {
    const auto with = [](const std::string& jsep) {
        return R"({"janus":"event","plugindata":{"plugin":"janus.plugin.audiobridge","data":{"audiobridge":"event",)"
               R"("result":"ok"}},"jsep":)" +
               jsep + "}";
    };
    CHECK_FALSE(body_of<PluginEvent>(decoded(with("null"))).jsep);
    CHECK(body_of<PluginEvent>(decoded(with(R"({"type":"offer","sdp":"v=0","trickle":false})")))
                  .jsep->type == JsepType::offer);
    CHECK(failure_of(with(R"({"type":"pranswer","sdp":"v=0"})")) ==
          "jsep.type is neither offer nor answer");
    CHECK(failure_of(with(R"({"type":"answer"})")) == "jsep.sdp is not a string");
    CHECK(failure_of(with(R"({"type":"answer","sdp":7})")) == "jsep.sdp is not a string");
    CHECK(failure_of(with("[]")) == "jsep is not an object");
}

TEST_CASE("a required member that is missing or of the wrong type fails the message") {
    CHECK(failure_of("{}") == "janus is not a string");
    CHECK(failure_of(R"({"janus":7})") == "janus is not a string");
    CHECK(failure_of(R"({"janus":"error"})") == "error is not an object");
    CHECK(failure_of(R"({"janus":"error","error":{"reason":"x"}})") ==
          "error.code is not a small integer");
    CHECK(failure_of(R"({"janus":"error","error":{"code":4294967296}})") ==
          "error.code is not a small integer");
    CHECK(failure_of(R"({"janus":"media","type":"audio"})") ==
          "receiving is neither true nor false");
    CHECK(failure_of(R"({"janus":"media","receiving":true})") == "type is not a string");
    CHECK(failure_of(R"({"janus":"slowlink","uplink":true})") == "lost is not an unsigned integer");
    CHECK(failure_of(R"({"janus":"slowlink","uplink":true,"lost":-1})") ==
          "lost is not an unsigned integer");
    CHECK(failure_of(R"({"janus":"event"})") == "plugindata is not an object");
    CHECK(failure_of(R"({"janus":"event","plugindata":{}})") == "plugindata.data is not an object");
    CHECK(failure_of(R"({"janus":"event","plugindata":{"data":{}}})") ==
          "plugindata.data.audiobridge is not a string");
    CHECK(failure_of(R"({"janus":"trickle","candidate":5})") == "candidate is not an object");
    CHECK(failure_of(R"({"janus":"trickle","candidate":{"sdpMid":"0"}})") ==
          "candidate.candidate is not a string");
}

TEST_CASE("an id of the wrong type fails the message even where it may be absent") {
    const std::string id =
            GENERATE("-1", "1.0", "1e3", "\"7\"", "18446744073709551616", "true", "[1]", "{}");
    CAPTURE(id);
    CHECK(failure_of(R"({"janus":"ack","session_id":)" + id + "}") ==
          "session_id is not an unsigned integer");
    CHECK(failure_of(R"({"janus":"ack","sender":)" + id + "}") ==
          "sender is not an unsigned integer");
    CHECK(failure_of(R"({"janus":"success","data":{"id":)" + id + "}}") ==
          "data.id is not an unsigned integer");
}

TEST_CASE("a transaction is a string or absent") {
    CHECK_FALSE(decoded(R"({"janus":"ack","transaction":null})").transaction);
    CHECK(decoded(R"({"janus":"ack","transaction":""})").transaction == "");
    CHECK(failure_of(R"({"janus":"ack","transaction":5})") == "transaction is not a string");
}

TEST_CASE("a descriptive member of the wrong type counts as absent") {
    const auto media = body_of<Media>(decoded(
            R"({"janus":"media","type":"audio","receiving":true,"mid":0,"seconds":"1","substream":{}})"));
    CHECK_FALSE(media.mid);
    CHECK_FALSE(media.seconds);
    CHECK(body_of<HungUp>(decoded(R"({"janus":"hangup","reason":7})")).reason.empty());
}

TEST_CASE("a failure still tells which request the message was to answer") {
    const auto transaction_in = [](const char* text) {
        return std::get<DecodeFailure>(decode(text)).transaction;
    };
    CHECK(transaction_in(R"({"janus":"success","transaction":"t","data":{"id":"x"}})") == "t");
    CHECK_FALSE(transaction_in(R"({"janus":"media","type":"audio"})"));
    CHECK_FALSE(transaction_in(R"({"janus":"ack","transaction":7})"));
    CHECK_FALSE(transaction_in(R"({"janus":"ack","transaction":"t")"));
}

TEST_CASE("a failure repeats nothing of the server's text") {
    const std::string failure =
            failure_of(R"({"janus":"event","plugindata":{"data":{"audiobridge":"joined",)"
                       R"("room":1,"participants":[{"id":"\u001b]0;x","display":5},7]}}})");
    CHECK(failure == "plugindata.data.participants holds something that is no object");
}
