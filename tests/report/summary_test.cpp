// SPDX-License-Identifier: MIT
#include "report/samples.hpp"
#include "report/summary.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk;
using namespace std::chrono_literals;
using core::MediaChange;
using core::Phase;
using report::Summary;

namespace {

const std::chrono::steady_clock::time_point start{1h};

core::Notice media(MediaChange change) {
    return core::MediaChanged{change, {}, {}, {}};
}

core::Notice error(base::ExitCode code, std::string text) {
    return core::Problem{core::Severity::error, {code, std::move(text), "", {}}};
}

} // namespace

TEST_CASE("times count from the start of the process, and the first of each counts") {
    Summary summary{start};
    summary.add(core::RoomJoined{}, start + 100ms);
    summary.add(core::StateChanged{Phase::joining, Phase::configuring, ""}, start + 101ms);
    summary.add(core::StateChanged{Phase::trickling, Phase::up, ""}, start + 250ms);
    summary.add(media(MediaChange::first_audio), start + 400ms);
    summary.add(core::RoomJoined{}, start + 900ms);
    summary.add(core::StateChanged{Phase::trickling, Phase::up, ""}, start + 900ms);
    summary.add(media(MediaChange::first_audio), start + 900ms);
    const auto& measures = summary.measures();
    CHECK(measures.joined_ms == 100);
    CHECK(measures.up_ms == 250);
    CHECK(measures.first_audio_ms == 400);
    CHECK(measures.duration_ms == 900);
}

TEST_CASE("what never happened is absent") {
    Summary summary{start};
    const auto& measures = summary.measures();
    CHECK_FALSE(measures.joined_ms);
    CHECK_FALSE(measures.up_ms);
    CHECK_FALSE(measures.first_audio_ms);
    CHECK_FALSE(measures.rtt_ms);
    CHECK_FALSE(measures.stats);
    CHECK_FALSE(measures.rx_peak_dbfs);
    CHECK(summary.json() == R"({"v":1,"type":"result","verdict":"inconclusive","limits":[],)"
                            R"("measures":{"clipped":0,"stalls":0},"duration_ms":0})");
}

TEST_CASE("round trips are averaged, peaks kept, clipping and stalls counted, the last counters "
          "taken") {
    Summary summary{start};
    core::media::Stats stats;
    stats.rx.packets = 50;
    stats.rtt_ms = 10;
    summary.add(stats, start + 1s);
    stats.rtt_ms = 40;
    stats.rx.packets = 100;
    summary.add(stats, start + 2s);
    stats.rtt_ms.reset();
    stats.rx.packets = 150;
    summary.add(stats, start + 3s);
    summary.add(core::media::Levels{-20, -30, -6, -12, 3}, start + 3s);
    summary.add(core::media::Levels{-90, -30, -80, -9, 4}, start + 4s);
    summary.add(media(MediaChange::stalled), start + 5s);
    summary.add(media(MediaChange::resumed), start + 6s);
    summary.add(media(MediaChange::stalled), start + 7s);
    const auto& measures = summary.measures();
    CHECK(measures.rtt_ms == 25);
    CHECK(measures.rtt_max_ms == 40);
    CHECK(measures.stats->rx.packets == 150);
    CHECK(measures.tx_peak_dbfs == -6);
    CHECK(measures.rx_peak_dbfs == -9);
    CHECK(measures.clipped == 7);
    CHECK(measures.stalls == 2);
}

TEST_CASE("the first error is the cause, warnings are none") {
    Summary summary{start};
    summary.add(
            core::Problem{core::Severity::warning, {base::ExitCode::device, "No card.", "", {}}},
            start);
    CHECK_FALSE(summary.measures().error);
    summary.add(error(base::ExitCode::kicked, "Kicked."), start);
    summary.add(error(base::ExitCode::timeout, "No confirmation."), start);
    CHECK(summary.measures().error->text == "Kicked.");
}

TEST_CASE("the verdict follows the exit status") {
    const auto verdict_of = [](base::ExitCode exit) {
        Summary summary{start};
        summary.add(core::Ended{exit}, start);
        return summary.verdict();
    };
    CHECK(Summary{start}.verdict() == Summary::Verdict::inconclusive);
    CHECK(verdict_of(base::ExitCode::ok) == Summary::Verdict::pass);
    CHECK(verdict_of(base::ExitCode::interrupted) == Summary::Verdict::inconclusive);
    CHECK(verdict_of(base::ExitCode::terminated) == Summary::Verdict::inconclusive);
    for (const int code : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 70})
        CHECK(verdict_of(static_cast<base::ExitCode>(code)) == Summary::Verdict::fail);
}

TEST_CASE("a good run in one line") {
    Summary summary{start};
    summary.add(core::RoomJoined{}, start + 100ms);
    summary.add(core::StateChanged{Phase::trickling, Phase::up, ""}, start + 250ms);
    summary.add(media(MediaChange::first_audio), start + 400ms);
    summary.add(
            core::media::Stats{
                    12.34, {50, 4000, 32, 0.5}, {49, 3900, 32, 2}, 0.44, 3.21, 0.5, 7, 61.5},
            start + 1s);
    summary.add(core::media::Levels{-20, -30, -6, -12, 3}, start + 1s);
    summary.add(core::Ended{base::ExitCode::ok}, start + 1500ms);
    CHECK(summary.json() ==
          R"({"v":1,"type":"result","verdict":"pass","limits":[],"measures":{"joined_ms":100,"up_ms":250,)"
          R"("first_audio_ms":400,"rtt_ms":12.3,"rtt_max_ms":12.3,"tx_packets":50,"tx_bytes":4000,)"
          R"("tx_lost_pct":0.50,"rx_packets":49,"rx_bytes":3900,"rx_lost_pct":2.00,"rx_jitter_ms":3.2,)"
          R"("rx_concealed_pct":0.50,"rx_late":7,"tx_peak_dbfs":-6.0,"rx_peak_dbfs":-12.0,"clipped":3,)"
          R"("stalls":0},"duration_ms":1500,"exit":{"code":0,"name":"ok"}})");
}

TEST_CASE("a failed run says why") {
    Summary summary{start};
    summary.add(
            core::Problem{core::Severity::error,
                          {base::ExitCode::room,
                           "No such room.",
                           "Check --room.",
                           base::JanusError{base::JanusLayer::audiobridge, 485, "No such room"}}},
            start + 50ms);
    summary.add(core::Ended{base::ExitCode::room}, start + 60ms);
    CHECK(summary.json() ==
          R"({"v":1,"type":"result","verdict":"fail","limits":[],)"
          R"("measures":{"clipped":0,"stalls":0},"duration_ms":60,)"
          R"("exit":{"code":5,"name":"room"},"error":{"name":"room","text":"No such room.",)"
          R"("hint":"Check --room.",)"
          R"("janus":{"layer":"audiobridge","code":485,"text":"No such room"}}})");
}

TEST_CASE("any notices make one line without control characters") {
    for (const auto& notices : {report::test::every_notice(), report::test::hostile_notices()}) {
        Summary summary{start};
        for (const core::Notice& notice : notices)
            summary.add(notice, start + 1s);
        for (const char c : summary.json())
            REQUIRE(static_cast<unsigned char>(c) >= 0x20);
    }
}
