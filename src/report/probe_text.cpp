// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "report/facts.hpp"
#include "report/probe_report.hpp"
#include "report/words.hpp"

namespace janus_talk::report {

namespace {

std::string with_unit(double value, int decimals, const std::string& unit) {
    return decimal(value, decimals) + (unit.empty() ? "" : " ") + unit;
}

std::string in_ms(double value) {
    return with_unit(value, value < 100 ? 1 : 0, "ms");
}

std::optional<std::string> in_ms(const std::optional<double>& value) {
    return value ? std::optional{in_ms(*value)} : std::nullopt;
}

void add_voice_facts(Facts& facts, const ProbeReport& report) {
    const measure::VoiceFigures& voice = *report.measures.voice;
    facts.add("heard",
              std::to_string(voice.found) + " of " + std::to_string(voice.sent) + " markers");
    if (voice.found == 0)
        return;
    facts.add("delay",
              in_ms(voice.delay_ms.p50) + " (p95 " + in_ms(voice.delay_ms.p95) + ", max " +
                      in_ms(voice.delay_ms.max) + ")");
    facts.add("jitter", in_ms(voice.jitter_ms));
    facts.add("gaps",
              std::to_string(voice.gaps) +
                      (voice.gaps == 0 ? "" : ", longest " + in_ms(voice.longest_gap_ms)));
    facts.add("level", with_unit(voice.level_error_db, 1, "dB") + " against what was sent");
    facts.add("noise", with_unit(voice.snr_db, 0, "dB") + " below the voice");
}

void add_loss_facts(Facts& facts, const ProbeReport& report) {
    const auto percent = [](double value) { return with_unit(value, 2, "%"); };
    std::string ways;
    if (const auto losses = losses_of_way(report.talker, report.listener))
        ways = " (to the server " + percent(losses->up) + ", from it " + percent(losses->down) +
               ")";
    facts.add("packets lost", percent(*report.measures.loss_pct) + ways);
    const auto& stats = report.listener.stats();
    if (stats && stats->rx_concealed_pct)
        facts.add("concealed", percent(*stats->rx_concealed_pct) + " of what was played");
}

void add_part_facts(Facts& facts, const DelayParts& parts, core::Codec codec) {
    facts.section("What the delay is made of");
    facts.add("frame of 20 ms", in_ms(parts.framing));
    facts.add(codec == core::Codec::opus ? "look-ahead of encoders" : "filters of G.711",
              in_ms(parts.look_ahead));
    facts.add("network, talker", in_ms(parts.network_up));
    facts.add("network, listener", in_ms(parts.network_down));
    facts.add("server's queues", in_ms(parts.server_queue));
    facts.add("listener's buffer", in_ms(parts.playout));
    facts.add(parts.server_queue ? "rest" : "server and rest", in_ms(parts.rest));
}

std::string flow_text(const ServerFlow& flow) {
    std::string text = counted(flow.packets, "packet");
    if (flow.lost)
        text += ", " + std::to_string(*flow.lost) + " lost";
    if (flow.jitter_ms)
        text += ", jitter " + in_ms(*flow.jitter_ms);
    if (flow.queue_ms)
        text += ", queue " + in_ms(*flow.queue_ms);
    return text;
}

void add_server_facts(Facts& facts, const ServerSide& server) {
    if (server.in)
        facts.add("server received", flow_text(*server.in));
    if (server.out)
        facts.add("server sent", flow_text(*server.out));
    facts.add("server's round trip", in_ms(server.rtt_ms));
}

void add_leg_facts(Facts& facts, const ProbeLegReport& leg) {
    facts.section("The " + leg.name() + ", from its start");
    for (const ProbeStage& stage : leg.stages().all())
        facts.add(std::string(stage.words), in_ms(stage.ms));
    if (leg.pair())
        facts.add("way",
                  leg.pair()->type + " " + leg.pair()->protocol + " to " + leg.pair()->remote);
    if (leg.stats()) {
        const auto& stats = *leg.stats();
        facts.add("lost, sent", with_unit(stats.tx.lost_pct, 2, "%"));
        facts.add("lost, received", with_unit(stats.rx.lost_pct, 2, "%"));
        facts.add("round trip", in_ms(stats.rtt_ms));
    }
    if (const auto server = leg.server())
        add_server_facts(facts, *server);
}

} // namespace

std::string probe_text(const ProbeReport& report) {
    std::string text{verdict_name(report)};
    if (report.room != base::RoomId{})
        text += "  room " + base::harmless(report.room.text());
    text += '\n';
    for (const auto& reason : reasons_of(report))
        text += "  " + base::harmless(reason) + '\n';
    Facts facts;
    facts.section("Voice");
    if (report.measures.voice)
        add_voice_facts(facts, report);
    if (report.measures.loss_pct)
        add_loss_facts(facts, report);
    if (report.measures.mos)
        facts.add("MOS (E-model)", with_unit(*report.measures.mos, 2, ""));
    if (report.measures.voice && report.measures.voice->found > 0)
        add_part_facts(facts, delay_parts(report), report.codec);
    for (const auto* leg : {&report.talker, &report.listener}) {
        if (!leg->name().empty())
            add_leg_facts(facts, *leg);
    }
    return text + facts.text();
}

} // namespace janus_talk::report
