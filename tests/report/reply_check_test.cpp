// SPDX-License-Identifier: MIT
#include "report/reply_check.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk;
using report::misfit;

namespace {

const base::RoomId room{std::uint64_t{7}};

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
