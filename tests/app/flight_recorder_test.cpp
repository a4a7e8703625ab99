// SPDX-License-Identifier: MIT
#include "app/flight_recorder.hpp"
#include "base/failure.hpp"
#include "json/document.hpp"
#include "media/gst_runtime.hpp"
#include "media/packet_sink.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <unistd.h>

using namespace janus_talk;
using app::FlightRecorder;
using base::ExitCode;

namespace {

/// 20 ms of silence.
constexpr std::array<std::uint8_t, 3> silent_packet{0xF8, 0xFF, 0xFE};

/// A recorder, and the directory that it may write to.
class Flight {
public:
    Flight() {
        static const media::GstRuntime runtime; // as in the program, before there are versions
        REQUIRE(mkdtemp(root_.data()) != nullptr);
        app::FlightOptions options;
        options.dir = root_;
        options.settings = "room = 1234  # command line\n";
        recorder.emplace(options, "s3ss10n");
        report::Hello hello;
        hello.command = "join";
        hello.url = "ws://127.0.0.1:8188";
        hello.room = {std::uint64_t{1234}};
        recorder->add(hello);
    }

    ~Flight() { std::filesystem::remove_all(root_); }

    Flight(const Flight&) = delete;
    Flight& operator=(const Flight&) = delete;
    Flight(Flight&&) = delete;
    Flight& operator=(Flight&&) = delete;

    [[nodiscard]] bool is_empty() const { return std::filesystem::is_empty(root_); }

    /// Ends with this, and returns where it was written.
    std::string end(ExitCode exit) {
        told = recorder->end(core::Ended{exit});
        REQUIRE(told.size() == 1);
        dir = std::get<core::FlightRecorded>(told.front()).dir;
        return dir;
    }

    [[nodiscard]] std::string file(const std::string& name) const {
        std::ifstream stream{dir + "/" + name, std::ios::binary};
        return {std::istreambuf_iterator<char>{stream}, {}};
    }

    [[nodiscard]] std::set<std::string> files() const {
        std::set<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator{dir})
            names.insert(entry.path().filename());
        return names;
    }

    std::optional<FlightRecorder> recorder;
    std::vector<core::Notice> told;
    std::string dir;

private:
    std::string root_ = "/tmp/janus-talk-flight-XXXXXX";
};

core::Problem problem_of(core::Severity severity, std::string text) {
    return {severity, {ExitCode::outage, std::move(text), {}, {}}};
}

bool has_text(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::size_t lines_in(const std::string& text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) {
        const auto end = text.find('\n', at);
        REQUIRE(end != std::string::npos);
        const auto parsed = json::parse(std::string_view{text}.substr(at, end - at));
        CHECK(std::holds_alternative<json::Document>(parsed));
        at = end + 1;
    }
    return count;
}

} // namespace

TEST_CASE("packets of G.711 are not kept, and the summary says why") {
    Flight flight;
    media::MediaOptions options;
    options.codec = core::Codec::pcma;
    const auto tapped = flight.recorder->tapped(options);
    CHECK(tapped.received_packets == nullptr);
    CHECK(tapped.sent_packets == nullptr);
    flight.end(ExitCode::outage);
    CHECK(flight.files().count("heard.opus") == 0);
    const std::string summary = flight.file("summary.txt");
    CHECK(has_text(summary, "left out: packets of PCMA are not kept, only those of Opus"));
    CHECK_FALSE(has_text(summary, "there was no sound"));
}

TEST_CASE("a call that ends well leaves nothing") {
    Flight flight;
    flight.recorder->add(problem_of(core::Severity::warning, "Something."));
    CHECK(flight.recorder->end(core::Ended{ExitCode::ok}).empty());
    CHECK(flight.is_empty());
}

TEST_CASE("a call that fails leaves what was known") {
    Flight flight;
    flight.recorder->add(core::StateChanged{core::Phase::idle, core::Phase::connecting, ""});
    flight.recorder->add(core::StateChanged{core::Phase::up, core::Phase::reconnecting, "x"});
    flight.recorder->add(core::media::Stats{});
    flight.recorder->add(core::media::Levels{});
    flight.recorder->add_wire(true, R"({"janus":"create"})");
    flight.recorder->add_wire(false, "(3 bytes that are no JSON)");
    flight.recorder->add_sdp(true, "v=0\r\na=ice-pwd:s3cr3t-pwd\r\n");
    flight.recorder->add_sdp(true, "candidate:1 1 udp 1 192.0.2.7 9 typ host ufrag s3cr3t-pwd");
    flight.recorder->add_sdp(false, "v=0\r\na=ice-ufrag:s3cr3t-pwd\r\n");
    flight.recorder->add(problem_of(core::Severity::error, "It was lost."));
    const auto options = flight.recorder->tapped({});
    for (std::uint32_t i = 0; i < 50; ++i)
        options.received_packets->write(silent_packet, i * 960);
    flight.end(ExitCode::outage);

    CHECK(flight.files() == std::set<std::string>{"summary.txt",
                                                  "events.ndjson",
                                                  "wire.ndjson",
                                                  "stats.ndjson",
                                                  "sdp-offer.txt",
                                                  "sdp-answer.txt",
                                                  "settings.txt",
                                                  "heard.opus"});
    CHECK(lines_in(flight.file("events.ndjson")) == 6); // hello, state, state, error, result, bye
    CHECK(has_text(flight.file("events.ndjson"), R"("session":"s3ss10n")"));
    CHECK(has_text(flight.file("events.ndjson"), R"("type":"result")"));
    CHECK(has_text(flight.file("events.ndjson"), R"("exit":{"code":12,"name":"outage"}})"));
    CHECK(lines_in(flight.file("stats.ndjson")) == 2);
    CHECK(lines_in(flight.file("wire.ndjson")) == 2);
    CHECK(flight.file("sdp-offer.txt") ==
          "v=0\na=ice-pwd:***\na=candidate:1 1 udp 1 192.0.2.7 9 typ host ufrag ***\n");
    CHECK(flight.file("sdp-answer.txt") == "v=0\na=ice-ufrag:***\n");
    CHECK(flight.file("settings.txt") == "room = 1234  # command line\n");
    CHECK(flight.file("heard.opus").substr(0, 4) == "OggS");
    const std::string summary = flight.file("summary.txt");
    CHECK(has_text(summary, "janus-talk join, room 1234 of ws://127.0.0.1:8188, ended with exit"));
    CHECK(has_text(summary, "error core: It was lost.\n"));
    CHECK(has_text(summary, "at: reconnecting.\n"));
    CHECK(has_text(summary, "what was heard, 1.0 s"));
    CHECK(has_text(summary, "left out: there was no sound (what was sent)"));
    for (const char* library : {"GStreamer", "libnice", "libwebsockets", "Linux"})
        CHECK(has_text(summary, library));
    CHECK(has_text(flight.dir, "-1234-" + std::to_string(getpid())));
}

TEST_CASE("after the end nothing is kept, and nothing written again") {
    Flight flight;
    flight.end(ExitCode::failed);
    CHECK_FALSE(flight.recorder->is_on());
    flight.recorder->add(core::media::Stats{});
    flight.recorder->add_wire(true, "{}");
    CHECK(flight.recorder->end(core::Ended{ExitCode::failed}).empty());
}

TEST_CASE("the user's wish to end is no failure, unless something had gone wrong") {
    const auto exit = GENERATE(ExitCode::interrupted, ExitCode::terminated);
    Flight flight;
    flight.recorder->add(problem_of(core::Severity::warning, "Something."));
    flight.recorder->add(
            core::MediaChanged{core::MediaChange::slowlink, std::nullopt, std::nullopt, {}});
    SECTION("all was well") {
        CHECK(flight.recorder->end(core::Ended{exit}).empty());
        CHECK(flight.is_empty());
    }
    SECTION("the sound had stopped") {
        flight.recorder->add(
                core::MediaChanged{core::MediaChange::stalled, std::nullopt, std::nullopt, {}});
        CHECK_FALSE(flight.end(exit).empty());
    }
    SECTION("the connection was lost") {
        flight.recorder->add(core::StateChanged{core::Phase::up, core::Phase::reconnecting, ""});
        CHECK_FALSE(flight.end(exit).empty());
    }
    SECTION("there was an error") {
        flight.recorder->add(problem_of(core::Severity::error, "No."));
        CHECK_FALSE(flight.end(exit).empty());
    }
}

TEST_CASE("every other end is a failure") {
    for (const int code : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 70}) {
        Flight flight;
        CHECK_FALSE(flight.end(static_cast<ExitCode>(code)).empty());
    }
}

TEST_CASE("an offer makes the answer to the one before worthless") {
    Flight flight;
    flight.recorder->add_sdp(true, "s=first\r\n");
    flight.recorder->add_sdp(false, "s=its answer\r\n");
    flight.recorder->add_sdp(true, "s=second\r\n");
    flight.end(ExitCode::media_setup);
    CHECK(flight.file("sdp-offer.txt") == "s=second\n");
    CHECK(flight.files().count("sdp-answer.txt") == 0);
}

TEST_CASE("a server that talks without end fills neither memory nor disk") {
    Flight flight;
    const std::string long_text(10'000, 'x');
    for (int i = 0; i < 3000; ++i) {
        flight.recorder->add(core::StateChanged{core::Phase::up, core::Phase::up, long_text});
        flight.recorder->add_wire(false, "{\"a\":\"" + long_text + "\"}");
        flight.recorder->add_sdp(false, "candidate:" + long_text);
        flight.recorder->add(problem_of(core::Severity::warning, long_text));
        flight.recorder->add(core::media::Stats{});
    }
    const auto options = flight.recorder->tapped({});
    const std::vector<std::uint8_t> large(1275, 0xF8);
    for (std::uint32_t i = 0; i < 5000; ++i) {
        options.received_packets->write(large, i * 960);
        options.sent_packets->write(large, i * 960);
    }
    flight.end(ExitCode::protocol);
    std::uintmax_t size = 0;
    for (const auto& entry : std::filesystem::directory_iterator{flight.dir})
        size += entry.file_size();
    CHECK(size < (8U << 20U));
    CHECK(size > (4U << 20U));
    CHECK(has_text(flight.file("summary.txt"), " lines before are left out"));
}

TEST_CASE("of several participants each is told by name") {
    Flight flight;
    flight.recorder->add(problem_of(core::Severity::error, "No."), "talker");
    flight.recorder->add_wire(true, "{}", "talker");
    flight.recorder->add_sdp(true, "s=t\r\n", "talker");
    flight.recorder->add_sdp(true, "s=l\r\n", "listener");
    const media::MediaOptions talker = flight.recorder->sent_tapped({});
    const media::MediaOptions listener = flight.recorder->heard_tapped({});
    CHECK((talker.sent_packets && !talker.received_packets));
    CHECK((!listener.sent_packets && listener.received_packets));
    report::ProbeReport report;
    report.exit = ExitCode::failed;
    report.verdict.reasons = {"The delay is too long."};
    report.verdict.outcome = measure::Outcome::fail;
    const auto told = flight.recorder->end(report);
    REQUIRE(told.size() == 1);
    flight.dir = std::get<core::FlightRecorded>(told.front()).dir;
    CHECK(flight.file("sdp-offer-talker.txt") == "s=t\n");
    CHECK(flight.file("sdp-offer-listener.txt") == "s=l\n");
    CHECK(has_text(flight.file("wire.ndjson"), R"("leg":"talker")"));
    CHECK(lines_in(flight.file("events.ndjson")) == 4); // hello, error, result, bye
    CHECK(has_text(flight.file("summary.txt"), "The delay is too long."));
    CHECK(has_text(flight.file("summary.txt"), "No. (talker)"));
}

TEST_CASE("a directory that went away is one warning") {
    Flight flight;
    std::string root;
    {
        app::FlightOptions options;
        std::array<char, 32> name{"/tmp/janus-talk-gone-XXXXXX"};
        REQUIRE(mkdtemp(name.data()) != nullptr);
        options.dir = name.data();
        flight.recorder.emplace(options, "s3ss10n");
        std::filesystem::remove(options.dir);
    }
    const auto told = flight.recorder->end(core::Ended{ExitCode::failed});
    REQUIRE(told.size() == 1);
    const auto& problem = std::get<core::Problem>(told.front());
    CHECK(problem.severity == core::Severity::warning);
    CHECK(has_text(problem.failure.text, "No such file or directory"));
}

TEST_CASE("without a directory nothing is kept") {
    FlightRecorder recorder{{}, "s3ss10n"};
    CHECK_FALSE(recorder.is_on());
    const auto options = recorder.tapped({});
    CHECK((!options.received_packets && !options.sent_packets));
    recorder.add(problem_of(core::Severity::error, "No."));
    CHECK(recorder.end(core::Ended{ExitCode::failed}).empty());
}

TEST_CASE("a directory that is missing is refused at the start") {
    app::FlightOptions options;
    options.dir = "/nowhere";
    CHECK_THROWS_AS((FlightRecorder{options, "s3ss10n"}), base::Error);
}
