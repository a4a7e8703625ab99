// SPDX-License-Identifier: MIT
#include "report/samples.hpp"

namespace janus_talk::report::test {

namespace {

using namespace core;

constexpr std::uint64_t large_id = 9'223'372'036'854'775'807ULL;

std::vector<janus::Participant> sample_participants() {
    janus::Participant full{{std::uint64_t{7}}, "alice", true, false, true, false, 50U};
    janus::Participant bare;
    bare.id = {std::string("7")};
    janus::Participant named;
    named.id = {large_id};
    named.display = "";
    named.muted = true;
    return {full, bare, named};
}

base::Failure sample_failure(base::ExitCode code) {
    return {code,
            "Could not join room 1234: the room does not exist.",
            "Check --room.",
            base::JanusError{base::JanusLayer::audiobridge, 485, "No such room (1234)"}};
}

void add_states(std::vector<Notice>& notices) {
    using enum Phase;
    Phase from = idle;
    for (const Phase to : {connecting,
                           creating,
                           attaching,
                           joining,
                           configuring,
                           trickling,
                           up,
                           reconnecting,
                           joining,
                           up,
                           leaving,
                           ended}) {
        notices.emplace_back(StateChanged{from, to, to == up ? "webrtcup" : ""});
        from = to;
    }
}

void add_people(std::vector<Notice>& notices) {
    using enum ParticipantChange;
    for (const auto change :
         {joined, left, kicked, muted, unmuted, suspended, resumed, renamed, setup}) {
        notices.emplace_back(ParticipantChanged{change, {std::uint64_t{7}}, "alice"});
        notices.emplace_back(ParticipantChanged{change, {std::string("seven")}, std::nullopt});
    }
    for (const bool on : {true, false}) {
        notices.emplace_back(TalkingChanged{{large_id}, "alice", on, TalkingSource::server});
        notices.emplace_back(TalkingChanged{{large_id}, std::nullopt, on, TalkingSource::local});
    }
}

void add_media(std::vector<Notice>& notices) {
    using enum MediaChange;
    for (const auto change :
         {ice, dtls, up, first_audio, receiving, slowlink, stalled, resumed, down})
        notices.emplace_back(
                MediaChanged{change, "why", std::chrono::milliseconds(431), std::nullopt});
    notices.emplace_back(MediaChanged{});
    notices.emplace_back(MediaChanged{receiving, "no", {}, {}});
    notices.emplace_back(MediaChanged{
            ice,
            "selected pair",
            std::chrono::milliseconds(0),
            media::CandidatePair{{1}, "10.0.0.1:5000", "[2001:db8::7]:6000", "host", "udp"}});
    notices.emplace_back(media::Levels{-20.04, -127, -3.25, -127, 4});
    notices.emplace_back(media::Levels{});
    notices.emplace_back(media::Levels{{}, -30, {}, -20, {}});
    notices.emplace_back(media::RoomTalking{true});
    notices.emplace_back(media::RoomTalking{false});
    notices.emplace_back(media::Stats{});
    notices.emplace_back(media::Stats{
            12.345, {50, 4000, 32.04, 0.005}, {49, 3900, 31.96, 2}, 0.44, 3.21, 0.5, 7, 61.5});
    using enum media::DeviceChange;
    for (const auto change : {opened, lost, back, switched}) {
        notices.emplace_back(
                media::DeviceChanged{change, media::Direction::input, "Built-in Audio"});
        notices.emplace_back(media::DeviceChanged{change, media::Direction::output, ""});
    }
    notices.emplace_back(media::RecordingChanged{true, "/tmp/call.wav", 0});
    notices.emplace_back(media::RecordingChanged{false, "/tmp/call.wav", 61.238});
}

} // namespace

Hello sample_hello() {
    return {"0.1.0",
            4711,
            "join",
            "wss://janus.example.org/ws",
            {std::uint64_t{1234}},
            "mohsen",
            true,
            "default",
            "null",
            48000,
            "opus"};
}

std::vector<Notice> every_notice() {
    std::vector<Notice> notices;
    add_states(notices);
    notices.emplace_back(Snapshot{{std::uint64_t{1234}},
                                  {large_id},
                                  "mohsen",
                                  true,
                                  sample_participants(),
                                  "up",
                                  "/tmp/call.wav"});
    notices.emplace_back(
            Snapshot{{std::string("room")}, {std::string("me")}, "", false, {}, "down", {}});
    notices.emplace_back(RoomJoined{{std::uint64_t{1234}}, {large_id}, sample_participants()});
    notices.emplace_back(RoomJoined{{std::string("1234")}, {std::string("me")}, {}});
    add_people(notices);
    add_media(notices);
    notices.emplace_back(LinkAdapted{3, std::nullopt, std::nullopt});
    notices.emplace_back(LinkAdapted{std::nullopt, 6, 2});
    notices.emplace_back(AssertionChecked{"rx.loss>3%/10s", 7.25, std::chrono::seconds{10}, false});
    notices.emplace_back(AssertionChecked{"rtt>200ms", 12, std::chrono::seconds{1}, true});
    notices.emplace_back(
            AssertionChecked{"tx.level<-55dBFS/15s", {}, std::chrono::seconds{15}, false});
    notices.emplace_back(Resumed{ResumedBy::claim, std::chrono::milliseconds{9}, 1});
    notices.emplace_back(Resumed{ResumedBy::rejoin, std::chrono::milliseconds{61'000}, 44});
    for (const auto from : {CommandSource::keys, CommandSource::socket, CommandSource::signal}) {
        notices.emplace_back(CommandDone{from, "mute", std::nullopt});
        notices.emplace_back(CommandDone{from, "unmute", std::nullopt});
        notices.emplace_back(CommandDone{from, "fly", sample_failure(base::ExitCode::protocol)});
        notices.emplace_back(CommandDone{from, "fly", std::nullopt});
    }
    notices.emplace_back(
            Problem{Severity::warning, {base::ExitCode::ok, "No sound card.", "", {}}});
    notices.emplace_back(Problem{Severity::warning, sample_failure(base::ExitCode::device)});
    notices.emplace_back(Problem{Severity::error, sample_failure(base::ExitCode::room)});
    notices.emplace_back(Problem{Severity::error,
                                 {base::ExitCode::refused,
                                  "No.",
                                  "",
                                  base::JanusError{base::JanusLayer::core, 403, ""}}});
    notices.emplace_back(FlightRecorded{"/var/tmp/calls/20261123-145300-1234-4711"});
    for (const int code : {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 70, 130, 143})
        notices.emplace_back(Ended{static_cast<base::ExitCode>(code)});
    return notices;
}

std::vector<std::string> hostile_texts() {
    return {"\x1b]0;title\x07\x1b[31mred",
            "line\nfeed\r\ttab",
            "\"},\"type\":\"bye\",\"x\":{\"",
            "back\\slash \\u001b",
            std::string("a\0b", 3),
            "\xc2\x9b"
            "31m C1 \xc2\x85",
            "\xe2\x80\xae right to left \xe2\x81\xa6",
            "\xe2\x80\xa8 line and paragraph \xe2\x80\xa9",
            "\xef\xbb\xbf mark",
            "\xff\xfe\x80 invalid \xc0\xaf \xed\xa0\x80 \xe2\x82",
            "%s%n%d",
            std::string(20'000, '\x1b')};
}

std::vector<Notice> hostile_notices() {
    std::vector<Notice> notices;
    for (const std::string& text : hostile_texts()) {
        const base::ParticipantId id{text};
        const janus::Participant stranger{id, text, {}, true, true, {}, {}};
        const base::Failure failure{base::ExitCode::room,
                                    text,
                                    text,
                                    base::JanusError{base::JanusLayer::core, -1, text}};
        notices.emplace_back(StateChanged{Phase::joining, Phase::leaving, text});
        notices.emplace_back(Snapshot{{text}, id, text, false, {stranger}, text, text});
        notices.emplace_back(RoomJoined{{text}, id, {stranger, stranger}});
        notices.emplace_back(ParticipantChanged{ParticipantChange::joined, id, text});
        notices.emplace_back(ParticipantChanged{ParticipantChange::renamed, id, text});
        notices.emplace_back(ParticipantChanged{ParticipantChange::left, id, std::nullopt});
        notices.emplace_back(TalkingChanged{id, text, true, TalkingSource::server});
        notices.emplace_back(MediaChanged{MediaChange::down, text, {}, {}});
        notices.emplace_back(MediaChanged{
                MediaChange::ice, text, {}, media::CandidatePair{{}, text, text, text, text}});
        notices.emplace_back(media::DeviceChanged{{}, {}, text});
        notices.emplace_back(media::RecordingChanged{true, text, 0});
        notices.emplace_back(CommandDone{CommandSource::socket, text, failure});
        notices.emplace_back(Problem{Severity::error, failure});
        notices.emplace_back(FlightRecorded{text});
    }
    return notices;
}

} // namespace janus_talk::report::test
