// SPDX-License-Identifier: MIT
#include "json/document.hpp"
#include "report/flight_text.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <variant>

using namespace janus_talk;
using namespace janus_talk::report;
using namespace std::chrono_literals;

namespace {

FlightFacts some_facts() {
    FlightFacts facts;
    facts.hello.command = "listen";
    facts.hello.room = {std::uint64_t{1234}};
    facts.hello.url = "wss://janus.example.org/ws?…";
    facts.began = std::chrono::system_clock::time_point{1'795'361'885s};
    facts.ended = facts.began + 12'345ms;
    facts.exit = base::ExitCode::outage;
    facts.phase = "reconnecting";
    facts.troubles = "first trouble\nsecond trouble\n";
    facts.tracks = {{"heard.opus", "what was heard", 29.98, 61.2},
                    {"sent.opus", "what was sent", {}, 0}};
    facts.files = {{"events.ndjson", "the events"},
                   {"a-file-with-quite-a-long-name.txt", "what it is"}};
    facts.versions = "janus-talk 0.1.0\nGStreamer 1.22.0\n";
    return facts;
}

const Moment wire_moment{std::chrono::system_clock::time_point{1'795'361'885s},
                         std::chrono::steady_clock::time_point{10s}};
constexpr std::chrono::steady_clock::time_point wire_start{8s};

} // namespace

TEST_CASE("people read what happened, and what is where") {
    CHECK(flight_text(some_facts()) ==
          R"(janus-talk listen, room 1234 of wss://janus.example.org/ws?…, ended with exit status 12 (outage).
From 2026-11-22T15:38:05.000Z to 2026-11-22T15:38:17.345Z, 12.35 s.
Before it left it was at: reconnecting.

What went wrong
  first trouble
  second trouble

Files
  heard.opus              what was heard, 30.0 s; the last packet came 61.2 s before the end
  sent.opus               left out: there was no sound (what was sent)
  events.ndjson           the events
  a-file-with-quite-a-long-name.txt  what it is

Secrets are replaced by ***. But there are voices in the sound, and names and addresses in the
rest: look at it before you give it to anybody.

Versions
  janus-talk 0.1.0
  GStreamer 1.22.0
)");
}

TEST_CASE("why a sound is left out is told") {
    auto facts = some_facts();
    facts.tracks.back().why_absent = "nobody kept it";
    CHECK(flight_text(facts).find("left out: nobody kept it (what was sent)\n") !=
          std::string::npos);
}

TEST_CASE("what is not known is not told") {
    FlightFacts facts;
    facts.hello.command = "probe";
    const std::string text = flight_text(facts);
    CHECK(text.find("janus-talk probe, ended with exit status 70 (internal).\n") == 0);
    CHECK(text.find("Before it left") == std::string::npos);
    CHECK(text.find("What went wrong\n  Nothing was told.\n") != std::string::npos);
}

TEST_CASE("what a server may have written does nothing to a terminal") {
    auto facts = some_facts();
    facts.hello.room = {std::string{"\x1b[31mroom\n"}};
    facts.hello.url = "ws://\x1b[2J";
    CHECK(flight_text(facts).find('\x1b') == std::string::npos);
}

TEST_CASE("a message is a line of JSON with its time and its way") {
    CHECK(wire_line(true, R"({"janus":"create"})", wire_moment, wire_start) ==
          R"({"t":"2026-11-22T15:38:05.000Z","ms":2000,"way":"sent","message":{"janus":"create"}})");
    CHECK(wire_line(false, "{}", wire_moment, wire_start, "talker") ==
          R"({"t":"2026-11-22T15:38:05.000Z","ms":2000,"leg":"talker","way":"received","message":{}})");
}

TEST_CASE("what is no JSON is told as a text") {
    const std::string line =
            wire_line(false, "(3 bytes that are no \"JSON\")", wire_moment, wire_start);
    CHECK(line.ends_with(R"x("message":"(3 bytes that are no \"JSON\")"})x"));
    CHECK(std::holds_alternative<json::Document>(json::parse(line)));
}
