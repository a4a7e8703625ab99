// SPDX-License-Identifier: MIT
#include "json/writer.hpp"
#include "report/json_fields.hpp"
#include "report/probe_report.hpp"

namespace janus_talk::report {

namespace {

void write_known(json::Writer& writer, std::string_view name, const std::optional<double>& value) {
    if (value)
        writer.fixed_member(name, *value, 1);
}

void write_spread(json::Writer& writer, const measure::Spread& spread) {
    writer.key("delay_ms").begin_object();
    writer.fixed_member("min", spread.min, 2).fixed_member("p50", spread.p50, 2);
    writer.fixed_member("p95", spread.p95, 2).fixed_member("max", spread.max, 2);
    writer.end_object();
}

void write_parts(json::Writer& writer, const DelayParts& parts) {
    writer.key("delay_parts_ms").begin_object();
    writer.fixed_member("framing", parts.framing, 1);
    writer.fixed_member("look_ahead", parts.look_ahead, 1);
    write_known(writer, "network_up", parts.network_up);
    write_known(writer, "network_down", parts.network_down);
    write_known(writer, "server_queue", parts.server_queue);
    write_known(writer, "playout", parts.playout);
    writer.fixed_member("rest", parts.rest, 1);
    writer.end_object();
}

void write_voice(json::Writer& writer, const ProbeReport& report) {
    const measure::VoiceFigures& voice = *report.measures.voice;
    writer.key("markers").begin_object();
    writer.member("sent", voice.sent).member("found", voice.found);
    writer.fixed_member("missing_pct", voice.missing_pct(), 2).end_object();
    if (voice.found == 0)
        return;
    write_spread(writer, voice.delay_ms);
    write_parts(writer, delay_parts(report));
    writer.fixed_member("jitter_ms", voice.jitter_ms, 2);
    writer.key("gaps").begin_object().member("count", voice.gaps);
    writer.fixed_member("longest_ms", voice.longest_gap_ms, 0);
    writer.fixed_member("silent_pct", voice.silent_pct, 2).end_object();
    writer.fixed_member("level_error_db", voice.level_error_db, 1);
    writer.fixed_member("snr_db", voice.snr_db, 1);
    writer.fixed_member("match", voice.match, 3);
}

void write_losses(json::Writer& writer, const ProbeReport& report) {
    writer.fixed_member("loss_pct", *report.measures.loss_pct, 2);
    if (const auto losses = losses_of_way(report.talker, report.listener)) {
        writer.fixed_member("loss_up_pct", losses->up, 2);
        writer.fixed_member("loss_down_pct", losses->down, 2);
    }
    if (report.listener.stats() && report.listener.stats()->rx_concealed_pct)
        writer.fixed_member("concealed_pct", *report.listener.stats()->rx_concealed_pct, 2);
}

void write_stages(json::Writer& writer, const ProbeStages& stages) {
    writer.key("stages_ms").begin_object();
    for (const ProbeStage& stage : stages.all())
        write_known(writer, stage.name, stage.ms);
    writer.end_object();
}

void write_flow(json::Writer& writer, std::string_view name, const ServerFlow& flow) {
    writer.key(name).begin_object().member("packets", flow.packets).member("lost", flow.lost);
    write_known(writer, "jitter_ms", flow.jitter_ms);
    write_known(writer, "queue_ms", flow.queue_ms);
    writer.end_object();
}

void write_server(json::Writer& writer, const ServerSide& server) {
    writer.key("server").begin_object();
    write_known(writer, "rtt_ms", server.rtt_ms);
    if (server.in)
        write_flow(writer, "in", *server.in);
    if (server.out)
        write_flow(writer, "out", *server.out);
    writer.end_object();
}

void write_leg(json::Writer& writer, const ProbeLegReport& leg) {
    writer.key(leg.name()).begin_object();
    write_stages(writer, leg.stages());
    if (leg.stats()) {
        writer.key("stats").begin_object();
        write_stats(writer, *leg.stats());
        writer.end_object();
    }
    if (const auto server = leg.server())
        write_server(writer, *server);
    if (leg.pair()) {
        writer.key("candidate").begin_object();
        write_text(writer, "local", leg.pair()->local);
        write_text(writer, "remote", leg.pair()->remote);
        write_text(writer, "type", leg.pair()->type);
        write_text(writer, "protocol", leg.pair()->protocol);
        writer.end_object();
    }
    if (leg.failure()) {
        write_text(writer, "failed_at", leg.stages().missing());
        writer.key("error").begin_object();
        write_failure(writer, *leg.failure());
        writer.end_object();
    }
    writer.end_object();
}

void write_limits(json::Writer& writer, const measure::Verdict& verdict) {
    writer.key("limits").begin_array();
    for (const auto& check : verdict.checks) {
        writer.begin_object().member("name", check.name).fixed_member("limit", check.limit, 2);
        if (check.value)
            writer.fixed_member("value", *check.value, 2);
        write_text(writer, "unit", check.unit);
        writer.member("ok", check.ok()).end_object();
    }
    writer.end_array();
}

} // namespace

void write_probe(json::Writer& writer, const ProbeReport& report) {
    writer.member("verdict", verdict_name(report));
    writer.key("reasons").begin_array();
    for (const auto& reason : reasons_of(report))
        writer.value(reason);
    writer.end_array();
    write_limits(writer, report.verdict);
    if (report.room != base::RoomId{})
        write_id(writer, "room", report.room);
    writer.member("codec", core::facts_of(report.codec).name);
    writer.key("measures").begin_object();
    if (report.measures.voice)
        write_voice(writer, report);
    write_known(writer, "join_ms", report.measures.join_ms);
    if (report.measures.loss_pct)
        write_losses(writer, report);
    if (report.measures.late_pct)
        writer.fixed_member("late_pct", *report.measures.late_pct, 2);
    if (report.measures.mos)
        writer.fixed_member("mos", *report.measures.mos, 2);
    writer.end_object().key("legs").begin_object();
    for (const auto* leg : {&report.talker, &report.listener}) {
        if (!leg->name().empty())
            write_leg(writer, *leg);
    }
    writer.end_object().fixed_member("duration_ms", report.duration_ms, 0);
    write_exit(writer, report.exit);
    if (report.failure) {
        writer.key("error").begin_object();
        write_failure(writer, *report.failure);
        writer.end_object();
    }
}

std::string probe_json(const ProbeReport& report) {
    json::Writer writer;
    writer.begin_object().member("v", 1).member("type", "result");
    write_probe(writer, report);
    return writer.end_object().take();
}

} // namespace janus_talk::report
