// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "report/columns.hpp"
#include "report/samples.hpp"
#include "report/status_line.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace janus_talk;
using namespace std::chrono_literals;
using core::MediaChange;
using core::ParticipantChange;
using core::Phase;
using report::StatusLine;

namespace {

const std::chrono::steady_clock::time_point start{1h};
const base::RoomId room{std::uint64_t{1234}};
const base::ParticipantId self{std::uint64_t{1}};

base::ParticipantId id(std::uint64_t value) {
    return {value};
}

janus::Participant person(std::uint64_t number, std::string display, bool talking = false) {
    return {id(number), std::move(display), {}, {}, talking, {}, {}};
}

StatusLine joined(StatusLine::Style style = {true, false}) {
    StatusLine status{style};
    status.add(core::RoomJoined{room, self, {person(2, "alice"), person(3, "bob")}}, start);
    return status;
}

std::string shown(const StatusLine& status, std::size_t columns = 200) {
    return status.line(columns, start + 83s);
}

void talk(StatusLine& status, std::uint64_t number, const std::string& display, bool on) {
    status.add(core::TalkingChanged{id(number), display, on, core::TalkingSource::server}, start);
}

void change(StatusLine& status, ParticipantChange what, std::uint64_t number) {
    status.add(core::ParticipantChanged{what, id(number), "x"}, start);
}

void media(StatusLine& status, MediaChange what) {
    status.add(core::MediaChanged{what, {}, {}, {}}, start);
}

/// As it stands on the terminal.
std::string without_colours(std::string text) {
    for (std::size_t at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b'))
        text.erase(at, text.find('m', at) - at + 1);
    return text;
}

} // namespace

TEST_CASE("there is no line before the room is joined, nor after the end") {
    StatusLine status{{true, false}};
    CHECK(shown(status).empty());
    status.add(core::StateChanged{Phase::creating, Phase::attaching, ""}, start);
    CHECK(shown(status).empty());
    status.add(core::RoomJoined{room, self, {}}, start);
    CHECK_FALSE(shown(status).empty());
    status.add(core::Ended{}, start);
    CHECK(shown(status).empty());
}

TEST_CASE("the calm line: room, time, how many") {
    StatusLine status = joined();
    CHECK(shown(status) == "1234  01:23  3 here");
    CHECK(status.line(80, start - 5s) == "1234  00:00  3 here");
    CHECK(status.line(80, start + 59min + 10s) == "1234  59:10  3 here");
    CHECK(status.line(80, start + 1h) == "1234  1:00:00  3 here");
    CHECK(status.line(80, start + 3h + 62s) == "1234  3:01:02  3 here");
}

TEST_CASE("joining again keeps the time") {
    StatusLine status = joined();
    status.add(core::RoomJoined{room, self, {}}, start + 60s);
    CHECK(shown(status) == "1234  01:23  1 here");
}

TEST_CASE("people are counted as they come and go, oneself always") {
    StatusLine status = joined();
    change(status, ParticipantChange::joined, 4);
    change(status, ParticipantChange::joined, 4);
    CHECK(shown(status) == "1234  01:23  4 here");
    change(status, ParticipantChange::left, 2);
    change(status, ParticipantChange::kicked, 3);
    change(status, ParticipantChange::left, 99);
    CHECK(shown(status) == "1234  01:23  2 here");
    change(status, ParticipantChange::joined, 1);
    CHECK(shown(status) == "1234  01:23  2 here");
}

TEST_CASE("talkers are named in the order in which they began") {
    StatusLine status = joined();
    talk(status, 3, "bob", true);
    CHECK(shown(status) == "1234  01:23  3 here  bob talks");
    talk(status, 2, "alice", true);
    talk(status, 2, "alice", true);
    CHECK(shown(status) == "1234  01:23  3 here  bob, alice talk");
    talk(status, 3, "bob", false);
    CHECK(shown(status) == "1234  01:23  3 here  alice talks");
    change(status, ParticipantChange::left, 2);
    CHECK(shown(status) == "1234  01:23  2 here");
}

TEST_CASE("whoever is muted no longer talks, and whoever was talking on joining does") {
    StatusLine status{{true, false}};
    status.add(core::RoomJoined{room, self, {person(2, "alice", true)}}, start);
    CHECK(shown(status) == "1234  01:23  2 here  alice talks");
    change(status, ParticipantChange::muted, 2);
    CHECK(shown(status) == "1234  01:23  2 here");
}

TEST_CASE("many or long talkers take no more than their share") {
    StatusLine status = joined();
    for (std::uint64_t number = 10; number < 60; ++number)
        talk(status, number, std::string(500, 'x'), true);
    CHECK_THAT(shown(status), Catch::EndsWith("  " + std::string(31, 'x') + "… talk"));
}

TEST_CASE("being muted oneself is shown, wherever it is known from") {
    StatusLine status = joined();
    change(status, ParticipantChange::muted, 1);
    CHECK_THAT(shown(status), Catch::EndsWith("  MUTED"));
    change(status, ParticipantChange::unmuted, 1);
    CHECK_THAT(shown(status), !Catch::Contains("MUTED"));
    change(status, ParticipantChange::muted, 2);
    CHECK_THAT(shown(status), !Catch::Contains("MUTED"));
    status.add(core::Snapshot{room, self, "me", true, {}, "up", {}}, start);
    CHECK_THAT(shown(status), Catch::EndsWith("  MUTED"));
}

TEST_CASE("levels are small meters") {
    StatusLine status = joined();
    status.add(core::media::Levels{-30, -60, -30, -60, 0}, start);
    CHECK(shown(status) == "1234  01:23  3 here  mic ███     room       ");
    status.add(core::media::Levels{-33.75, 0, -32, 0, 0}, start);
    CHECK(shown(status) == "1234  01:23  3 here  mic ██▋     room ██████");
    status.add(core::media::Levels{-500, 12, -500, 12, 0}, start);
    CHECK(shown(status) == "1234  01:23  3 here  mic         room ██████");
}

TEST_CASE("beyond the mean a stroke shows the peak, and what was clipped is marked") {
    StatusLine status = joined();
    status.add(core::media::Levels{-30, -45, -20, -35, 0}, start);
    CHECK(shown(status) == "1234  01:23  3 here  mic ███│    room █▌│   ");
    status.add(core::media::Levels{-120, -30, -120, 0, 0}, start);
    CHECK(shown(status) == "1234  01:23  3 here  mic         room ███  │");
    status.add(core::media::Levels{-30, -30, 0, -3, 7}, start);
    CHECK(shown(status) == "1234  01:23  3 here  mic ███  │!  room ███  │");
    StatusLine plain = joined({false, false});
    plain.add(core::media::Levels{-30, -45, -20, -35, 0}, start);
    CHECK(shown(plain) == "1234  01:23  3 here  mic ###|--  room ##|---");
}

TEST_CASE("a muted microphone has no level") {
    StatusLine status = joined();
    status.add(core::media::Levels{0, -60, 0, -60, 0}, start);
    change(status, ParticipantChange::muted, 1);
    CHECK_THAT(shown(status), Catch::Contains("mic         room"));
}

TEST_CASE("without UTF-8 everything is ASCII") {
    StatusLine status = joined({false, false});
    status.add(core::media::Levels{-30, 0, -30, 0, 0}, start);
    talk(status, 2, "Zoë 名前", true);
    CHECK(shown(status) == "1234  01:23  3 here  mic ###---  room ######  Zo? ?? talks");
    talk(status, 3, std::string(100, 'x'), true);
    for (const char c : shown(status))
        REQUIRE((c >= ' ' && c < '\x7F'));
}

TEST_CASE("round trip and loss are shown only when they are bad") {
    StatusLine status = joined();
    core::media::Stats stats;
    stats.rtt_ms = 199;
    stats.rx = {1000, 0, 0, 1.9};
    status.add(stats, start);
    CHECK(shown(status) == "1234  01:23  3 here");
    stats.rtt_ms = 312.4;
    stats.tx = {1000, 0, 0, 4};
    status.add(stats, start);
    CHECK(shown(status) == "1234  01:23  3 here  rtt 312 ms loss 4 %");
    stats.rtt_ms.reset();
    for (int i = 2; i < 12; ++i) {
        stats.tx = {static_cast<std::uint64_t>(1000 * i), 0, 0, 4.0 / i};
        status.add(stats, start);
    }
    CHECK(shown(status) == "1234  01:23  3 here");
}

TEST_CASE("silence of the server is trouble until it is over") {
    StatusLine status = joined();
    media(status, MediaChange::stalled);
    CHECK(shown(status) == "1234  01:23  3 here  NO SOUND");
    media(status, MediaChange::slowlink);
    CHECK(shown(status) == "1234  01:23  3 here  NO SOUND");
    media(status, MediaChange::resumed);
    CHECK(shown(status) == "1234  01:23  3 here");
    status.add(core::Snapshot{room, self, "me", false, {person(2, "a")}, "stalled", {}}, start);
    CHECK(shown(status) == "1234  01:23  2 here  NO SOUND");
}

TEST_CASE("recording and leaving are shown") {
    StatusLine status = joined();
    status.add(core::media::RecordingChanged{true, "a.wav", 0}, start);
    CHECK(shown(status) == "1234  01:23  3 here  REC");
    status.add(core::media::RecordingChanged{false, "a.wav", 1}, start);
    CHECK(shown(status) == "1234  01:23  3 here");
    status.add(core::StateChanged{Phase::up, Phase::leaving, ""}, start);
    CHECK(shown(status) == "1234  01:23  leaving");
}

TEST_CASE("a narrow terminal loses what matters least first") {
    StatusLine status = joined();
    status.add(core::media::Levels{-30, 0, -20, 0, 0}, start);
    status.add(core::media::RecordingChanged{true, "a.wav", 0}, start);
    change(status, ParticipantChange::muted, 1);
    talk(status, 2, "alice", true);
    const std::string whole =
            "1234  01:23  3 here  mic         room ██████  MUTED  REC  alice talks";
    CHECK(shown(status, 69) == whole);
    CHECK(report::columns_of(whole) == 69);
    CHECK(shown(status, 68) == "1234  01:23  3 here  mic         room ██████  MUTED  alice talks");
    CHECK(shown(status, 60) == "1234  01:23  3 here  mic         MUTED  alice talks");
    CHECK(shown(status, 45) == "1234  01:23  3 here  MUTED  alice talks");
    CHECK(shown(status, 38) == "1234  3 here  MUTED  alice talks");
    CHECK(shown(status, 30) == "1234  MUTED  alice talks");
    CHECK(shown(status, 20) == "1234  MUTED");
    CHECK(shown(status, 10) == "1234");
    CHECK(shown(status, 3) == "12…");
    CHECK(shown(status, 0).empty());
}

TEST_CASE("no line is ever wider than asked, whatever happens, and colours take no room") {
    for (const bool unicode : {true, false}) {
        StatusLine plain{{unicode, false}};
        StatusLine coloured{{unicode, true}};
        for (const auto& notices :
             {report::test::every_notice(), report::test::hostile_notices()}) {
            for (const core::Notice& notice : notices) {
                plain.add(notice, start);
                coloured.add(notice, start);
                for (const std::size_t columns : {1U, 7U, 20U, 39U, 80U, 200U}) {
                    const std::string line = shown(plain, columns);
                    REQUIRE(report::columns_of(line) <= columns);
                    REQUIRE(base::harmless(line, 100'000) == line);
                    REQUIRE(without_colours(shown(coloured, columns)) == line);
                }
            }
        }
    }
}

TEST_CASE("an outage is trouble until we are up again, whatever steps there are between") {
    StatusLine status = joined();
    const auto step = [&](Phase from, Phase to) {
        status.add(core::StateChanged{from, to, ""}, start);
    };
    step(Phase::up, Phase::reconnecting);
    CHECK_THAT(shown(status), Catch::Contains("RECONNECTING"));
    step(Phase::reconnecting, Phase::creating);
    CHECK_THAT(shown(status), Catch::Contains("RECONNECTING"));
    step(Phase::trickling, Phase::up);
    CHECK_THAT(shown(status), !Catch::Contains("RECONNECTING"));
}

TEST_CASE("trouble and talkers have colours where there are some") {
    StatusLine status = joined({true, true});
    talk(status, 2, "alice", true);
    change(status, ParticipantChange::muted, 1);
    media(status, MediaChange::stalled);
    status.add(core::media::Levels{-30, 0, -20, 0, 1}, start);
    const std::string line = shown(status);
    CHECK_THAT(line, Catch::Contains("\x1b[32malice talks\x1b[0m"));
    CHECK_THAT(line, Catch::Contains("\x1b[33mMUTED\x1b[0m"));
    CHECK_THAT(line, Catch::Contains("\x1b[31mNO SOUND\x1b[0m"));
    CHECK_THAT(line, Catch::Contains("\x1b[31mmic"));
}
