// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "report/probe_formats.hpp"
#include "report/words.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace janus_talk::report {

namespace {

/// For text without control characters, of which XML 1.0 allows none, however they are written.
std::string in_xml(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
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

std::string attribute(std::string_view name, std::string_view value) {
    return ' ' + std::string(name) + "=\"" + in_xml(base::harmless(value)) + '"';
}

/// Readers take it for local time or for UTC; they want no zone.
std::string timestamp(std::chrono::system_clock::time_point wall) {
    constexpr std::string_view form = "2026-01-31T12:59:59";
    return to_rfc3339(wall).substr(0, form.size());
}

/// Test cases in the order in which they are added.
class JunitSuite {
public:
    void pass(const std::string& name, double seconds = 0) { add(name, seconds, ""); }

    void fail(const std::string& name, const std::string& type, const std::string& why) {
        ++failures_;
        add(name, 0, "<failure" + attribute("message", why) + attribute("type", type) + "/>");
    }

    void skip(const std::string& name, const std::string& why) {
        ++skipped_;
        add(name, 0, "<skipped" + attribute("message", why) + "/>");
    }

    /// With everything that the strictest readers want: Ant's schema.
    [[nodiscard]] std::string text(const ProbeReport& report) const {
        std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite";
        text += attribute("name", "janus-talk probe") + attribute("package", "janus-talk") +
                attribute("id", "0") + attribute("timestamp", timestamp(report.began)) +
                attribute("hostname", report.machine.empty() ? "localhost" : report.machine);
        text += attribute("tests", std::to_string(tests_)) +
                attribute("failures", std::to_string(failures_)) + attribute("errors", "0") +
                attribute("skipped", std::to_string(skipped_)) +
                attribute("time", plain_number(report.duration_ms / 1000, 3)) + ">\n";
        text += "    <properties>\n" + property("verdict", verdict_name(report)) +
                property("exit", base::name_of(report.exit)) + "    </properties>\n" + cases_;
        return text + "    <system-out>" + in_xml(probe_text(report)) +
               "</system-out>\n    <system-err/>\n  </testsuite>\n</testsuites>\n";
    }

private:
    static std::string property(std::string_view name, std::string_view value) {
        return "      <property" + attribute("name", name) + attribute("value", value) + "/>\n";
    }

    void add(const std::string& name, double seconds, const std::string& inside) {
        ++tests_;
        cases_ += "    <testcase" + attribute("classname", "janus-talk.probe") +
                  attribute("name", name) + attribute("time", plain_number(seconds, 3));
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
        suite.fail(name,
                   missing.empty() ? std::string{"call"} : missing,
                   (missing.empty() ? "" : missing + ": ") + leg.failure()->text);
    else if (!missing.empty())
        suite.skip(name, report.failure ? report.failure->text : "It did not come to that.");
    else
        suite.pass(name, leg.stages().first_audio.value_or(0) / 1000);
}

void add_limit_case(JunitSuite& suite, const measure::Check& check, bool was_measured) {
    const std::string name = check.name + " " + plain_number(check.limit, 2) + check.unit;
    if (check.ok())
        suite.pass(name);
    else if (check.value)
        suite.fail(name,
                   check.name,
                   "measured were " + plain_number(*check.value, 2) + " " + check.unit);
    else if (was_measured)
        suite.fail(name, check.name, "It could not be measured.");
    else
        suite.skip(name, "It could not be measured.");
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
    const bool was_measured = delay_of(report) && !report.failure;
    // A run without a verdict is no success either.
    if (was_measured && report.verdict.outcome != measure::Outcome::inconclusive)
        suite.pass("voice is heard");
    else
        suite.fail("voice is heard", "voice", why);
    for (const auto& check : report.verdict.checks)
        add_limit_case(suite, check, was_measured);
    return suite.text(report);
}

} // namespace janus_talk::report
