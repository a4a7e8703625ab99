// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "report/facts.hpp"
#include "report/probe_report.hpp"

#include <array>
#include <cstdio>

namespace janus_talk::report {

namespace {

std::string shown(double value, int decimals, const char* unit) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f%s%s", decimals, value, *unit ? " " : "", unit);
    return text.data();
}

std::string ms(double value) {
    return shown(value, value < 100 ? 1 : 0, "ms");
}

std::optional<std::string> ms(const std::optional<double>& value) {
    return value ? std::optional{ms(*value)} : std::nullopt;
}

void add_voice(Facts& facts, const ProbeReport& report) {
    const measure::VoiceFigures& voice = *report.measures.voice;
    facts.add("heard",
              std::to_string(voice.found) + " of " + std::to_string(voice.sent) + " markers");
    if (voice.found == 0)
        return;
    facts.add("delay",
              ms(voice.delay_ms.p50) + " (p95 " + ms(voice.delay_ms.p95) + ", max " +
                      ms(voice.delay_ms.max) + ")");
    facts.add("jitter", ms(voice.jitter_ms));
    facts.add("gaps",
              std::to_string(voice.gaps) +
                      (voice.gaps == 0 ? "" : ", longest " + ms(voice.longest_gap_ms)));
    facts.add("level", shown(voice.level_error_db, 1, "dB") + " against what was sent");
    facts.add("noise", shown(voice.snr_db, 0, "dB") + " below the voice");
}

void add_parts(Facts& facts, const DelayParts& parts) {
    facts.section("What the delay is made of");
    facts.add("frame of 20 ms", ms(parts.framing));
    facts.add("look-ahead of encoders", ms(parts.look_ahead));
    facts.add("network, talker", ms(parts.network_up));
    facts.add("network, listener", ms(parts.network_down));
    facts.add("listener's buffer", ms(parts.playout));
    facts.add("server and rest", ms(parts.rest));
}

void add_leg(Facts& facts, const ProbeLegReport& leg) {
    facts.section("The " + leg.name() + ", from its start");
    const ProbeStages& stages = leg.stages();
    facts.add("connected", ms(stages.connected));
    facts.add("session", ms(stages.created));
    facts.add("plug-in", ms(stages.attached));
    facts.add("joined", ms(stages.joined));
    facts.add("answered", ms(stages.answered));
    facts.add("ICE", ms(stages.ice));
    facts.add("DTLS", ms(stages.dtls));
    facts.add("up", ms(stages.up));
    facts.add("first audio", ms(stages.first_audio));
    if (leg.pair())
        facts.add("way",
                  leg.pair()->type + " " + leg.pair()->protocol + " to " + leg.pair()->remote);
    if (leg.stats()) {
        const auto& stats = *leg.stats();
        facts.add("lost, sent", shown(stats.tx.lost_pct, 2, "%"));
        facts.add("lost, received", shown(stats.rx.lost_pct, 2, "%"));
        if (stats.rx_concealed_pct)
            facts.add("concealed", shown(*stats.rx_concealed_pct, 2, "%"));
        facts.add("round trip", ms(stats.rtt_ms));
    }
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
        add_voice(facts, report);
    if (report.measures.loss_pct)
        facts.add("packets lost", shown(*report.measures.loss_pct, 2, "%"));
    if (report.measures.mos)
        facts.add("MOS (E-model)", shown(*report.measures.mos, 2, ""));
    if (report.measures.voice && report.measures.voice->found > 0)
        add_parts(facts, delay_parts(report));
    for (const auto* leg : {&report.talker, &report.listener}) {
        if (!leg->name().empty())
            add_leg(facts, *leg);
    }
    return text + facts.text();
}

} // namespace janus_talk::report
