// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "json/document.hpp"
#include "report/event_json.hpp"
#include "report/samples.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <set>
#include <string>
#include <variant>

using namespace janus_talk;
using namespace std::chrono_literals;
using report::EventJson;
using report::Moment;

namespace {

const std::chrono::steady_clock::time_point start{1h};

Moment after(std::chrono::steady_clock::duration passed) {
    // 2026-11-22 15:38:05.007 UTC
    return {std::chrono::system_clock::time_point(1'795'361'885'007ms), start + passed};
}

EventJson make_events() {
    return {"s3ss10n", start};
}

/// The members after the common ones: `"type":…` is kept, the rest of the head is cut out.
std::string line_of(const core::Notice& notice) {
    EventJson events = make_events();
    const std::string line = events.line(notice, after(5ms));
    const std::string head =
            R"(,"t":"2026-11-22T15:38:05.007Z","ms":5,"seq":1,"session":"s3ss10n")";
    const std::size_t at = line.find(head);
    REQUIRE(at != std::string::npos);
    return line.substr(0, at) + line.substr(at + head.size());
}

json::Document parsed(const std::string& line) {
    json::Limits limits;
    limits.bytes = std::size_t{64} * 1024 * 1024;
    auto result = json::parse(line, limits);
    if (const auto* failure = std::get_if<json::ParseFailure>(&result))
        FAIL(failure->text << "\n" << line);
    return std::get<json::Document>(std::move(result));
}

bool has_raw_control(const std::string& line) {
    for (const char c : line) {
        if (static_cast<unsigned char>(c) < 0x20 || c == '\x7F')
            return true;
    }
    return false;
}

bool has_null(const json::Value& value) {
    if (value.is_null())
        return true;
    for (const json::Value& child : value.elements()) {
        if (has_null(child))
            return true;
    }
    for (const json::Value& child : value.members()) {
        if (has_null(child))
            return true;
    }
    return false;
}

} // namespace

TEST_CASE("every line has version, type, both times, number and session") {
    EventJson events = make_events();
    const std::string line =
            events.line(core::StateChanged{core::Phase::joining, core::Phase::up, "webrtcup"},
                        after(1234ms + 999us));
    CHECK(line == R"({"v":1,"type":"state","t":"2026-11-22T15:38:05.007Z","ms":1234,"seq":1,)"
                  R"("session":"s3ss10n","from":"joining","to":"up","cause":"webrtcup"})");
}

TEST_CASE("lines are numbered from 1 without gaps, whatever they are") {
    EventJson events = make_events();
    const report::Summary summary{start};
    std::uint64_t seq = 0;
    const auto next = [&](const std::string& line) {
        return parsed(line).root().member("seq")->unsigned_integer() == ++seq;
    };
    CHECK(next(events.line(report::test::sample_hello(), after(0ms))));
    for (const core::Notice& notice : report::test::every_notice())
        REQUIRE(next(events.line(notice, after(1ms))));
    CHECK(next(events.line(summary, after(2ms))));
}

TEST_CASE("the monotonic time never runs backwards and never is negative") {
    EventJson events = make_events();
    const core::Notice notice = core::Ended{};
    const auto ms = [&](std::chrono::steady_clock::duration passed) {
        return parsed(events.line(notice, after(passed))).root().member("ms")->unsigned_integer();
    };
    CHECK(ms(-5ms) == 0U);
    CHECK(ms(20ms) == 20U);
    CHECK(ms(10ms) == 20U);
    CHECK(ms(1000h) == 3'600'000'000U);
}

TEST_CASE("wall time is UTC with milliseconds, also before 1970 and on leap days") {
    EventJson events = make_events();
    const auto t = [&](std::chrono::system_clock::duration since_epoch) {
        const Moment moment{std::chrono::system_clock::time_point(since_epoch), start};
        return std::string(
                *parsed(events.line(core::Ended{}, moment)).root().member("t")->string());
    };
    CHECK(t(0s) == "1970-01-01T00:00:00.000Z");
    CHECK(t(-1ms) == "1969-12-31T23:59:59.999Z");
    CHECK(t(1'709'208'000'999'999us) == "2024-02-29T12:00:00.999Z");
    CHECK(t(9'214'646'399s) == "2261-12-31T23:59:59.000Z");
}

TEST_CASE("hello says who speaks, to whom and with what") {
    EventJson events = make_events();
    CHECK(events.line(report::test::sample_hello(), after(0ms)) ==
          R"({"v":1,"type":"hello","t":"2026-11-22T15:38:05.007Z","ms":0,"seq":1,"session":"s3ss10n",)"
          R"("version":"0.1.0","pid":4711,"command":"join","url":"wss://janus.example.org/ws","room":1234,)"
          R"("display":"mohsen","tls":{"verified":true},)"
          R"("audio":{"input":"default","output":"null","rate":48000,"codec":"opus"}})");
}

TEST_CASE("hello leaves out what is not known yet") {
    EventJson events = make_events();
    report::Hello hello;
    hello.version = "0.1.0";
    CHECK_THAT(events.line(hello, after(0ms)),
               Catch::EndsWith(R"("version":"0.1.0","pid":0,"audio":{"rate":48000}})"));
}

TEST_CASE("idle is no state that anybody can be in") {
    CHECK(line_of(core::StateChanged{core::Phase::idle, core::Phase::connecting, ""}) ==
          R"({"v":1,"type":"state","to":"connecting"})");
}

TEST_CASE("people are told with their ids as the server gave them") {
    const std::uint64_t large = std::numeric_limits<std::int64_t>::max();
    CHECK(line_of(core::ParticipantChanged{core::ParticipantChange::joined, {large}, "alice"}) ==
          R"({"v":1,"type":"participant","change":"joined","id":9223372036854775807,"display":"alice"})");
    CHECK(line_of(core::ParticipantChanged{
                  core::ParticipantChange::left, {std::string("1234")}, {}}) ==
          R"({"v":1,"type":"participant","change":"left","id":"1234"})");
    CHECK(line_of(core::TalkingChanged{{large}, {}, true, core::TalkingSource::server}) ==
          R"({"v":1,"type":"talking","id":9223372036854775807,"on":true,"source":"server"})");
}

TEST_CASE("joined lists the others with what is known of them") {
    janus::Participant alice{{std::uint64_t{7}}, "alice", true, false, {}, {}, 50U};
    janus::Participant nameless;
    nameless.id = {std::uint64_t{8}};
    CHECK(line_of(core::RoomJoined{{std::uint64_t{1234}}, {std::uint64_t{1}}, {alice, nameless}}) ==
          R"({"v":1,"type":"joined","room":1234,"id":1,"participants":[)"
          R"({"id":7,"display":"alice","setup":true,"muted":false,"spatial_position":50},{"id":8}]})");
}

TEST_CASE("a snapshot is the whole truth") {
    CHECK(line_of(core::Snapshot{
                  {std::string("r")}, {std::uint64_t{1}}, "me", true, {}, "up", "/tmp/a.wav"}) ==
          R"({"v":1,"type":"snapshot","self":{"id":1,"display":"me","muted":true},"room":"r",)"
          R"("participants":[],"media":"up","recording":"/tmp/a.wav"})");
}

TEST_CASE("media changes carry the time since the offer and the pair in use") {
    CHECK(line_of(core::MediaChanged{core::MediaChange::first_audio, {}, 431ms, {}}) ==
          R"({"v":1,"type":"media","change":"first-audio","elapsed_ms":431})");
    const core::media::CandidatePair pair{{1}, "10.0.0.1:5000", "10.0.0.2:6000", "relay", "tcp"};
    CHECK(line_of(core::MediaChanged{core::MediaChange::ice, "selected pair", {}, pair}) ==
          R"({"v":1,"type":"media","change":"ice","reason":"selected pair","candidate":)"
          R"({"local":"10.0.0.1:5000","remote":"10.0.0.2:6000","type":"relay","protocol":"tcp"}})");
}

TEST_CASE("numbers are written plainly") {
    CHECK(line_of(core::media::Levels{-20.04, -127, 0, -1e-9, 4}) ==
          R"({"v":1,"type":"level","tx_dbfs":-20.0,"rx_dbfs":-127.0,"tx_peak_dbfs":0.0,)"
          R"("rx_peak_dbfs":0.0,"clipped":4})");
    CHECK(line_of(core::media::Levels{{}, -30, {}, -20, {}}) ==
          R"({"v":1,"type":"level","rx_dbfs":-30.0,"rx_peak_dbfs":-20.0})");
    CHECK(line_of(core::media::RoomTalking{true}) ==
          R"({"v":1,"type":"talking","on":true,"source":"local"})");
    const std::uint64_t many = std::numeric_limits<std::uint64_t>::max();
    const core::media::FlowStats huge{many, many, 1e9, 1e-7};
    CHECK(line_of(core::media::Stats{{}, huge, {}, {}, {}, {}, {}, {}}) ==
          R"({"v":1,"type":"stats","tx":{"packets":18446744073709551615,"bytes":18446744073709551615,)"
          R"("kbps":1000000000.0,"lost_pct":0.00},"rx":{"packets":0,"bytes":0,"kbps":0.0,"lost_pct":0.00}})");
    CHECK(line_of(core::media::Stats{12.345, {}, {}, 0.44, 3.21, 0.5, 7, 61.5}) ==
          R"({"v":1,"type":"stats","rtt_ms":12.3,"tx":{"packets":0,"bytes":0,"kbps":0.0,"lost_pct":0.00,"jitter_ms":0.4},)"
          R"("rx":{"packets":0,"bytes":0,"kbps":0.0,"lost_pct":0.00,"jitter_ms":3.2,"concealed_pct":0.50,)"
          R"("late":7,"buffer_ms":61.5}})");
}

TEST_CASE("figures that are no number are absent rather than null") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    for (const double odd : {nan, infinity, -infinity}) {
        CHECK(line_of(core::media::Levels{odd, odd, odd, odd, 0}) ==
              R"({"v":1,"type":"level","clipped":0})");
        CHECK_FALSE(has_null(
                parsed(line_of(core::media::Stats{
                               odd, {1, 1, odd, odd}, {1, 1, odd, odd}, odd, odd, odd, 1, odd}))
                        .root()));
    }
}

TEST_CASE("what followed the network is told, and nothing else") {
    CHECK(line_of(core::LinkAdapted{4, std::nullopt, std::nullopt}) ==
          R"({"v":1,"type":"adapted","prebuffer":4})");
    CHECK(line_of(core::LinkAdapted{std::nullopt, 6, 0}) ==
          R"({"v":1,"type":"adapted","tx_expected_loss_pct":6,"rx_expected_loss_pct":0})");
}

TEST_CASE("devices, recordings and commands are told") {
    using namespace core::media;
    CHECK(line_of(DeviceChanged{DeviceChange::lost, Direction::output, "USB"}) ==
          R"({"v":1,"type":"device","change":"lost","direction":"output","name":"USB"})");
    CHECK(line_of(RecordingChanged{false, "/tmp/a.wav", 61.238}) ==
          R"({"v":1,"type":"record","change":"stopped","file":"/tmp/a.wav","seconds":61.24})");
    CHECK(line_of(core::CommandDone{core::CommandSource::signal, "mute", {}}) ==
          R"({"v":1,"type":"control","from":"signal","command":"mute","ok":true})");
    const base::Failure failure{base::ExitCode::timeout, "Too slow.", "", {}};
    CHECK(line_of(core::CommandDone{core::CommandSource::keys, "mute", failure}) ==
          R"({"v":1,"type":"control","from":"keys","command":"mute","ok":false,)"
          R"("error":{"name":"timeout","text":"Too slow."}})");
}

TEST_CASE("the end of an outage is told with its means") {
    using namespace std::chrono_literals;
    CHECK(line_of(core::Resumed{core::ResumedBy::claim, 9ms, 1}) ==
          R"({"v":1,"type":"resumed","by":"claim","gap_ms":9,"attempt":1})");
    CHECK(line_of(core::Resumed{core::ResumedBy::rejoin, 1234ms, 3}) ==
          R"({"v":1,"type":"resumed","by":"rejoin","gap_ms":1234,"attempt":3})");
}

TEST_CASE("problems carry the exit name, advice and the server's own words") {
    const base::Failure failure{
            base::ExitCode::room,
            "No such room.",
            "Check --room.",
            base::JanusError{base::JanusLayer::audiobridge, 485, "No such room"}};
    CHECK(line_of(core::Problem{core::Severity::error, failure}) ==
          R"({"v":1,"type":"error","name":"room","text":"No such room.","hint":"Check --room.",)"
          R"("janus":{"layer":"audiobridge","code":485,"text":"No such room"}})");
    CHECK(line_of(core::Problem{core::Severity::warning,
                                {base::ExitCode::ok, "No sound card.", "", {}}}) ==
          R"({"v":1,"type":"warning","text":"No sound card."})");
}

TEST_CASE("bye carries the exit status") {
    CHECK(line_of(core::Ended{base::ExitCode::media_setup}) ==
          R"({"v":1,"type":"bye","exit":{"code":6,"name":"media-setup"}})");
}

TEST_CASE("the result event carries the summary") {
    EventJson events = make_events();
    report::Summary summary{start};
    summary.add(core::Ended{}, start + 2s);
    CHECK_THAT(
            events.line(summary, after(2s)),
            Catch::EndsWith(R"("verdict":"pass","limits":[],"measures":{"clipped":0,"stalls":0},)"
                            R"("duration_ms":2000,"exit":{"code":0,"name":"ok"}})"));
}

TEST_CASE("there is a sample of every kind of notice, and all lines are sound") {
    EventJson events = make_events();
    std::set<std::size_t> kinds;
    for (const core::Notice& notice : report::test::every_notice()) {
        kinds.insert(notice.index());
        const std::string line = events.line(notice, after(1ms));
        INFO(line);
        REQUIRE_FALSE(has_raw_control(line));
        const json::Document document = parsed(line);
        REQUIRE(document.root().is_object());
        REQUIRE_FALSE(has_null(document.root()));
        for (const json::Value& member : document.root().members())
            REQUIRE(member.string() != "");
    }
    CHECK(kinds.size() == std::variant_size_v<core::Notice>);
}

TEST_CASE("hostile text stays data on one line of valid UTF-8") {
    EventJson events = make_events();
    for (const core::Notice& notice : report::test::hostile_notices()) {
        const std::string line = events.line(notice, after(1ms));
        REQUIRE_FALSE(has_raw_control(line));
        REQUIRE(base::is_valid_utf8(line));
        REQUIRE(line.front() == '{');
        REQUIRE(line.back() == '}');
        REQUIRE(line.find("\"type\":\"bye\"") == std::string::npos);
    }
}

TEST_CASE("display names keep their true value, escaped") {
    const auto display_of = [](const std::string& name) {
        const core::ParticipantChanged notice{
                core::ParticipantChange::joined, {std::uint64_t{1}}, name};
        return std::string(*parsed(line_of(notice)).root().member("display")->string());
    };
    for (const std::string name : {"\x1b[31mred\x1b[0m",
                                   "quote\" back\\slash \xe2\x80\xa8 {}",
                                   "日本語 👩",
                                   "\xc2\x9b"
                                   "31m"})
        CHECK(display_of(name) == name);
    CHECK(display_of("a\xff") == "a\xef\xbf\xbd");
    CHECK(display_of(std::string(1'000'000, '\x1b')) == std::string(1'000'000, '\x1b'));
    const core::ParticipantChanged empty{core::ParticipantChange::joined, {std::uint64_t{1}}, ""};
    CHECK_THAT(line_of(empty), Catch::Contains(R"("display":"")"));
}
