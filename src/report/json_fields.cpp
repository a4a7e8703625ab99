// SPDX-License-Identifier: MIT
#include "report/json_fields.hpp"

#include "report/names.hpp"

namespace janus_talk::report {

namespace {

void write_flow(json::Writer& writer, const core::media::FlowStats& flow) {
    writer.member("packets", flow.packets).member("bytes", flow.bytes);
    writer.fixed_member("kbps", flow.kbps, 1).fixed_member("lost_pct", flow.lost_pct, 2);
}

void write_optional(json::Writer& writer,
                    std::string_view name,
                    const std::optional<double>& number,
                    int decimals) {
    if (number)
        writer.fixed_member(name, *number, decimals);
}

std::string_view name_of(Summary::Verdict verdict) noexcept {
    switch (verdict) {
    case Summary::Verdict::pass:
        return "pass";
    case Summary::Verdict::fail:
        return "fail";
    case Summary::Verdict::inconclusive:
        return "inconclusive";
    }
    return {};
}

void write_measures(json::Writer& writer, const Summary::Measures& measures) {
    write_optional(writer, "joined_ms", measures.joined_ms, 0);
    write_optional(writer, "up_ms", measures.up_ms, 0);
    write_optional(writer, "first_audio_ms", measures.first_audio_ms, 0);
    write_optional(writer, "rtt_ms", measures.rtt_ms, 1);
    write_optional(writer, "rtt_max_ms", measures.rtt_max_ms, 1);
    if (measures.stats) {
        const auto& stats = *measures.stats;
        writer.member("tx_packets", stats.tx.packets).member("tx_bytes", stats.tx.bytes);
        writer.fixed_member("tx_lost_pct", stats.tx.lost_pct, 2);
        writer.member("rx_packets", stats.rx.packets).member("rx_bytes", stats.rx.bytes);
        writer.fixed_member("rx_lost_pct", stats.rx.lost_pct, 2);
        write_optional(writer, "rx_jitter_ms", stats.rx_jitter_ms, 1);
        write_optional(writer, "rx_concealed_pct", stats.rx_concealed_pct, 2);
        writer.member("rx_late", stats.rx_late);
    }
    write_optional(writer, "tx_peak_dbfs", measures.tx_peak_dbfs, 1);
    write_optional(writer, "rx_peak_dbfs", measures.rx_peak_dbfs, 1);
    writer.member("clipped", measures.clipped);
    writer.member("stalls", measures.stalls);
}

} // namespace

void write_text(json::Writer& writer, std::string_view name, std::string_view text) {
    if (!text.empty())
        writer.member(name, text);
}

void write_participants(json::Writer& writer, const std::vector<janus::Participant>& participants) {
    writer.key("participants").begin_array();
    for (const auto& participant : participants) {
        writer.begin_object();
        write_id(writer, "id", participant.id);
        writer.member("display", participant.display)
                .member("setup", participant.setup)
                .member("muted", participant.muted)
                .member("talking", participant.talking)
                .member("suspended", participant.suspended)
                .member("spatial_position", participant.spatial_position)
                .end_object();
    }
    writer.end_array();
}

void write_failure(json::Writer& writer, const base::Failure& failure) {
    if (failure.code != base::ExitCode::ok)
        writer.member("name", base::name_of(failure.code));
    writer.member("text", failure.text);
    write_text(writer, "hint", failure.hint);
    if (!failure.janus)
        return;
    writer.key("janus").begin_object();
    writer.member("layer", name_of(failure.janus->layer))
            .member("code", failure.janus->code)
            .member("text", failure.janus->text)
            .end_object();
}

void write_exit(json::Writer& writer, base::ExitCode exit) {
    writer.key("exit").begin_object();
    writer.member("code", static_cast<int>(exit)).member("name", base::name_of(exit)).end_object();
}

void write_snapshot(json::Writer& writer, const core::Snapshot& snapshot) {
    writer.key("self").begin_object();
    write_id(writer, "id", snapshot.id);
    writer.member("display", snapshot.display).member("muted", snapshot.muted).end_object();
    write_id(writer, "room", snapshot.room);
    write_participants(writer, snapshot.participants);
    write_text(writer, "media", snapshot.media);
    writer.member("recording", snapshot.recording);
}

void write_assertion(json::Writer& writer, const core::AssertionChecked& assertion) {
    writer.member("rule", assertion.rule);
    write_optional(writer, "value", assertion.value, 2);
    // As it would be typed, and as a number.
    const auto ms = assertion.window.count();
    writer.member("window",
                  ms % 1000 == 0 ? std::to_string(ms / 1000) + "s" : std::to_string(ms) + "ms");
    writer.member("window_ms", ms).member("ok", assertion.ok);
}

void write_stats(json::Writer& writer, const core::media::Stats& stats) {
    write_optional(writer, "rtt_ms", stats.rtt_ms, 1);
    writer.key("tx").begin_object();
    write_flow(writer, stats.tx);
    write_optional(writer, "jitter_ms", stats.tx_jitter_ms, 1);
    writer.end_object().key("rx").begin_object();
    write_flow(writer, stats.rx);
    write_optional(writer, "jitter_ms", stats.rx_jitter_ms, 1);
    write_optional(writer, "concealed_pct", stats.rx_concealed_pct, 2);
    writer.member("late", stats.rx_late);
    write_optional(writer, "buffer_ms", stats.rx_buffer_ms, 1);
    writer.end_object();
}

void write_result(json::Writer& writer, const Summary& summary) {
    const Summary::Measures& measures = summary.measures();
    writer.member("verdict", name_of(summary.verdict()));
    writer.key("limits").begin_array();
    for (const auto& assertion : measures.assertions) {
        writer.begin_object();
        write_assertion(writer, assertion);
        writer.end_object();
    }
    writer.end_array();
    writer.key("measures").begin_object();
    write_measures(writer, measures);
    writer.end_object().fixed_member("duration_ms", measures.duration_ms, 0);
    if (measures.exit)
        write_exit(writer, *measures.exit);
    if (measures.error) {
        writer.key("error").begin_object();
        write_failure(writer, *measures.error);
        writer.end_object();
    }
}

} // namespace janus_talk::report
