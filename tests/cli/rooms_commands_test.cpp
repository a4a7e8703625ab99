// SPDX-License-Identifier: MIT
#include "base/failure.hpp"
#include "cli/people_commands.hpp"
#include "cli/room_leaf.hpp"
#include "cli/rooms_commands.hpp"
#include "janus/encode_audiobridge.hpp"
#include "json/writer.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <string>

using namespace janus_talk;

namespace {

using Make = std::function<cli::Commands()>;

/// The leaf command that `words` names, with its options parsed.
struct Parsed {
    Parsed(const Make& make, const std::string& words) : commands(make()) {
        std::vector<CLI::App*> subs;
        for (const auto& command : commands)
            subs.push_back(command->bind(app, false));
        app.parse(words);
        for (std::size_t i = 0; i < subs.size(); ++i) {
            if (subs[i]->parsed())
                leaf = dynamic_cast<cli::RoomLeaf*>(commands[i].get());
        }
        REQUIRE(leaf != nullptr);
    }

    CLI::App app;
    cli::Commands commands;
    cli::RoomLeaf* leaf = nullptr;
};

std::string body(const Make& make, const std::string& words) {
    const Parsed parsed{make, words};
    json::Writer writer;
    janus::encode_audiobridge(writer, parsed.leaf->task().request);
    return writer.take();
}

bool is_refused(const Make& make, const std::string& words) {
    try {
        static_cast<void>(body(make, words));
    } catch (const CLI::ParseError&) {
        return true;
    } catch (const base::Error& error) {
        return error.failure().code == base::ExitCode::usage;
    }
    return false;
}

} // namespace

TEST_CASE("every rooms command sends its request") {
    const Make rooms = cli::make_rooms_commands;
    CHECK(body(rooms, "list") == R"({"request":"list"})");
    CHECK(body(rooms, "list --admin-key k") == R"({"request":"list","admin_key":"k"})");
    CHECK(body(rooms, "exists -r 9007199254740993") ==
          R"({"request":"exists","room":9007199254740993})");
    CHECK(body(rooms, "exists -r 7 --string-ids") == R"({"request":"exists","room":"7"})");
    CHECK(body(rooms, "mute -r lobby --secret s") ==
          R"({"request":"mute_room","room":"lobby","secret":"s"})");
    CHECK(body(rooms, "unmute -r 7") == R"({"request":"unmute_room","room":7})");
    CHECK(body(rooms, "destroy -r 7 --permanent") ==
          R"({"request":"destroy","room":7,"permanent":true})");
}

TEST_CASE("a room is made with what was asked for and nothing else") {
    const Make rooms = cli::make_rooms_commands;
    CHECK(body(rooms, "create") == R"({"request":"create"})");
    CHECK(body(rooms,
               "create -r 7 --description 'The room' --secret s --pin p --allowed a --allowed b "
               "--private --with-group x --with-group y --rtp-participants --sampling-rate 48000 "
               "--spatial-audio --default-bitrate 24000 --default-expected-loss 5 "
               "--default-prebuffer 3 --denoise --no-level-extension --talking-events "
               "--talking-packets 10 --talking-threshold 50 --record-mix --record-file f "
               "--record-dir d --record-mjrs --mjrs-dir m --permanent --admin-key k") ==
          R"({"request":"create","room":7,"description":"The room","pin":"p","secret":"s",)"
          R"("is_private":true,"sampling_rate":48000,"spatial_audio":true,)"
          R"("audiolevel_ext":false,"audiolevel_event":true,"audio_active_packets":10,)"
          R"("audio_level_average":50,"default_prebuffering":3,"default_expectedloss":5,)"
          R"("default_bitrate":24000,"record":true,"record_file":"f","record_dir":"d",)"
          R"("mjrs":true,"mjrs_dir":"m","allow_rtp_participants":true,"denoise":true,)"
          R"("groups":["x","y"],"allowed":["a","b"],"admin_key":"k","permanent":true})");
    CHECK(body(rooms, "create --no-private --no-talking-events") ==
          R"({"request":"create","is_private":false,"audiolevel_event":false})");
}

TEST_CASE("of a flag and its opposite the last counts, and the environment has a say") {
    const Make rooms = cli::make_rooms_commands;
    CHECK(body(rooms, "create --private --no-private") ==
          R"({"request":"create","is_private":false})");
    CHECK(body(rooms, "create --no-private --private") ==
          R"({"request":"create","is_private":true})");
    for (const auto* value : {"true", "false"}) {
        setenv("JANUS_TALK_PRIVATE", value, 1);
        CHECK(body(rooms, "create") ==
              std::string(R"({"request":"create","is_private":)") + value + "}");
    }
    unsetenv("JANUS_TALK_PRIVATE");
}

TEST_CASE("settings have limits") {
    const Make rooms = cli::make_rooms_commands;
    for (const char* words : {"--sampling-rate 44100",
                              "--default-bitrate 499",
                              "--default-bitrate 512001",
                              "--default-expected-loss 21",
                              "--default-prebuffer 0",
                              "--default-prebuffer 51",
                              "--talking-threshold 128",
                              "--talking-packets 0",
                              "--talking-packets ten",
                              "--description ''",
                              "--with-group a --with-group b --with-group c --with-group d "
                              "--with-group e --with-group f",
                              "--room -5",
                              "--room 9223372036854775808"}) {
        INFO(words);
        CHECK(is_refused(rooms, std::string("create ") + words));
    }
}

TEST_CASE("a room is changed only when something is to change") {
    const Make rooms = cli::make_rooms_commands;
    CHECK(body(rooms,
               "edit -r 7 --secret s --description d --new-secret t --new-pin p --no-private "
               "--record-dir r --mjrs-dir m --permanent") ==
          R"({"request":"edit","room":7,"secret":"s","new_description":"d","new_secret":"t",)"
          R"("new_pin":"p","new_is_private":false,"new_record_dir":"r","new_mjrs_dir":"m",)"
          R"("permanent":true})");
    CHECK(body(rooms, "edit -r 7 --no-pin") == R"({"request":"edit","room":7,"new_pin":""})");
    CHECK(is_refused(rooms, "edit -r 7"));
    CHECK(is_refused(rooms, "edit -r 7 --no-pin --new-pin p"));
    CHECK(is_refused(rooms, "edit --no-pin"));
}

TEST_CASE("the access list takes tokens where it needs them") {
    const Make access = cli::make_access_commands;
    CHECK(body(access, "enable -r 7") == R"({"request":"allowed","room":7,"action":"enable"})");
    CHECK(body(access, "add -r 7 --secret s --allowed a --allowed b") ==
          R"({"request":"allowed","room":7,"secret":"s","action":"add","allowed":["a","b"]})");
    setenv("JANUS_TALK_ALLOWED", "c\n\nd\r\n", 1);
    CHECK(body(access, "remove -r 7") ==
          R"({"request":"allowed","room":7,"action":"remove","allowed":["c","d"]})");
    CHECK(std::getenv("JANUS_TALK_ALLOWED") == nullptr);
    CHECK(is_refused(access, "remove -r 7"));
    CHECK(is_refused(access, "disable -r 7 --allowed a"));
}

TEST_CASE("tokens and other secrets are wiped from the command line") {
    const Parsed add{cli::make_access_commands, "add -r 7 --allowed a --secret s"};
    const auto names = add.leaf->secret_options();
    for (const char* name :
         {"--allowed", "--secret", "--token", "--api-secret", "--admin-secret"}) {
        INFO(name);
        CHECK(std::count(names.begin(), names.end(), name) == 1);
    }
    std::string words[] = {"janus-talk", "--allowed", "one", "--room", "7", "--allowed=two"};
    std::vector<char*> arguments;
    for (std::string& word : words)
        arguments.push_back(word.data());
    cli::wipe_arguments(static_cast<int>(arguments.size()), arguments.data(), names);
    CHECK(words[2] == "***");
    CHECK(words[4] == "7");
    CHECK(words[5] == "--allowed=***");
}

TEST_CASE("recordings start and stop") {
    CHECK(body(cli::make_mix_recording_commands, "start -r 7 --record-file f --record-dir d") ==
          R"({"request":"enable_recording","room":7,"record":true,"record_file":"f",)"
          R"("record_dir":"d"})");
    CHECK(body(cli::make_mix_recording_commands, "stop -r 7") ==
          R"({"request":"enable_recording","room":7,"record":false})");
    CHECK(body(cli::make_mjr_recording_commands, "start -r 7 --mjrs-dir d") ==
          R"({"request":"enable_mjrs","room":7,"mjrs":true,"mjrs_dir":"d"})");
    CHECK(body(cli::make_mjr_recording_commands, "stop -r 7") ==
          R"({"request":"enable_mjrs","room":7,"mjrs":false})");
}

TEST_CASE("forwarders") {
    const Make forward = cli::make_forward_commands;
    const std::string key = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk";
    CHECK(body(forward,
               "add -r 7 --host h --port 5004 --host-family ipv6 --ssrc 4294967295 --codec pcmu "
               "--payload-type 0 --group g --srtp-suite 80 --srtp-crypto " +
                       key + " --always-on --admin-key k") ==
          R"({"request":"rtp_forward","room":7,"admin_key":"k","host":"h","host_family":"ipv6",)"
          R"("port":5004,"ssrc":4294967295,"codec":"pcmu","ptype":0,"group":"g",)"
          R"("srtp_suite":80,"srtp_crypto":")" +
                  key + R"(","always_on":true})");
    CHECK(body(forward, "list -r 7") == R"({"request":"listforwarders","room":7})");
    CHECK(body(forward, "remove -r 7 --stream-id 4294967295") ==
          R"({"request":"stop_rtp_forward","room":7,"stream_id":4294967295})");
    for (const char* words : {"--port 5004",
                              "--host h",
                              "--host h --port 0",
                              "--host h --port 65536",
                              "--host h --port 5004 --ssrc 0",
                              "--host h --port 5004 --ssrc 4294967296",
                              "--host h --port 5004 --payload-type 128",
                              "--host h --port 5004 --codec l16",
                              "--host h --port 5004 --srtp-suite 80",
                              "--host h --port 5004 --srtp-suite 64 --srtp-crypto x",
                              "--host h --port 5004 --srtp-suite 80 --srtp-crypto short"}) {
        INFO(words);
        CHECK(is_refused(forward, std::string("add -r 7 ") + words));
    }
    CHECK(is_refused(forward, "remove -r 7 --stream-id 4294967296"));
    CHECK(is_refused(forward, "remove -r 7 --stream-id -1"));
}

TEST_CASE("announcements") {
    const Make announce = cli::make_announce_commands;
    CHECK(body(announce, "play -r 7 --file /srv/a.opus --file-id a --loop --group g") ==
          R"({"request":"play_file","room":7,"filename":"/srv/a.opus","file_id":"a",)"
          R"("loop":true,"group":"g"})");
    CHECK(body(announce, "is-playing -r 7 --file-id a") ==
          R"({"request":"is_playing","room":7,"file_id":"a"})");
    CHECK(body(announce, "list -r 7") == R"({"request":"listannouncements","room":7})");
    CHECK(body(announce, "stop -r 7 --file-id a") ==
          R"({"request":"stop_file","room":7,"file_id":"a"})");
    CHECK(body(announce, "stop -r 7 --all") == R"({"request":"stop_all_files","room":7})");
    CHECK(is_refused(announce, "stop -r 7"));
    CHECK(is_refused(announce, "stop -r 7 --all --file-id a"));
    CHECK(is_refused(announce, "play -r 7"));
}

TEST_CASE("people") {
    const Make people = cli::make_people_commands;
    CHECK(body(people, "list -r 7") == R"({"request":"listparticipants","room":7})");
    CHECK(body(people, "kick -r 7 --id 17 --secret s") ==
          R"({"request":"kick","room":7,"secret":"s","id":17})");
    CHECK(body(people, "kick-all -r 7") == R"({"request":"kick_all","room":7})");
    CHECK(body(people, "mute -r 7 --id ada") == R"({"request":"mute","room":7,"id":"ada"})");
    CHECK(body(people, "unmute -r 7 --id 17 --string-ids") ==
          R"({"request":"unmute","room":"7","id":"17"})");
    CHECK(body(people, "suspend -r 7 --id 17 --pause-events --no-stop-recording") ==
          R"({"request":"suspend","room":7,"id":17,"pause_events":true,"stop_record":false})");
    CHECK(body(people, "resume -r 7 --id 17 --record-mjr --record-file f") ==
          R"({"request":"resume","room":7,"id":17,"record":true,"filename":"f"})");
    CHECK(body(people, "denoise -r 7 --id 17") ==
          R"({"request":"denoise_enable","room":7,"id":17})");
    CHECK(body(people, "denoise -r 7 --id 17 --off") ==
          R"({"request":"denoise_disable","room":7,"id":17})");
    CHECK(body(people, "reset-decoder --session-id 1 --handle-id 2") ==
          R"({"request":"resetdecoder"})");
    CHECK(is_refused(people, "kick -r 7"));
    CHECK(is_refused(people, "mute --id 17"));
    CHECK(is_refused(people, "reset-decoder --session-id 1 --handle-id 0"));
}

TEST_CASE("what can't be undone needs consent") {
    const auto consent = [](const Make& make, const std::string& words) {
        return Parsed{make, words}.leaf->task().needs_consent;
    };
    CHECK(consent(cli::make_rooms_commands, "destroy -r 7"));
    CHECK(consent(cli::make_rooms_commands, "create -r 7 --permanent"));
    CHECK(consent(cli::make_rooms_commands, "edit -r 7 --permanent"));
    CHECK(consent(cli::make_people_commands, "kick -r 7 --id 17"));
    CHECK(consent(cli::make_people_commands, "kick-all -r 7"));
    CHECK_FALSE(consent(cli::make_rooms_commands, "create -r 7"));
    CHECK_FALSE(consent(cli::make_rooms_commands, "edit -r 7 --private"));
    CHECK_FALSE(consent(cli::make_people_commands, "mute -r 7 --id 17"));
}
