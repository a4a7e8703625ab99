// SPDX-License-Identifier: MIT
#include "report/probe_samples.hpp"

namespace janus_talk::report::test {

namespace {

using namespace std::chrono_literals;
using core::MediaChange;
using core::Phase;

const std::chrono::steady_clock::time_point start{1s};

/// Every 200 ms ten packets went by.
janus::HandleInfo look_at_server(unsigned number, std::uint64_t queue_in, std::int64_t queue_out) {
    janus::HandleInfo info;
    info.current_time = number * 200ms;
    info.audiobridge.emplace();
    info.audiobridge->queue_in = queue_in;
    info.audiobridge->queue_out = queue_out;
    janus::MediaStatistics audio;
    audio.type = "audio";
    audio.in.packets = 430 + number * 10;
    audio.out.packets = 429 + number * 10;
    audio.rtcp = janus::RtcpStatistics{
            48000, 12ms, 10, queue_out < 0 ? -1 : 5, 3ms, 4ms, 100, 100, 100, 100};
    info.media = {audio};
    return info;
}

ProbeLegReport ready_leg(const std::string& name) {
    ProbeLegReport leg{name, start};
    auto now = start;
    const auto add = [&](const core::Notice& notice) { leg.add(notice, now += 10ms); };
    leg.add(core::ConnectTimes{
            .secure = true, .dns = 1ms, .tcp = 2500us, .proxy = {}, .tls = 8ms, .websocket = 10ms});
    now += 10ms;
    add(core::StateChanged{Phase::creating, Phase::attaching, ""});
    add(core::StateChanged{Phase::attaching, Phase::joining, ""});
    add(core::RoomJoined{});
    add(core::StateChanged{Phase::configuring, Phase::trickling, ""});
    add(core::MediaChanged{MediaChange::ice, "checking", {}, {}});
    add(core::MediaChanged{MediaChange::ice, "connected", {}, {}});
    add(core::MediaChanged{
            MediaChange::ice,
            "selected pair",
            {},
            core::media::CandidatePair{{1}, "10.0.0.1:5000", "10.0.0.2:6000", "host", "udp"}});
    add(core::MediaChanged{MediaChange::dtls, "verified", {}, {}});
    add(core::StateChanged{Phase::trickling, Phase::up, "webrtcup"});
    add(core::MediaChanged{MediaChange::first_audio, {}, {}, {}});
    core::media::Stats stats;
    stats.rtt_ms = 10;
    stats.tx.lost_pct = name == "talker" ? 2 : 0;
    if (name == "talker")
        stats.tx_jitter_ms = 1;
    stats.rx.lost_pct = name == "talker" ? 0 : 1;
    stats.rx_concealed_pct = 0.5;
    stats.rx_buffer_ms = 18;
    leg.add(stats, now);
    for (unsigned look = 0; look < 8; ++look)
        leg.add(look_at_server(look, 2 + look % 2, look % 2 == 0 ? -1 : 1));
    return leg;
}

} // namespace

ProbeReport passed_probe() {
    ProbeReport report;
    report.room.value = std::uint64_t{1234};
    report.talker = ready_leg("talker");
    report.listener = ready_leg("listener");
    measure::VoiceFigures voice;
    voice.sent = 50;
    voice.found = 49;
    voice.delay_ms = {95, 100, 110, 130};
    voice.jitter_ms = 1.5;
    voice.gaps = 1;
    voice.longest_gap_ms = 200;
    voice.level_error_db = -0.3;
    voice.snr_db = 70;
    voice.match = 0.97;
    report.measures.voice = voice;
    report.measures.loss_pct = losses_of_way(report.talker, report.listener)->whole;
    report.measures.mos = 3.5;
    report.measures.join_ms = 110;
    report.measures.late_pct = 0;
    report.verdict = measure::judge(report.measures, measure::Limits{});
    report.exit = base::ExitCode::ok;
    report.duration_ms = 12000;
    return report;
}

ProbeReport refused_probe() {
    ProbeReport report;
    report.room.value = std::string{"a\"b\\c|<&>"};
    report.talker = ready_leg("talker");
    report.listener = ProbeLegReport{"listener", start};
    const base::Failure failure{base::ExitCode::refused,
                                "No <way> in & \"out\" | \x1b[31m\xff ' ]]> for you.",
                                "Try.",
                                {}};
    report.listener.add(
            core::ConnectTimes{.dns = 1ms, .tcp = 2ms, .proxy = {}, .tls = {}, .websocket = 5ms});
    report.listener.add(core::Problem{core::Severity::error, failure}, start + 20ms);
    report.verdict = measure::judge({}, measure::Limits{});
    report.failure = failure;
    report.exit = failure.code;
    return report;
}

ProbeReport silent_probe() {
    ProbeReport report = passed_probe();
    report.measures.voice->found = 0;
    report.measures.mos.reset();
    report.verdict = measure::judge(report.measures, measure::Limits{});
    report.exit = base::ExitCode::media_lost;
    return report;
}

} // namespace janus_talk::report::test
