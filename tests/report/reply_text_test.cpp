// SPDX-License-Identifier: MIT
#include "janus/error_code.hpp"
#include "report/admin_text.hpp"
#include "report/command_result.hpp"
#include "report/reply_json.hpp"
#include "report/reply_text.hpp"
#include "report/table.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

using namespace janus_talk;
using namespace janus_talk::report;
using base::ParticipantId;
using base::RoomId;

namespace {

const RoomId room{1234U};
const ParticipantId ada{std::string{"ada"}};

janus::StartForwarder start_forwarder() {
    janus::StartForwarder start;
    start.room = room;
    return start;
}

} // namespace

TEST_CASE("a table aligns by columns and keeps its words apart") {
    Table table{{{"ID", Table::Align::right}, {"NAME"}, {"X"}}};
    CHECK(table.empty());
    table.add({"7", "名前", "a"});
    table.add({"1234", "", "b", "dropped"});
    table.add({"5"});
    CHECK(table.text() == "  ID  NAME  X\n"
                          "   7  名前  a\n"
                          "1234  -     b\n"
                          "   5  -     -\n");
}

TEST_CASE("lists are tables, empty ones a sentence") {
    CHECK(reply_text(janus::ListRooms{}, R"({"list":[]})") == "No rooms.\n");
    CHECK(reply_text(janus::ListRooms{},
                     R"({"list":[{"room":7,"description":"a b",)"
                     R"("sampling_rate":48000,"spatial_audio":false,)"
                     R"("pin_required":true,"record":false,"muted":false,)"
                     R"("num_participants":2}]})") ==
          "ROOM  DESCRIPTION   RATE  PEOPLE  PIN  MUTED  RECORDED  SPATIAL\n"
          "   7  a b          48000       2  yes  no     no        no\n");
    CHECK(reply_text(janus::ListParticipants{room}, R"({"participants":[]})") == "Nobody.\n");
    CHECK(reply_text(janus::ListParticipants{room},
                     R"({"participants":[{"id":"ada","setup":true,"muted":false}]})") ==
          " ID  NAME  MEDIA  MUTED  TALKING  SUSPENDED  POSITION\n"
          "ada  -     yes    no     -        -                 -\n");
    CHECK(reply_text(janus::ListForwarders{room, {}, {}}, R"({"rtp_forwarders":[]})") ==
          "No forwarders.\n");
    CHECK(reply_text(janus::ListForwarders{room, {}, {}},
                     R"({"rtp_forwarders":[{"stream_id":4000000000,"ip":"192.0.2.7",)"
                     R"("port":5004,"codec":"opus","ptype":100,"ssrc":9,"always_on":true}]})") ==
          "    STREAM  ADDRESS    PORT  CODEC  TYPE  SSRC  GROUP  SRTP  ALWAYS\n"
          "4000000000  192.0.2.7  5004  opus    100     9  -      -     yes\n");
    CHECK(reply_text(janus::ListAnnouncements{room, {}, {}}, R"({"announcements":[]})") ==
          "No announcements.\n");
    CHECK(reply_text(janus::ListAnnouncements{room, {}, {}},
                     R"({"announcements":[{"file_id":"a","filename":"/a","playing":true}]})") ==
          "ID  FILE  PLAYING  LOOP\n"
          "a   /a    yes      -\n");
}

TEST_CASE("deeds are one sentence") {
    struct Row {
        janus::AudioBridgeRequest request;
        std::string payload;
        std::string text;
    };

    janus::CreateRoom create;
    janus::CreateRoom for_good;
    for_good.permanent = true;
    const std::string token = R"({"allowed":["t"]})";
    const Row rows[] = {
            {create, R"({"room":7,"permanent":false})", "Room 7 was created."},
            {for_good,
             R"({"room":7,"permanent":true})",
             "Room 7 was created, in the server's configuration file too."},
            {for_good, R"({"room":7,"permanent":false})", "Room 7 was created."},
            {janus::DestroyRoom{room, {}, false}, R"({"room":1234})", "Room 1234 was destroyed."},
            {janus::RoomExists{room}, R"({"exists":true})", "yes"},
            {janus::RoomExists{room}, R"({"exists":false})", "no"},
            {janus::EditAccessList{room, {}, janus::AccessAction::add, {}},
             token,
             "The list of room 1234 has 1 token."},
            {janus::EditAccessList{room, {}, janus::AccessAction::enable, {}},
             token,
             "Room 1234 admits only holders of a token; it has 1 token."},
            {janus::EditAccessList{room, {}, janus::AccessAction::disable, {}},
             "{}",
             "Room 1234 admits everybody."},
            {janus::MuteRoom{room, {}, true}, R"({"room":1234})", "Room 1234 was muted."},
            {janus::MuteRoom{room, {}, false}, "{}", "Room 1234 was already unmuted."},
            {janus::MuteParticipant{room, ada, {}, true},
             R"({"room":1234})",
             "Participant ada was muted."},
            {janus::MuteParticipant{room, ada, {}, true},
             "{}",
             "Participant ada was already muted."},
            {janus::KickParticipant{room, ada, {}}, "{}", "Participant ada was kicked."},
            {janus::KickEverybody{room, {}}, "{}", "Everybody was kicked from room 1234."},
            {janus::RecordRoom{room, {}, true, {}, {}},
             R"({"record":true})",
             "The mix of room 1234 is recorded on the server."},
            {janus::RecordParticipants{room, {}, false, {}},
             R"({"mjrs":false})",
             "Each participant of room 1234 is no longer recorded."},
            {janus::StopForwarder{room, {}, {}, 9},
             "{}",
             "Forwarder 9 of room 1234 no longer runs."},
            {janus::StopAllFiles{room, {}, {}},
             R"({"file_id_list":["a","b"]})",
             "2 announcements stopped in room 1234."},
            {janus::IsPlaying{room, {}, {}, "a"}, R"({"playing":false})", "no"},
            {janus::ResetDecoder{}, "{}", "The decoder was reset."},
    };
    for (const Row& row : rows)
        CHECK(reply_text(row.request, row.payload) == row.text + "\n");
}

TEST_CASE("what the server did not do decides the exit status") {
    janus::DestroyRoom destroy{room, {}, true};
    CHECK_FALSE(shortfall(destroy, R"({"permanent":true})"));
    REQUIRE(shortfall(destroy, R"({"permanent":false})"));
    CHECK(shortfall(destroy, R"({"permanent":false})")->code == base::ExitCode::protocol);
    destroy.permanent = false;
    CHECK_FALSE(shortfall(destroy, R"({"permanent":false})"));
    CHECK(shortfall(janus::RoomExists{room}, R"({"exists":false})")->code == base::ExitCode::room);
    CHECK_FALSE(shortfall(janus::RoomExists{room}, R"({"exists":true})"));
    CHECK_FALSE(shortfall(janus::RoomExists{room}, "no JSON"));
}

TEST_CASE("text of others can't leave its line or its cell") {
    const std::string evil = R"("\u001b[2J\nROOM\u202e")";
    const auto is_harmless = [](const std::string& text, std::size_t lines) {
        return text.find('\x1b') == std::string::npos && text.find("\u202e") == std::string::npos &&
               static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) == lines;
    };
    CHECK(is_harmless(reply_text(janus::ListRooms{}, R"({"list":[{"description":)" + evil + "}]}"),
                      2));
    CHECK(is_harmless(reply_text(janus::CreateRoom{}, R"({"room":)" + evil + "}"), 1));
    CHECK(is_harmless(reply_text(start_forwarder(), R"({"stream_id":1,"host":)" + evil + "}"), 1));
    CHECK(is_harmless(token_lines(R"({"allowed":[)" + evil + "]}"), 1));
    CHECK(is_harmless(room_text(room,
                                R"({"participants":[]})",
                                R"({"list":[{"room":1234,"description":)" + evil + "}]}"),
                      4));
}

TEST_CASE("tokens are counted, not shown, unless asked for") {
    const std::string payload = R"({"audiobridge":"success","room":7,"allowed":["one","two"]})";
    CHECK(without_tokens(payload) == R"({"audiobridge":"success","room":7,"allowed_count":2})");
    CHECK(without_tokens(R"({"room":7})") == R"({"room":7})");
    CHECK(token_lines(payload) == "one\ntwo\n");
    CHECK(token_lines("{}").empty());
}

TEST_CASE("one room is its line of the list and its people") {
    const std::string people = R"({"room":7,"participants":[{"id":1}]})";
    const std::string list = R"({"list":[{"room":"7","description":"wrong kind of id"},)"
                             R"({"room":7,"description":"right","muted":true}]})";
    CHECK(room_json(RoomId{7U}, people, list) ==
          R"({"room":7,"listed":true,"description":"right","muted":true,"participants":[{"id":1}]})");
    CHECK(room_json(RoomId{8U}, people, list) ==
          R"({"room":8,"listed":false,"participants":[{"id":1}]})");
    CHECK(room_json(RoomId{std::string{"7"}}, people, list).find("wrong kind") !=
          std::string::npos);
    CHECK(room_text(RoomId{7U}, R"({"participants":[]})", list) ==
          "Room: 7\nDescription: right\nMuted: yes\n\nNobody.\n");
    CHECK(room_text(RoomId{8U}, R"({"participants":[]})", list).find("--admin-key") !=
          std::string::npos);
}

TEST_CASE("the --json line has the server's members, the exit and the server's error") {
    CHECK(command_result(R"({"audiobridge":"success","list":[]})", base::ExitCode::ok, {}) ==
          R"({"v":1,"ok":true,"rooms":[]})");
    CHECK(command_result(R"({"rtp_forwarders":[]})", base::ExitCode::ok, {}) ==
          R"({"v":1,"ok":true,"forwarders":[]})");
    CHECK(command_result(R"({"exists":false})", base::ExitCode::room, {}) ==
          R"({"v":1,"ok":false,"exists":false,"exit":{"code":5,"name":"room"}})");
}

TEST_CASE("a server's members never take the place of ours in the --json line") {
    CHECK(command_result(R"({"ok":true,"v":9,"exit":{"code":0},"error":"","rooms":1,"list":[]})",
                         base::ExitCode::room,
                         {}) == R"({"v":1,"ok":false,"rooms":1,"exit":{"code":5,"name":"room"}})");
    CHECK(admin_members(janus::GetStatus{}, R"({"a":1,"data":{"a":2,"b":3}})", false) ==
          R"({"a":1,"b":3})");
    CHECK(without_tokens(R"({"allowed_count":9,"allowed":["x"]})") == R"({"allowed_count":1})");
}

TEST_CASE("the two errors 490 are told apart") {
    const auto line = [](base::JanusLayer layer, const char* text) {
        const auto failure = janus::to_failure({layer, 490, text}, "play a file");
        return command_result("{}", failure.code, failure) + failure_text(failure);
    };
    const std::string taken = line(base::JanusLayer::audiobridge, "File ID exists (a)");
    CHECK(taken.find(R"("exit":{"code":5,"name":"room"})") != std::string::npos);
    CHECK(taken.find(
                  R"x("janus":{"layer":"audiobridge","code":490,"text":"File ID exists (a)"})x") !=
          std::string::npos);
    CHECK(taken.find("490 ID_EXISTS") != std::string::npos);
    CHECK(taken.find("--file-id") != std::string::npos);
    const std::string other = line(base::JanusLayer::core, "Something");
    CHECK(other.find(R"("exit":{"code":14,"name":"protocol"})") != std::string::npos);
    CHECK(other.find(R"("layer":"core","code":490)") != std::string::npos);
    CHECK(other.find("490 UNKNOWN") != std::string::npos);
}

TEST_CASE("of a list of rooms only the ids, harmless, and nothing of what is none") {
    CHECK(report::room_id_lines(
                  R"({"audiobridge":"success","list":[{"room":1234},{"room":"lob\u001bby"},{"x":1}]})") ==
          "1234\nlob\\u{1b}by\n");
    CHECK(report::room_id_lines(R"({"list":[]})").empty());
    CHECK(report::room_id_lines("{}").empty());
    CHECK(report::room_id_lines("no JSON").empty());
}
