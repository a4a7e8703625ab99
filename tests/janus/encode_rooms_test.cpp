// SPDX-License-Identifier: MIT
#include "janus/admin.hpp"
#include "janus/encode.hpp"
#include "janus/message.hpp"
#include "json/canonical.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <string>
#include <vector>

using namespace janus_talk;
using namespace janus_talk::janus;
using test::canonical;
using test::message_with;

namespace {

const base::RoomId seven{std::uint64_t{7}};
const base::ParticipantId eight{std::uint64_t{8}};
const base::Secret secret{"s"};
const base::Secret key{"k"};

std::string body(AudioBridgeRequest request) {
    return canonical(encode({"t", Message{{11}, {22}, std::move(request), {}}}, {}));
}

std::string admin(AdminRequest request) {
    return canonical(encode(AdminEnvelope{"t", std::move(request)}, base::Secret{"s"}));
}

std::string admin_with(const std::string& members) {
    return canonical(R"({"transaction":"t","admin_secret":"s",)" + members + "}");
}

struct Case {
    AudioBridgeRequest request;
    const char* json;
};

CreateRoom full_room() {
    CreateRoom create;
    create.room = seven;
    create.admin_key = key;
    create.permanent = true;
    RoomSettings& settings = create.settings;
    settings.description = "Seven";
    settings.secret = secret;
    settings.pin = base::Secret{"p"};
    settings.is_private = true;
    settings.sampling_rate = 48000;
    settings.spatial_audio = true;
    settings.audiolevel_ext = false;
    settings.audiolevel_event = true;
    settings.audio_active_packets = 50;
    settings.audio_level_average = 30;
    settings.default_prebuffering = 3;
    settings.default_expectedloss = 5;
    settings.default_bitrate = 32000;
    settings.record = true;
    settings.record_file = "f.wav";
    settings.record_dir = "/r";
    settings.mjrs = false;
    settings.mjrs_dir = "/m";
    settings.allow_rtp_participants = true;
    settings.denoise = false;
    settings.groups = {"a", "b"};
    settings.allowed = {base::Secret{"t1"}, base::Secret{"t2"}};
    return create;
}

} // namespace

TEST_CASE("a room is made with every field of the plug-in") {
    CHECK(body(full_room()) ==
          message_with(
                  R"({"request":"create","room":7,"description":"Seven","pin":"p","secret":"s","admin_key":"k",)"
                  R"("is_private":true,"sampling_rate":48000,"spatial_audio":true,"audiolevel_ext":false,)"
                  R"("audiolevel_event":true,"audio_active_packets":50,"audio_level_average":30,)"
                  R"("default_prebuffering":3,"default_expectedloss":5,"default_bitrate":32000,)"
                  R"("record":true,"record_file":"f.wav","record_dir":"/r","mjrs":false,"mjrs_dir":"/m",)"
                  R"("allow_rtp_participants":true,"denoise":false,"groups":["a","b"],)"
                  R"("allowed":["t1","t2"],"permanent":true})"));
    CHECK(body(CreateRoom{}) == message_with(R"({"request":"create"})"));
}

TEST_CASE("each request about rooms has the members that the plug-in wants") {
    const std::vector<Case> cases{
            {EditRoom{seven,
                      secret,
                      "new",
                      base::Secret{"ns"},
                      base::Secret{""},
                      false,
                      "/r",
                      "/m",
                      true},
             R"({"request":"edit","room":7,"secret":"s","new_description":"new","new_secret":"ns","new_pin":"",
                 "new_is_private":false,"new_record_dir":"/r","new_mjrs_dir":"/m","permanent":true})"},
            {EditRoom{seven, {}, {}, {}, {}, {}, {}, {}, false}, R"({"request":"edit","room":7})"},
            {DestroyRoom{seven, secret, true},
             R"({"request":"destroy","room":7,"secret":"s","permanent":true})"},
            {DestroyRoom{seven, {}, false}, R"({"request":"destroy","room":7})"},
            {RoomExists{seven}, R"({"request":"exists","room":7})"},
            {RoomExists{{std::string{"seven"}}}, R"({"request":"exists","room":"seven"})"},
            {ListRooms{}, R"({"request":"list"})"},
            {ListRooms{key}, R"({"request":"list","admin_key":"k"})"},
            {ListParticipants{seven}, R"({"request":"listparticipants","room":7})"},
            {EditAccessList{seven, secret, AccessAction::add, {base::Secret{"t"}}},
             R"({"request":"allowed","room":7,"secret":"s","action":"add","allowed":["t"]})"},
            {EditAccessList{seven, {}, AccessAction::enable, {}},
             R"({"request":"allowed","room":7,"action":"enable"})"},
            {EditAccessList{seven, {}, AccessAction::disable, {}},
             R"({"request":"allowed","room":7,"action":"disable"})"},
            {EditAccessList{seven, {}, AccessAction::remove, {base::Secret{"t"}}},
             R"({"request":"allowed","room":7,"action":"remove","allowed":["t"]})"},
            {MuteRoom{seven, secret, true}, R"({"request":"mute_room","room":7,"secret":"s"})"},
            {MuteRoom{seven, {}, false}, R"({"request":"unmute_room","room":7})"},
            {RecordRoom{seven, secret, true, "f.wav", "/r"},
             R"({"request":"enable_recording","room":7,"secret":"s","record":true,"record_file":"f.wav","record_dir":"/r"})"},
            {RecordRoom{seven, {}, false, {}, {}},
             R"({"request":"enable_recording","room":7,"record":false})"},
            {RecordParticipants{seven, secret, true, "/m"},
             R"({"request":"enable_mjrs","room":7,"secret":"s","mjrs":true,"mjrs_dir":"/m"})"},
    };
    for (const Case& one : cases)
        CHECK(body(one.request) == message_with(one.json));
}

TEST_CASE("each request about people has the members that the plug-in wants") {
    const std::vector<Case> cases{
            {MuteParticipant{seven, eight, secret, true},
             R"({"request":"mute","room":7,"secret":"s","id":8})"},
            {MuteParticipant{seven, eight, {}, false}, R"({"request":"unmute","room":7,"id":8})"},
            {KickParticipant{seven, eight, secret},
             R"({"request":"kick","room":7,"secret":"s","id":8})"},
            {KickParticipant{seven, {std::string{"eight"}}, {}},
             R"({"request":"kick","room":7,"id":"eight"})"},
            {KickEverybody{seven, secret}, R"({"request":"kick_all","room":7,"secret":"s"})"},
            {SuspendParticipant{seven, eight, secret, true, false},
             R"({"request":"suspend","room":7,"secret":"s","id":8,"pause_events":true,"stop_record":false})"},
            {ResumeParticipant{seven, eight, {}, true, "leg"},
             R"({"request":"resume","room":7,"id":8,"record":true,"filename":"leg"})"},
            {DenoiseParticipant{seven, eight, {}, true},
             R"({"request":"denoise_enable","room":7,"id":8})"},
            {DenoiseParticipant{seven, eight, secret, false},
             R"({"request":"denoise_disable","room":7,"secret":"s","id":8})"},
            {ResetDecoder{}, R"({"request":"resetdecoder"})"},
            {Leave{}, R"({"request":"leave"})"},
            {HangupPlugin{}, R"({"request":"hangup"})"},
    };
    for (const Case& one : cases)
        CHECK(body(one.request) == message_with(one.json));
    ChangeRoom change;
    change.room = seven;
    change.id = eight;
    change.pin = base::Secret{"p"};
    change.token = base::Secret{"t"};
    change.settings.display = "me";
    change.settings.muted = true;
    CHECK(body(change) ==
          message_with(
                  R"({"request":"changeroom","room":7,"id":8,"pin":"p","token":"t","display":"me","muted":true})"));
}

TEST_CASE(
        "each request about forwarders and announcements has the members that the plug-in wants") {
    StartForwarder forward;
    forward.room = seven;
    forward.secret = secret;
    forward.admin_key = key;
    forward.host = "127.0.0.1";
    forward.host_family = "ipv4";
    forward.port = 5004;
    forward.ssrc = 4'000'000'000U;
    forward.codec = "opus";
    forward.ptype = 111;
    forward.group = "a";
    forward.srtp_suite = 80;
    forward.srtp_crypto = base::Secret{"c"};
    forward.always_on = true;
    const std::vector<Case> cases{
            {forward,
             R"({"request":"rtp_forward","room":7,"secret":"s","admin_key":"k","host":"127.0.0.1",
                 "host_family":"ipv4","port":5004,"ssrc":4000000000,"codec":"opus","ptype":111,"group":"a",
                 "srtp_suite":80,"srtp_crypto":"c","always_on":true})"},
            {StopForwarder{seven, secret, key, 9},
             R"({"request":"stop_rtp_forward","room":7,"secret":"s","admin_key":"k","stream_id":9})"},
            {ListForwarders{seven, {}, {}}, R"({"request":"listforwarders","room":7})"},
            {PlayFile{seven, secret, key, "/a.opus", "x", true, "a"},
             R"({"request":"play_file","room":7,"secret":"s","admin_key":"k","filename":"/a.opus","file_id":"x",
                 "loop":true,"group":"a"})"},
            {IsPlaying{seven, {}, {}, "x"}, R"({"request":"is_playing","room":7,"file_id":"x"})"},
            {StopFile{seven, {}, {}, "x"}, R"({"request":"stop_file","room":7,"file_id":"x"})"},
            {StopAllFiles{seven, {}, {}}, R"({"request":"stop_all_files","room":7})"},
            {ListAnnouncements{seven, {}, {}}, R"({"request":"listannouncements","room":7})"},
    };
    for (const Case& one : cases)
        CHECK(body(one.request) == message_with(one.json));
}

TEST_CASE("a body of one's own leaves as one object on one line") {
    CHECK(body(RawBody{"\n{\"request\": \"future\",\r\n \"big\": 9223372036854775807, \"half\": "
                       "0.5}\n"}) ==
          message_with(R"({"request":"future","big":9223372036854775807,"half":0.5})"));
    const std::string text = encode({"t", Message{{1}, {2}, RawBody{"{\"a\":1}\n"}, {}}}, {});
    CHECK(text.find('\n') == std::string::npos);
    CHECK(body(RawBody{"no json"}) == message_with("{}"));
    CHECK(body(RawBody{"[1]"}) == message_with("{}"));
}

TEST_CASE("the settable switches and numbers of a server have names of their own") {
    CHECK(admin(SetSwitch{AdminSwitch::locking_debug, true}) ==
          admin_with(R"("janus":"set_locking_debug","debug":true)"));
    CHECK(admin(SetSwitch{AdminSwitch::refcount_debug, false}) ==
          admin_with(R"("janus":"set_refcount_debug","debug":false)"));
    CHECK(admin(SetSwitch{AdminSwitch::libnice_debug, true}) ==
          admin_with(R"("janus":"set_libnice_debug","debug":true)"));
    CHECK(admin(SetSwitch{AdminSwitch::log_timestamps, true}) ==
          admin_with(R"("janus":"set_log_timestamps","timestamps":true)"));
    CHECK(admin(SetSwitch{AdminSwitch::log_colors, false}) ==
          admin_with(R"("janus":"set_log_colors","colors":false)"));
    CHECK(admin(SetSwitch{AdminSwitch::nack_optimizations, true}) ==
          admin_with(R"("janus":"set_nack_optimizations","nack_optimizations":true)"));
    CHECK(admin(SetNumber{AdminNumber::log_level, 7}) ==
          admin_with(R"("janus":"set_log_level","level":7)"));
    CHECK(admin(SetNumber{AdminNumber::min_nack_queue, 300}) ==
          admin_with(R"("janus":"set_min_nack_queue","min_nack_queue":300)"));
    CHECK(admin(SetNumber{AdminNumber::no_media_timer, 2}) ==
          admin_with(R"("janus":"set_no_media_timer","no_media_timer":2)"));
    CHECK(admin(SetNumber{AdminNumber::slowlink_threshold, 0}) ==
          admin_with(R"("janus":"set_slowlink_threshold","slowlink_threshold":0)"));
    CHECK(admin(SetSessionTimeout{{}, 30}) ==
          admin_with(R"("janus":"set_session_timeout","timeout":30)"));
    CHECK(admin(SetSessionTimeout{base::SessionId{11}, {}}) ==
          admin_with(R"("janus":"set_session_timeout","session_id":11,"timeout":-1)"));
}

TEST_CASE("tokens, captures and questions through the Admin API") {
    CHECK(admin(EditToken{TokenAction::add, base::Secret{"x"}, {"p1", "p2"}}) ==
          admin_with(R"("janus":"add_token","token":"x","plugins":["p1","p2"])"));
    CHECK(admin(EditToken{TokenAction::allow, base::Secret{"x"}, {"p"}}) ==
          admin_with(R"("janus":"allow_token","token":"x","plugins":["p"])"));
    CHECK(admin(EditToken{TokenAction::disallow, base::Secret{"x"}, {"p"}}) ==
          admin_with(R"("janus":"disallow_token","token":"x","plugins":["p"])"));
    CHECK(admin(EditToken{TokenAction::remove, base::Secret{"x"}, {}}) ==
          admin_with(R"("janus":"remove_token","token":"x")"));
    CHECK(admin(ListTokens{}) == admin_with(R"("janus":"list_tokens")"));
    CHECK(admin(ListLoops{}) == admin_with(R"("janus":"loops_info")"));
    CHECK(admin(ResolveAddress{"janus.example"}) ==
          admin_with(R"("janus":"resolve_address","address":"janus.example")"));
    CHECK(admin(TestStun{"stun.example", 3478, std::uint16_t{5000}}) ==
          admin_with(
                  R"("janus":"test_stun","address":"stun.example","port":3478,"localport":5000)"));
    CHECK(admin(StartCapture{{11}, {22}, "/tmp", "a", 100, false}) ==
          admin_with(
                  R"("janus":"start_pcap","session_id":11,"handle_id":22,"folder":"/tmp","filename":"a","truncate":100)"));
    CHECK(admin(StartCapture{{11}, {22}, {}, {}, {}, true}) ==
          admin_with(R"("janus":"start_text2pcap","session_id":11,"handle_id":22)"));
    CHECK(admin(StopCapture{{11}, {22}, false}) ==
          admin_with(R"("janus":"stop_pcap","session_id":11,"handle_id":22)"));
    CHECK(admin(StopCapture{{11}, {22}, true}) ==
          admin_with(R"("janus":"stop_text2pcap","session_id":11,"handle_id":22)"));
    CHECK(admin(LogLine{"here", 4}) ==
          admin_with(R"("janus":"custom_logline","line":"here","level":4)"));
    CHECK(admin(RawAdmin{
                  R"({"janus":"future","transaction":"theirs","admin_secret":"theirs","n":1})"}) ==
          admin_with(R"("janus":"future","n":1)"));
}
