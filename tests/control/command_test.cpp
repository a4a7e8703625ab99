// SPDX-License-Identifier: MIT
#include "control/command.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace janus_talk::control;

namespace {

template <typename Wanted>
Wanted read_as(const std::string& line) {
    const auto result = read_line(line);
    INFO(line);
    const auto* const command = std::get_if<Command>(&result.content);
    if (command == nullptr)
        FAIL(std::get<std::string>(result.content));
    REQUIRE(std::holds_alternative<Wanted>(*command));
    return std::get<Wanted>(*command);
}

std::string complaint(const std::string& line) {
    const auto result = read_line(line);
    const auto* const why = std::get_if<std::string>(&result.content);
    return why == nullptr ? "" : *why;
}

} // namespace

TEST_CASE("Plain words and JSON say the same") {
    CHECK(read_as<Mute>("mute").muted == true);
    CHECK(read_as<Mute>(R"({"cmd":"mute"})").muted == true);
    CHECK(read_as<Mute>("ptt-on").muted == false);
    CHECK(read_as<Mute>("ptt-off").muted == true);
    CHECK(read_as<Mute>(" unmute ").muted == false);
    CHECK_FALSE(read_as<Mute>("toggle-mute").muted);
    CHECK(read_as<Volume>("volume 80").percent == 80);
    CHECK(read_as<Volume>(R"({"id":7,"cmd":"volume","percent":80})").percent == 80);
    CHECK(read_as<Volume>(R"({"cmd":"volume","percent":"80"})").percent == 80);
    CHECK(read_as<Bitrate>("bitrate 6000").bps == 6000);
    CHECK(read_as<Display>("display Ann  Lee").name == "Ann  Lee");
    CHECK(read_as<Say>("say /a b/c.wav").file == "/a b/c.wav");
    CHECK(read_as<RecordStart>("record-start").file.empty());
    CHECK(read_as<RecordStart>(R"({"cmd":"record-start","file":"x.wav"})").file == "x.wav");
    read_as<RecordStop>("record-stop");
    read_as<Unsubscribe>("unsubscribe");
    read_as<Quit>(R"({"cmd":"quit"})");
    CHECK(read_as<Ask>("state").question == Question::state);
    CHECK(read_as<Ask>("people").question == Question::people);
    CHECK(read_as<Ask>("stats").question == Question::stats);
    CHECK(read_as<Subscribe>("subscribe").types.empty());
    CHECK(read_as<Subscribe>("subscribe level  talking").types ==
          std::vector<std::string>{"level", "talking"});
    CHECK(read_as<Subscribe>(R"({"cmd":"subscribe","types":["level","talking"]})").types ==
          std::vector<std::string>{"level", "talking"});
}

TEST_CASE("Rooms are numbers or texts, and no PIN passes through here") {
    CHECK(read_as<ChangeRoom>("change-room 1234").room.value ==
          janus_talk::base::RoomId{1234U}.value);
    CHECK(read_as<ChangeRoom>("change-room lobby red").group == "red");
    const auto change = read_as<ChangeRoom>(
            R"({"cmd":"change-room","room":9,"pin_file":"/p","without_groups":true})");
    CHECK(change.pin_file == "/p");
    CHECK(change.without_groups);
    CHECK_FALSE(complaint(R"({"cmd":"change-room","room":9,"pin":"1234"})").empty());
}

TEST_CASE("The id comes back whatever is wrong with the rest") {
    CHECK(read_line(R"({"id":7,"cmd":"mute"})").id == CommandId{std::uint64_t{7}});
    CHECK(read_line(R"({"id":"a","cmd":"fly"})").id == CommandId{std::string{"a"}});
    CHECK(read_line(R"({"cmd":"mute"})").id == CommandId{});
    CHECK(read_line("mute").id == CommandId{});
    CHECK(read_line(R"({"id":[1],"cmd":"mute"})").id == CommandId{});
}

TEST_CASE("What makes no sense is refused with a reason") {
    const auto [line, reason] = GENERATE(table<std::string, std::string>(
            {{"", "no command"},
             {"fly", "no command 'fly'"},
             {"MUTE", "no command"},
             {"mute now", "no more words"},
             {"volume", "'percent' is missing"},
             {"volume -1", "0 to 1000"},
             {"volume 1001", "0 to 1000"},
             {"volume 8O", "0 to 1000"},
             {"volume 99999999999", "0 to 1000"},
             {"bitrate 5999", "6000 to 510000"},
             {"display", "'name' is missing"},
             {"change-room", "'room' is missing"},
             {"say", "'file' is missing"},
             {R"({"cmd":"mute","at":3})", "no 'at'"},
             {R"({"cmd":7})", "'cmd' is missing"},
             {R"({})", "'cmd' is missing"},
             {R"({"cmd":"volume","percent":{}})", "must be a text"},
             {R"({"cmd":"volume","percent":1.5})", "must be a text"},
             {R"({"cmd":"subscribe","types":[1]})", "A list holds texts"},
             {R"({"cmd":"change-room","room":1,"without_groups":"yes"})", "true or false"},
             {R"({"cmd":"mute")", "no JSON"},
             {"{\"cmd\":\"m\xff\"}", "no JSON"}}));
    CAPTURE(line);
    CHECK_THAT(complaint(line), Catch::Contains(reason));
}

TEST_CASE("A name of a kilobyte is the longest") {
    CHECK(complaint("display " + std::string(1024, 'x')).empty());
    CHECK_FALSE(complaint("display " + std::string(1025, 'x')).empty());
}

TEST_CASE("What a client makes of words is understood here") {
    const auto made = [](const std::vector<std::string>& words) { return make_line(1, words); };
    CHECK(read_as<Volume>(made({"volume", "80"})).percent == 80);
    CHECK(read_as<Display>(made({"display", "Ann", "Lee"})).name == "Ann Lee");
    CHECK(read_as<ChangeRoom>(made({"change-room", "5", "red"})).group == "red");
    const auto moved = read_as<ChangeRoom>(
            make_line(1, {"change-room", "5"}, {{"pin_file", "/p"}, {"without_groups", "true"}}));
    CHECK(moved.pin_file == "/p");
    CHECK(moved.without_groups);
    CHECK_FALSE(complaint(make_line(1, {"mute"}, {{"pin_file", "/p"}})).empty());
    CHECK(read_as<Subscribe>(made({"subscribe", "level", "talking"})).types.size() == 2);
    CHECK(read_as<Subscribe>(made({"subscribe"})).types.empty());
    CHECK(read_as<Mute>(made({"mute"})).muted == true);
    CHECK_FALSE(complaint(made({"mute", "now"})).empty());
    CHECK_FALSE(complaint(made({"fly"})).empty());
    for (const auto verb : verbs())
        CHECK(complaint(made({std::string{verb}})).find("no command") == std::string::npos);
}
