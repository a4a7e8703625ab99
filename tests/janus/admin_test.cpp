// SPDX-License-Identifier: MIT
#include "janus/admin.hpp"
#include "janus/fixture.hpp"
#include "janus/message.hpp"
#include "json/canonical.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdint>
#include <string>

using namespace janus_talk;
using namespace janus_talk::janus;
using namespace std::chrono_literals;
using test::canonical;
using test::fixture;
using test::handle;
using test::session;

namespace {

std::string encoded_admin(AdminRequest request) {
    return canonical(encode(AdminEnvelope{"t", std::move(request)}, base::Secret{"s"}));
}

template <typename Body>
Body admin_body(const std::string& text) {
    auto result = decode_admin(text);
    if (const auto* failure = std::get_if<DecodeFailure>(&result))
        FAIL("not understood: " << failure->text);
    const auto& message = std::get<AdminMessage>(result);
    const auto* body = std::get_if<Body>(&message.body);
    if (body == nullptr)
        FAIL("a body of another kind: alternative " << message.body.index());
    return *body;
}

std::string admin_failure(const std::string& text) {
    const auto result = decode_admin(text);
    const auto* failure = std::get_if<DecodeFailure>(&result);
    return failure == nullptr ? std::string{} : failure->text;
}

} // namespace

TEST_CASE("each request of the Admin API has the members that Janus wants") {
    CHECK(encoded_admin(GetStatus{}) ==
          canonical(R"({"janus":"get_status","transaction":"t","admin_secret":"s"})"));
    CHECK(encoded_admin(ListSessions{}) ==
          canonical(R"({"janus":"list_sessions","transaction":"t","admin_secret":"s"})"));
    CHECK(encoded_admin(ListHandles{session}) ==
          canonical(
                  R"({"janus":"list_handles","transaction":"t","admin_secret":"s","session_id":11})"));
    const std::string both =
            R"("transaction":"t","admin_secret":"s","session_id":11,"handle_id":22)";
    CHECK(encoded_admin(GetHandleInfo{session, handle, false}) ==
          canonical(R"({"janus":"handle_info",)" + both + "}"));
    CHECK(encoded_admin(GetHandleInfo{session, handle, true}) ==
          canonical(R"({"janus":"handle_info","plugin_only":true,)" + both + "}"));
    CHECK(encoded_admin(HangupWebrtc{session, handle}) ==
          canonical(R"({"janus":"hangup_webrtc",)" + both + "}"));
    CHECK(encoded_admin(DetachHandle{session, handle}) ==
          canonical(R"({"janus":"detach_handle",)" + both + "}"));
    CHECK(encoded_admin(RemoveSession{session}) ==
          canonical(
                  R"({"janus":"destroy_session","transaction":"t","admin_secret":"s","session_id":11})"));
    CHECK(encoded_admin(AcceptNewSessions{false}) ==
          canonical(
                  R"({"janus":"accept_new_sessions","transaction":"t","admin_secret":"s","accept":false})"));
    CHECK(encoded_admin(MessagePlugin{ListRooms{}}) ==
          canonical(R"({"janus":"message_plugin","transaction":"t","admin_secret":"s",)"
                    R"("plugin":"janus.plugin.audiobridge","request":{"request":"list"}})"));
}

TEST_CASE("info and ping need no admin secret, and an open server none at all") {
    CHECK(encoded_admin(Info{}) == canonical(R"({"janus":"info","transaction":"t"})"));
    CHECK(encoded_admin(Ping{}) == canonical(R"({"janus":"ping","transaction":"t"})"));
    CHECK(canonical(encode(AdminEnvelope{"t", ListSessions{}}, {})) ==
          canonical(R"({"janus":"list_sessions","transaction":"t"})"));
}

TEST_CASE("the answers of a real server are read") {
    const auto status = admin_body<ServerStatus>(fixture("janus-1.1.2/admin-status.json"));
    CHECK_FALSE(status.token_auth);
    CHECK(status.session_timeout == 60s);
    CHECK(status.reclaim_session_timeout == 0s);
    CHECK(status.candidates_timeout == 45s);
    CHECK(status.log_level == 4);
    CHECK(status.min_nack_queue == 200ms);
    CHECK(status.no_media_timer == 1s);
    CHECK(status.slowlink_threshold == 0);
    const auto sessions = admin_body<SessionList>(fixture("janus-1.1.2/admin-sessions.json"));
    CHECK(sessions.sessions == std::vector{base::SessionId{5187925272085406}});
    const auto handles = admin_body<HandleList>(fixture("janus-1.1.2/admin-handles.json"));
    CHECK(handles.session == base::SessionId{5187925272085406});
    CHECK(handles.handles == std::vector{base::HandleId{3208733140832632}});
    const auto info = admin_body<HandleInfo>(fixture("janus-1.1.2/handle-info.json"));
    CHECK(info.handle == handles.handles[0]);
    const auto rooms = admin_body<PluginResponse>(fixture("janus-1.1.2/admin-plugin-rooms.json"));
    CHECK(std::get<PluginSuccess>(rooms.event).rooms->size() == 1);
    admin_body<AdminSuccess>(fixture("janus-1.1.2/admin-accept.json"));
}

TEST_CASE("errors of the Admin API come from both layers") {
    const auto core = admin_body<CoreError>(
            R"({"janus":"error","transaction":"t","error":{"code":403,"reason":"Unauthorized request"}})");
    CHECK(core.error.code == 403);
    const auto plugin = admin_body<PluginResponse>(
            R"({"janus":"success","response":{"audiobridge":"event","error_code":485,"error":"none"}})");
    CHECK(std::get<AudioBridgeError>(plugin.event).error.code == 485);
}

TEST_CASE("the Admin API greets and answers a ping like the client API") {
    CHECK(admin_body<ServerInfo>(fixture("janus-1.1.2/server-info.json")).version == 1102);
    admin_body<Pong>(R"({"janus":"pong","transaction":"t"})");
    CHECK(admin_body<UnknownMessage>(R"({"janus":"surprise"})").kind == "surprise");
}

TEST_CASE("a list of sessions may be long but holds ids only") {
    std::string text = R"({"janus":"success","sessions":[)";
    for (int id = 1; id < 30'000; ++id)
        text += std::to_string(id) + ",";
    CHECK(admin_body<SessionList>(text + "0]}").sessions.size() == 30'000);
    CHECK(admin_failure(R"({"janus":"success","sessions":[1,"2"]})") ==
          "sessions holds something that is no id");
    CHECK(admin_failure(R"({"janus":"success","sessions":7})") == "sessions is not a list");
    CHECK(admin_failure(R"({"janus":"success","handles":[1]})") ==
          "session_id is not an unsigned integer");
    CHECK(admin_failure(R"({"janus":"success","info":[1]})") == "info is not an object");
    CHECK(admin_failure(R"({"transaction":"t"})") == "janus is not a string");
}
