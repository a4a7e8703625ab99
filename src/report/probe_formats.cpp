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

/// Readers of these forms know no "?".
std::string fixed_number(double value, int decimals) {
    return decimal(std::isfinite(value) ? value : 0.0, decimals);
}

/// XML 1.0 allows no control characters, however they are written; harmless() leaves none.
std::string xml(std::string_view text) {
    std::string escaped;
    for (const char c : base::harmless(text)) {
        switch (c) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        default:
            escaped += c;
        }
    }
    return escaped;
}

/// Test cases in the order in which they are added.
class JunitSuite {
public:
    void pass(const std::string& name) { add(name, ""); }

    void fail(const std::string& name, const std::string& why) {
        ++failures_;
        add(name, R"(<failure message=")" + xml(why) + R"("/>)");
    }

    void skip(const std::string& name, const std::string& why) {
        ++skipped_;
        add(name, R"(<skipped message=")" + xml(why) + R"("/>)");
    }

    [[nodiscard]] std::string text(double seconds) const {
        const std::string counts = R"( tests=")" + std::to_string(tests_) + R"(" failures=")" +
                                   std::to_string(failures_) + R"(" errors="0" skipped=")" +
                                   std::to_string(skipped_) + R"(" time=")" +
                                   fixed_number(seconds, 3) + "\"";
        return R"(<?xml version="1.0" encoding="UTF-8"?>)"
               "\n<testsuites>\n"
               R"(  <testsuite name="janus-talk probe")" +
               counts + ">\n" + cases_ + "  </testsuite>\n</testsuites>\n";
    }

private:
    void add(const std::string& name, const std::string& inside) {
        ++tests_;
        cases_ += R"(    <testcase classname="janus-talk.probe" name=")" + xml(name) + "\"";
        cases_ += inside.empty() ? "/>\n" : ">" + inside + "</testcase>\n";
    }

    std::string cases_;
    unsigned tests_ = 0;
    unsigned failures_ = 0;
    unsigned skipped_ = 0;
};

void add_leg_case(JunitSuite& suite, const ProbeLegReport& leg, const ProbeReport& report) {
    const std::string name = leg.name() + " joins and hears";
    const std::string missing{leg.stages().missing()};
    if (leg.failure())
        suite.fail(name, (missing.empty() ? "" : missing + ": ") + leg.failure()->text);
    else if (!missing.empty())
        suite.skip(name, report.failure ? report.failure->text : "It did not come to that.");
    else
        suite.pass(name);
}

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
                 fixed_number(value, 6) + '\n';
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

void add_stage_metrics(PrometheusText& out, const ProbeReport& report) {
    out.describe("stage_seconds", "When a stage of joining was over, from its beginning.");
    for (const auto* leg : {&report.talker, &report.listener}) {
        const ProbeStages& stages = leg->stages();
        const auto add = [&](const char* stage, const std::optional<double>& ms) {
            if (ms)
                out.value(*ms / 1000, "leg=\"" + leg->name() + "\",stage=\"" + stage + "\"");
        };
        add("connected", stages.connected);
        add("created", stages.created);
        add("attached", stages.attached);
        add("joined", stages.joined);
        add("answered", stages.answered);
        add("ice", stages.ice);
        add("dtls", stages.dtls);
        add("up", stages.up);
        add("first_audio", stages.first_audio);
    }
}

std::optional<double> heard_delay(const ProbeReport& report) {
    const auto& voice = report.measures.voice;
    return voice && voice->found > 0 ? std::optional{voice->delay_ms.p95} : std::nullopt;
}

bool is_above(const std::optional<double>& value, const std::optional<double>& limit) {
    return value && limit && *value > *limit;
}

std::string threshold(const std::optional<double>& ms) {
    return ms ? fixed_number(*ms, 0) : std::string{};
}

std::string performance_data(const ProbeReport& report) {
    std::string data;
    const auto add = [&](const char* name, std::optional<double> value, const std::string& rest) {
        if (value)
            data += std::string(data.empty() ? "" : " ") + name + '=' + fixed_number(*value, 2) +
                    rest;
    };
    add("delay",
        heard_delay(report),
        "ms;" + threshold(report.warning_ms) + ';' + threshold(report.critical_ms) + ";0");
    if (heard_delay(report))
        add("jitter", report.measures.voice->jitter_ms, "ms;;;0");
    add("loss", report.measures.loss_pct, "%;;;0;100");
    if (report.measures.voice)
        add("missing", report.measures.voice->missing_pct(), "%;;;0;100");
    add("mos", report.measures.mos, ";;;1;5");
    add("join", report.measures.join_ms, "ms;;;0");
    return data;
}

} // namespace

std::string probe_junit(const ProbeReport& report) {
    JunitSuite suite;
    for (const auto* leg : {&report.talker, &report.listener}) {
        if (!leg->name().empty())
            add_leg_case(suite, *leg, report);
    }
    const auto reasons = reasons_of(report);
    const std::string why = reasons.empty() ? std::string{} : reasons.front();
    const bool heard = heard_delay(report).has_value();
    // A run without a verdict is no success either.
    if (heard && !report.failure && report.verdict.outcome != measure::Outcome::inconclusive)
        suite.pass("voice is heard");
    else
        suite.fail("voice is heard", why);
    for (const auto& check : report.verdict.checks) {
        const std::string name = check.name + " " + fixed_number(check.limit, 2) + check.unit;
        if (check.ok())
            suite.pass(name);
        else if (check.value)
            suite.fail(name, "measured were " + fixed_number(*check.value, 2) + " " + check.unit);
        else if (heard && !report.failure)
            suite.fail(name, "It could not be measured.");
        else
            suite.skip(name, "It could not be measured.");
    }
    return suite.text(report.duration_ms / 1000);
}

std::string probe_prometheus(const ProbeReport& report) {
    // A new number each time would be a new series each time.
    const bool is_named = report.room != base::RoomId{} && !report.room_is_made;
    PrometheusText out{is_named ? report.room.text() : ""};
    out.metric("success", "1 if all limits were kept, otherwise 0.", report.exit == ExitCode::ok);
    out.metric("exit_code", "Exit status of the probe.", static_cast<int>(report.exit));
    out.metric("duration_seconds", "How long it took.", report.duration_ms / 1000);
    if (report.measures.voice)
        add_voice_metrics(out, *report.measures.voice);
    if (report.measures.loss_pct)
        out.metric("loss_ratio", "Packets lost on the whole way.", *report.measures.loss_pct / 100);
    if (report.measures.mos)
        out.metric("mos", "Mean opinion score by the E-model.", *report.measures.mos);
    if (report.talker.stages().connected || report.listener.stages().connected)
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
    const auto delay = heard_delay(report);
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
    } else if (const auto delay = heard_delay(report)) {
        line += " - delay " + fixed_number(*delay, 0) + " ms (p95)";
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
