// SPDX-License-Identifier: MIT
#include "report/probe_formats.hpp"

#include "base/text.hpp"
#include "json/document.hpp"
#include "report/words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace janus_talk::report {

namespace {

using base::ExitCode;

/// Metrics of one run: a name is described once, before its first value.
class PrometheusText {
public:
    explicit PrometheusText(const std::string& room) : room_("room=\"" + escape(room) + "\"") {}

    void describe(std::string name, const char* help) {
        name_ = "janus_talk_probe_" + std::move(name);
        text_ += "# HELP " + name_ + ' ' + help + "\n# TYPE " + name_ + " gauge\n";
    }

    void value(double value, const std::string& labels = {}) {
        text_ += name_ + '{' + room_ + (labels.empty() ? "" : ",") + labels + "} " +
                 plain_number(value, 6) + '\n';
    }

    void metric(const char* name, const char* help, double number) {
        describe(name, help);
        value(number);
    }

    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    static std::string escape(const std::string& label) {
        std::string escaped;
        for (const char c : base::harmless(label)) {
            if (c == '\\' || c == '"')
                escaped += '\\';
            escaped += c;
        }
        return escaped;
    }

    std::string room_;
    std::string name_;
    std::string text_;
};

void add_voice_metrics(PrometheusText& out, const measure::VoiceFigures& voice) {
    out.metric("markers_sent", "Pieces of marked voice that were sent.", double(voice.sent));
    out.metric("missing_ratio",
               "Share of the marked voice that was not heard.",
               voice.missing_pct() / 100);
    if (voice.found == 0)
        return;
    out.describe("delay_seconds", "Mouth to ear, devices excluded.");
    out.value(voice.delay_ms.min / 1000, "statistic=\"min\"");
    out.value(voice.delay_ms.p50 / 1000, "statistic=\"p50\"");
    out.value(voice.delay_ms.p95 / 1000, "statistic=\"p95\"");
    out.value(voice.delay_ms.max / 1000, "statistic=\"max\"");
    out.metric("jitter_seconds", "Mean change of the delay.", voice.jitter_ms / 1000);
    out.metric("gaps", "Times without voice where there should have been.", double(voice.gaps));
    out.metric("longest_gap_seconds", "The longest of them.", voice.longest_gap_ms / 1000);
    out.metric("level_error_decibels", "Heard against sent.", voice.level_error_db);
    out.metric("snr_decibels", "Voice against noise.", voice.snr_db);
}

void add_loss_metrics(PrometheusText& out, const ProbeReport& report) {
    out.metric("loss_ratio", "Packets lost on the whole way.", *report.measures.loss_pct / 100);
    if (const auto losses = losses_of_way(report.talker, report.listener)) {
        out.describe("way_loss_ratio", "Packets lost on each half of it.");
        out.value(losses->up / 100, "way=\"up\"");
        out.value(losses->down / 100, "way=\"down\"");
    }
    const auto& stats = report.listener.stats();
    if (stats && stats->rx_concealed_pct)
        out.metric("concealed_ratio",
                   "Share of what was played that was made up.",
                   *stats->rx_concealed_pct / 100);
}

void add_part_metrics(PrometheusText& out, const DelayParts& parts) {
    out.describe("delay_part_seconds", "What the delay is made of, as far as it is known.");
    const auto add = [&out](const char* name, const std::optional<double>& ms) {
        if (ms)
            out.value(*ms / 1000, std::string("part=\"") + name + '"');
    };
    add("framing", parts.framing);
    add("look_ahead", parts.look_ahead);
    add("network_up", parts.network_up);
    add("network_down", parts.network_down);
    add("server_queue", parts.server_queue);
    add("playout", parts.playout);
    add("rest", parts.rest);
}

void add_stage_metrics(PrometheusText& out, const ProbeReport& report) {
    out.describe("stage_seconds", "When a stage of joining was over, from its beginning.");
    for (const auto* leg : {&report.talker, &report.listener}) {
        for (const ProbeStage& stage : leg->stages().all()) {
            if (stage.ms)
                out.value(*stage.ms / 1000,
                          "leg=\"" + leg->name() + "\",stage=\"" + std::string(stage.name) + "\"");
        }
    }
}

bool is_above(const std::optional<double>& value, const std::optional<double>& limit) {
    return value && limit && *value > *limit;
}

std::string threshold(const std::optional<double>& ms) {
    return ms ? plain_number(*ms, 0) : std::string{};
}

std::string performance_data(const ProbeReport& report) {
    std::string data;
    const auto add = [&](const char* name, std::optional<double> value, const std::string& rest) {
        if (value)
            data += std::string(data.empty() ? "" : " ") + name + '=' + plain_number(*value, 2) +
                    rest;
    };
    add("delay",
        delay_of(report),
        "ms;" + threshold(report.warning_ms) + ';' + threshold(report.critical_ms) + ";0");
    if (delay_of(report))
        add("jitter", report.measures.voice->jitter_ms, "ms;;;0");
    add("loss", report.measures.loss_pct, "%;;;0;100");
    if (report.measures.voice)
        add("missing", report.measures.voice->missing_pct(), "%;;;0;100");
    add("mos", report.measures.mos, ";;;1;5");
    add("join", report.measures.join_ms, "ms;;;0");
    return data;
}

} // namespace

std::string probe_prometheus(const ProbeReport& report) {
    // A new number each time would be a new series each time.
    const bool is_named = report.room != base::RoomId{} && !report.room_is_made;
    PrometheusText out{is_named ? report.room.text() : ""};
    out.metric("success", "1 if all limits were kept, otherwise 0.", report.exit == ExitCode::ok);
    out.metric("exit_code", "Exit status of the probe.", static_cast<int>(report.exit));
    out.metric("duration_seconds", "How long it took.", report.duration_ms / 1000);
    if (report.measures.voice)
        add_voice_metrics(out, *report.measures.voice);
    if (delay_of(report))
        add_part_metrics(out, delay_parts(report));
    if (report.measures.loss_pct)
        add_loss_metrics(out, report);
    if (report.measures.mos)
        out.metric("mos", "Mean opinion score by the E-model.", *report.measures.mos);
    if (report.talker.stages().connection.dns || report.listener.stages().connection.dns)
        add_stage_metrics(out, report);
    return out.take();
}

std::string nagios_text(std::string_view text) {
    std::string plain = base::harmless(text);
    std::replace(plain.begin(), plain.end(), '|', '/');
    return plain;
}

ExitCode nagios_status(const ProbeReport& report) {
    constexpr auto ok = ExitCode{0};
    constexpr auto warning = ExitCode{1};
    constexpr auto critical = ExitCode{2};
    switch (report.exit) {
    case ExitCode::usage:
    case ExitCode::device:
    case ExitCode::internal:
    case ExitCode::interrupted:
    case ExitCode::terminated:
        return nagios_unknown;
    default:
        break;
    }
    if (!report.failure && report.verdict.outcome == measure::Outcome::inconclusive)
        return nagios_unknown;
    const auto delay = delay_of(report);
    if (report.exit != ExitCode::ok || is_above(delay, report.critical_ms))
        return critical;
    return is_above(delay, report.warning_ms) ? warning : ok;
}

std::string probe_nagios(const ProbeReport& report) {
    constexpr std::array<const char*, 4> states{"OK", "WARNING", "CRITICAL", "UNKNOWN"};
    std::string line = "PROBE ";
    line += states.at(static_cast<std::size_t>(nagios_status(report)));
    const auto reasons = reasons_of(report);
    if (!reasons.empty()) {
        line += " - " + nagios_text(reasons.front());
    } else if (const auto delay = delay_of(report)) {
        line += " - delay " + plain_number(*delay, 0) + " ms (p95)";
    }
    const std::string data = performance_data(report);
    return line + (data.empty() ? "" : " | " + data) + '\n';
}

std::optional<double> delay_of_baseline(std::string_view text) {
    const auto parsed = json::parse(text);
    const auto* document = std::get_if<json::Document>(&parsed);
    if (document == nullptr)
        return std::nullopt;
    const auto measures = document->root().member("measures");
    const auto delay = measures ? measures->member("delay_ms") : std::nullopt;
    const auto p50 = delay ? delay->member("p50") : std::nullopt;
    const auto number = p50 ? p50->number() : std::nullopt;
    return number && *number > 0 ? number : std::nullopt;
}

} // namespace janus_talk::report
