// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "report/event_text.hpp"
#include "report/samples.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace janus_talk;
using namespace std::chrono_literals;
using core::MediaChange;
using core::ParticipantChange;
using report::text_of;
using report::TextStyle;

namespace {

constexpr TextStyle quiet{-1, false};
constexpr TextStyle normal{0, false};
constexpr TextStyle verbose{1, false};

const base::ParticipantId id{std::uint64_t{17}};

std::string told(const core::Notice& notice, const TextStyle& style = normal) {
    return text_of(notice, style).value_or("(nothing)");
}

core::Notice changed(ParticipantChange change, std::optional<std::string> display = "alice") {
    return core::ParticipantChanged{change, id, std::move(display)};
}

core::Notice media(MediaChange change, std::optional<std::string> reason = {}) {
    return core::MediaChanged{change, std::move(reason), 431ms, {}};
}

janus::Participant person(std::string display, std::optional<bool> muted = {}) {
    return {id, std::move(display), {}, muted, {}, {}, {}};
}

bool is_harmless(const std::string& text) {
    std::string without_lines = text;
    std::erase(without_lines, '\n');
    return base::harmless(without_lines, 1'000'000) == without_lines;
}

} // namespace

TEST_CASE("on joining one hears who is there") {
    const base::RoomId room{std::uint64_t{1234}};
    CHECK(told(core::RoomJoined{room, id, {}}) == "In room 1234; nobody else is here.");
    CHECK(told(core::RoomJoined{room, id, {person("alice")}}) ==
          "In room 1234 with 1 other: \"alice\".");
    CHECK(told(core::RoomJoined{room, id, {person("alice"), person("bob", true), person("")}}) ==
          "In room 1234 with 3 others: \"alice\", \"bob\" (muted), participant 17.");
}

TEST_CASE("a crowd is not listed by name") {
    const std::vector<janus::Participant> crowd(500, person("x"));
    const std::string text = told(core::RoomJoined{{std::string("hall")}, id, crowd});
    CHECK_THAT(text, Catch::StartsWith("In room hall with 500 others: \"x\", "));
    CHECK_THAT(text, Catch::EndsWith("\"x\" and 488 more."));
    CHECK(std::count(text.begin(), text.end(), 'x') == 12);
    const std::vector<janus::Participant> dozen(12, person("x"));
    CHECK_THAT(told(core::RoomJoined{{std::string("hall")}, id, dozen}), Catch::EndsWith("\"x\"."));
}

TEST_CASE("one hears who comes, goes, and is muted") {
    CHECK(told(changed(ParticipantChange::joined)) == "\"alice\" came in.");
    CHECK(told(changed(ParticipantChange::left)) == "\"alice\" left.");
    CHECK(told(changed(ParticipantChange::kicked)) == "\"alice\" was kicked out.");
    CHECK(told(changed(ParticipantChange::muted)) == "\"alice\" is muted.");
    CHECK(told(changed(ParticipantChange::unmuted)) == "\"alice\" is no longer muted.");
    CHECK(told(changed(ParticipantChange::suspended)) == "\"alice\" was suspended.");
    CHECK(told(changed(ParticipantChange::resumed)) == "\"alice\" was resumed.");
    CHECK(told(changed(ParticipantChange::renamed)) == "Participant 17 is now called \"alice\".");
    CHECK(told(changed(ParticipantChange::setup)) == "(nothing)");
    CHECK(told(changed(ParticipantChange::setup), verbose) == "\"alice\" has connected audio.");
    CHECK(told(changed(ParticipantChange::joined, std::nullopt)) == "participant 17 came in.");
    CHECK(told(changed(ParticipantChange::joined, "")) == "participant 17 came in.");
}

TEST_CASE("one hears who talks, and that they stopped when asked for more") {
    core::TalkingChanged talking{id, "alice", true, core::TalkingSource::server};
    CHECK(told(talking) == "\"alice\" is talking.");
    TextStyle with_status_line;
    with_status_line.has_status_line = true;
    CHECK_FALSE(text_of(talking, with_status_line));
    with_status_line.verbosity = 1;
    CHECK(text_of(talking, with_status_line) == "\"alice\" is talking.");
    talking.on = false;
    CHECK(told(talking) == "(nothing)");
    CHECK(told(talking, verbose) == "\"alice\" stopped talking.");
}

TEST_CASE("one hears of media what concerns the ear") {
    CHECK(told(media(MediaChange::first_audio)) == "Hearing the room, 0.43 s after the offer.");
    CHECK(told(media(MediaChange::stalled)) == "No sound arrives from the server.");
    CHECK(told(media(MediaChange::resumed)) == "Sound arrives again.");
    CHECK(told(media(MediaChange::receiving, "no")) == "The server receives no sound from us.");
    CHECK(told(media(MediaChange::receiving, "yes")) == "(nothing)");
    const core::media::CandidatePair pair{{1}, "10.0.0.1:5000", "10.0.0.2:6000", "relay", "tcp"};
    CHECK(told(core::MediaChanged{MediaChange::ice, "selected pair", {}, pair}) ==
          "Media goes over tcp (relay) from 10.0.0.1:5000 to 10.0.0.2:6000.");
}

TEST_CASE("the steps on the way are told when asked for more") {
    for (const auto change :
         {MediaChange::ice, MediaChange::dtls, MediaChange::up, MediaChange::down}) {
        CHECK(told(media(change)) == "(nothing)");
        CHECK_THAT(told(media(change, "why"), verbose),
                   Catch::EndsWith(" (why), 0.43 s after the offer"));
    }
    const core::StateChanged state{core::Phase::configuring, core::Phase::trickling, "answer"};
    CHECK(told(state) == "(nothing)");
    CHECK(told(state, verbose) == "state: trickling (answer)");
    CHECK(told(core::StateChanged{core::Phase::joining, core::Phase::configuring, ""}, verbose) ==
          "state: configuring");
}

TEST_CASE("statistics read as a sentence when asked for more") {
    const core::media::Stats stats{
            12.345, {1, 80, 32.04, 0}, {49, 3900, 31.96, 2.25}, {}, 3.21, {}, {}, {}};
    CHECK(told(stats) == "(nothing)");
    CHECK(told(stats, verbose) ==
          "stats: sent 1 packet, 32.0 kbit/s, 0.0 % lost; received 49 packets, 32.0 kbit/s, "
          "2.2 % lost, jitter 3.2 ms; round trip 12 ms");
    CHECK_THAT(told(core::media::Stats{}, verbose), !Catch::Contains("round trip"));
}

TEST_CASE("what followed the network is told to those who ask for more") {
    CHECK(told(core::LinkAdapted{4, {}, {}}) == "(nothing)");
    CHECK(told(core::LinkAdapted{4, 6, 3}, verbose) ==
          "The network is followed: server's queue 80 ms, loss up 6 %, loss down 3 %");
}

TEST_CASE("levels and snapshots are not for lines") {
    CHECK(told(core::media::Levels{}, {2, false}) == "(nothing)");
    CHECK(told(core::Snapshot{}, {2, false}) == "(nothing)");
}

TEST_CASE("devices and recordings are named") {
    using namespace core::media;
    CHECK(told(DeviceChanged{DeviceChange::opened, Direction::input, "USB"}) == "Microphone: USB.");
    CHECK(told(DeviceChanged{DeviceChange::lost, Direction::output, "USB"}) ==
          "Loudspeaker lost: USB.");
    CHECK(told(DeviceChanged{DeviceChange::back, Direction::output, ""}) == "Loudspeaker back.");
    CHECK(told(DeviceChanged{DeviceChange::switched, Direction::input, "hdmi"}) ==
          "Microphone switched: hdmi.");
    CHECK(told(RecordingChanged{true, "/tmp/a.wav", 0}) == "Recording to /tmp/a.wav.");
    CHECK(told(RecordingChanged{false, "/tmp/a.wav", 61.24}) == "Recorded 61.2 s to /tmp/a.wav.");
}

TEST_CASE("commands are confirmed or complained about") {
    using core::CommandDone;
    using core::CommandSource;
    CHECK(told(CommandDone{CommandSource::signal, "mute", {}}) == "Your microphone is off.");
    CHECK(told(CommandDone{CommandSource::signal, "unmute", {}}) == "Your microphone is on.");
    CHECK(told(CommandDone{CommandSource::socket, "fly", {}}) == "(nothing)");
    CHECK(told(CommandDone{CommandSource::socket, "fly", {}}, verbose) == "done: fly");
    const base::Failure failure{base::ExitCode::timeout, "Could not mute.", "", {}};
    CHECK(told(CommandDone{CommandSource::keys, "mute", failure}) ==
          "janus-talk: warning: Could not mute.");
}

TEST_CASE("an outage and its end are told") {
    using namespace std::chrono_literals;
    CHECK(told(core::StateChanged{core::Phase::up, core::Phase::reconnecting, "outage"}) ==
          "Reconnecting.");
    CHECK(told(core::Resumed{core::ResumedBy::claim, 400ms, 1}) ==
          "The connection is back after 0.40 s; the sound went on.");
    CHECK(told(core::Resumed{core::ResumedBy::rejoin, 12s, 9}) ==
          "Back in the room after 12.00 s.");
}

TEST_CASE("an error is a sentence, advice, and the server's own words") {
    const base::Failure failure{
            base::ExitCode::room,
            "Could not join room 1: it does not exist.",
            "Check --room.",
            base::JanusError{base::JanusLayer::audiobridge, 485, "No such room (1)"}};
    const std::string error = "janus-talk: error: Could not join room 1: it does not exist.\n"
                              "  Check --room.\n"
                              "  Janus: error 485 NO_SUCH_ROOM, No such room (1)";
    CHECK(told(core::Problem{core::Severity::error, failure}, quiet) == error);
    CHECK(told(core::Problem{core::Severity::error, {base::ExitCode::internal, "Oh.", "", {}}}) ==
          "janus-talk: error: Oh.");
    base::Failure unknown{base::ExitCode::protocol,
                          "Odd.",
                          "",
                          base::JanusError{base::JanusLayer::core, 9999, ""}};
    CHECK(told(core::Problem{core::Severity::warning, unknown}) ==
          "janus-talk: warning: Odd.\n  Janus: error 9999");
}

TEST_CASE("quiet means errors only") {
    for (const core::Notice& notice : report::test::every_notice()) {
        const auto* problem = std::get_if<core::Problem>(&notice);
        const bool is_error = problem != nullptr && problem->severity == core::Severity::error;
        CHECK(text_of(notice, quiet).has_value() == is_error);
    }
}

TEST_CASE("more verbosity never tells less") {
    for (const core::Notice& notice : report::test::every_notice()) {
        if (const auto text = text_of(notice, normal))
            CHECK(text_of(notice, verbose) == text);
    }
}

TEST_CASE("the end is told by its cause, and by its code when asked for more") {
    CHECK(told(core::Ended{base::ExitCode::ok}) == "Left the room.");
    CHECK(told(core::Ended{base::ExitCode::kicked}) == "(nothing)");
    CHECK(told(core::Ended{base::ExitCode::kicked}, verbose) == "exit 10 (kicked)");
}

TEST_CASE("colours only wrap the text, and only when wanted") {
    for (const core::Notice& notice : report::test::every_notice()) {
        const auto plain = text_of(notice, {1, false});
        const auto coloured = text_of(notice, {1, true});
        REQUIRE(plain.has_value() == coloured.has_value());
        if (!plain)
            continue;
        CHECK(plain->find('\x1b') == std::string::npos);
        CHECK_THAT(*coloured, Catch::Contains(*plain));
        if (coloured != plain)
            CHECK_THAT(*coloured, Catch::StartsWith("\x1b[") && Catch::EndsWith("\x1b[0m"));
    }
    const core::Problem problem{core::Severity::error, {base::ExitCode::internal, "Oh.", "", {}}};
    CHECK(told(problem, {0, true}) == "\x1b[1;31mjanus-talk: error: Oh.\x1b[0m");
}

TEST_CASE("hostile text is harmless and short, whoever it comes from") {
    for (const core::Notice& notice : report::test::hostile_notices()) {
        const auto text = text_of(notice, verbose);
        if (!text)
            continue;
        REQUIRE(is_harmless(*text));
        // Three sentences of 512 bytes, each of which may become six characters.
        REQUIRE(text->size() < 12'000);
    }
    std::vector<std::string> names = report::test::hostile_texts();
    names.emplace_back(1'000'000, '\x1b');
    names.emplace_back(1'000'000, '\x80');
    for (const std::string& name : names) {
        const std::string text = told(changed(ParticipantChange::joined, name));
        CHECK(text.find('\n') == std::string::npos);
        CHECK(text.size() < 1'000);
    }
}

TEST_CASE("a name can't pretend to be a sentence of ours") {
    CHECK(told(changed(ParticipantChange::joined, "bob\" left.\njanus-talk: error: x")) ==
          "\"bob' left.\\u{a}janus-talk: error: x\" came in.");
}
