// SPDX-License-Identifier: MIT
#include "report/reply_check.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk;
using report::misfit;

namespace {

const base::RoomId room{std::uint64_t{7}};

/// What the Admin API says with "success", or otherwise.
core::Reply admin_reply(std::string payload, bool success = true) {
    core::Reply reply;
    reply.payload = std::move(payload);
    reply.is_success = success;
    return reply;
}

} // namespace

TEST_CASE("an answer has what was asked for, be it empty") {
    CHECK_FALSE(misfit(janus::ListRooms{}, R"({"audiobridge":"success","list":[]})"));
    CHECK_FALSE(misfit(janus::ListParticipants{room}, R"({"participants":[{"id":1}]})"));
    CHECK_FALSE(misfit(janus::ListForwarders{}, R"({"rtp_forwarders":[]})"));
    CHECK_FALSE(misfit(janus::RoomExists{room}, R"({"exists":false})"));
    CHECK_FALSE(misfit(janus::CreateRoom{}, R"({"audiobridge":"created","room":7})"));
    CHECK_FALSE(misfit(janus::KickParticipant{}, R"({"audiobridge":"success"})"));
}

TEST_CASE("what is missing is neither an empty list nor a yes") {
    for (const char* payload : {"{}", "", "[]", R"({"audiobridge":"event","room":7})"}) {
        for (const janus::AudioBridgeRequest& request :
             {janus::AudioBridgeRequest{janus::ListRooms{}},
              janus::AudioBridgeRequest{janus::ListParticipants{room}},
              janus::AudioBridgeRequest{janus::ListForwarders{}},
              janus::AudioBridgeRequest{janus::RoomExists{room}},
              janus::AudioBridgeRequest{janus::CreateRoom{}}}) {
            const auto failure = misfit(request, payload);
            REQUIRE(failure);
            CHECK(failure->code == base::ExitCode::protocol);
        }
    }
    CHECK(misfit(janus::ListRooms{}, R"({"list":{}})"));
    CHECK(misfit(janus::RoomExists{room}, R"({"exists":"true"})"));
    CHECK(misfit(janus::KickParticipant{}, "{}"));
}

TEST_CASE("the Admin API has what was asked for, be it empty") {
    const auto fits = [](const janus::AdminRequest& request, std::string payload) {
        return !misfit(request, admin_reply(std::move(payload)));
    };
    CHECK(fits(janus::ListSessions{}, R"({"sessions":[]})"));
    CHECK(fits(janus::ListHandles{}, R"({"session_id":1,"handles":[]})"));
    CHECK(fits(janus::GetHandleInfo{}, R"({"info":{}})"));
    CHECK(fits(janus::GetStatus{}, R"({"status":{}})"));
    CHECK(fits(janus::ListLoops{}, R"({"loops":[]})"));
    CHECK(fits(janus::ListTokens{}, R"({"data":{"tokens":[]}})"));
    CHECK(fits(janus::EditToken{}, R"({"data":{"plugins":[]}})"));
    CHECK(fits(janus::EditToken{janus::TokenAction::remove, {}, {}}, "{}"));
    CHECK(fits(janus::ResolveAddress{}, R"({"ip":"192.0.2.1"})"));
    CHECK(fits(janus::TestStun{}, R"({"public_ip":"192.0.2.1"})"));
    CHECK(fits(janus::HangupWebrtc{}, "{}"));
    CHECK(fits(janus::SetSwitch{}, R"({"libnice_debug":true})"));
    CHECK(fits(janus::MessagePlugin{janus::ListRooms{}}, R"({"list":[]})"));
    CHECK_FALSE(misfit(janus::Info{}, admin_reply(R"({"version":1102})", false)));
    CHECK_FALSE(misfit(janus::Ping{}, admin_reply("{}", false)));
    CHECK_FALSE(misfit(janus::RawAdmin{}, admin_reply(R"({"anything":1})", false)));
    auto absent = admin_reply("{}", false);
    absent.is_absent = true;
    CHECK_FALSE(misfit(janus::ListHandles{}, absent));
}

TEST_CASE("what the Admin API says about something else is no answer") {
    const janus::AdminRequest request =
            GENERATE(janus::AdminRequest{janus::ListSessions{}},
                     janus::AdminRequest{janus::ListHandles{}},
                     janus::AdminRequest{janus::GetHandleInfo{}},
                     janus::AdminRequest{janus::GetStatus{}},
                     janus::AdminRequest{janus::ListLoops{}},
                     janus::AdminRequest{janus::ListTokens{}},
                     janus::AdminRequest{janus::EditToken{}},
                     janus::AdminRequest{janus::ResolveAddress{}},
                     janus::AdminRequest{janus::TestStun{}},
                     janus::AdminRequest{janus::MessagePlugin{janus::ListRooms{}}},
                     janus::AdminRequest{janus::Info{}});
    CAPTURE(request.index());
    for (const char* payload : {"{}", "", "[]", R"({"accept":true})", R"({"data":{}})"}) {
        const auto failure = misfit(request, admin_reply(payload));
        REQUIRE(failure);
        CHECK(failure->code == base::ExitCode::protocol);
    }
    CHECK(misfit(janus::ListSessions{}, admin_reply(R"({"sessions":7})")));
    // A deed that was not answered with "success".
    CHECK(misfit(janus::HangupWebrtc{}, admin_reply("{}", false)));
    CHECK(misfit(janus::EditToken{janus::TokenAction::remove, {}, {}}, admin_reply("{}", false)));
}
