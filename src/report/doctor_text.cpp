// SPDX-License-Identifier: MIT
#include "report/doctor_text.hpp"

#include "base/exit_code.hpp"
#include "base/text.hpp"
#include "json/writer.hpp"

#include <algorithm>
#include <string_view>

namespace janus_talk::report {

namespace {

using core::Finding;
using core::Layer;
using core::Outcome;

/// As much as a sentence with a list of addresses needs.
constexpr std::size_t longest_fact = 600;

const char* word_of(Outcome outcome) {
    switch (outcome) {
    case Outcome::ok:
        return "ok";
    case Outcome::warning:
        return "warning";
    case Outcome::failed:
        return "failed";
    case Outcome::skipped:
        return "skipped";
    }
    return "failed";
}

const char* mark_of(Outcome outcome) {
    switch (outcome) {
    case Outcome::ok:
        return "ok  ";
    case Outcome::warning:
        return "WARN";
    case Outcome::failed:
        return "FAIL";
    case Outcome::skipped:
        return "skip";
    }
    return "FAIL";
}

std::string padded(std::string text, std::size_t width, bool right) {
    const std::string blanks(width - std::min(width, text.size()), ' ');
    return right ? blanks + text : text + blanks;
}

/// Sentences of others may end in a line break.
std::string one_line(const std::string& text) {
    return base::harmless(text, longest_fact);
}

std::string status_words(base::ExitCode exit) {
    return " (exit status " + std::to_string(static_cast<int>(exit)) + ", " +
           std::string{base::name_of(exit)} + ").\n";
}

} // namespace

const char* name_of(Layer layer) {
    switch (layer) {
    case Layer::configuration:
        return "configuration";
    case Layer::dns:
        return "dns";
    case Layer::tcp:
        return "tcp";
    case Layer::tls:
        return "tls";
    case Layer::websocket:
        return "websocket";
    case Layer::janus:
        return "janus";
    case Layer::audiobridge:
        return "audiobridge";
    case Layer::room:
        return "room";
    case Layer::auth:
        return "auth";
    case Layer::gathering:
        return "ice-gathering";
    case Layer::stun:
        return "stun";
    case Layer::turn:
        return "turn";
    case Layer::connectivity:
        return "connectivity";
    case Layer::dtls:
        return "dtls";
    case Layer::rtp:
        return "rtp";
    case Layer::devices:
        return "devices";
    case Layer::plugins:
        return "plugins";
    }
    return "plugins";
}

std::string doctor_line(const Finding& finding) {
    constexpr std::size_t name_width = 14;
    constexpr std::size_t time_width = 6;
    const std::string time = finding.took ? std::to_string(finding.took->count()) : "";
    std::string text = std::string{mark_of(finding.outcome)} + "  " +
                       padded(name_of(finding.layer), name_width, false) +
                       padded(time, time_width, true) + (finding.took ? " ms  " : "     ") +
                       one_line(finding.fact) + "\n";
    if (!finding.guess.empty())
        text += "      perhaps: " + one_line(finding.guess) + "\n";
    if (!finding.advice.empty())
        text += "      try: " + one_line(finding.advice) + "\n";
    return text;
}

const Finding* first_failure(const std::vector<Finding>& findings) {
    const auto found = std::find_if(findings.begin(), findings.end(), [](const Finding& one) {
        return one.outcome == Outcome::failed;
    });
    return found == findings.end() ? nullptr : &*found;
}

std::string doctor_summary(const std::vector<Finding>& findings,
                           std::optional<base::ExitCode> interrupted) {
    const Finding* const failure = first_failure(findings);
    if (interrupted) {
        const std::string so_far = failure == nullptr
                                           ? ""
                                           : std::string{"The first layer that fails: "} +
                                                     name_of(failure->layer) + ". ";
        return so_far + "Not all was looked at" + status_words(*interrupted);
    }
    if (failure != nullptr) {
        return std::string{"The first layer that fails: "} + name_of(failure->layer) +
               status_words(failure->exit);
    }
    const auto warnings = std::count_if(findings.begin(), findings.end(), [](const Finding& one) {
        return one.outcome == Outcome::warning;
    });
    return warnings == 0 ? "All is well.\n"
                         : "It works; warnings: " + std::to_string(warnings) + ".\n";
}

std::string doctor_json(const std::vector<Finding>& findings,
                        std::optional<base::ExitCode> interrupted) {
    const Finding* failure = first_failure(findings);
    const auto exit = interrupted.value_or(failure == nullptr ? base::ExitCode::ok : failure->exit);
    json::Writer writer;
    writer.begin_object().key("v").value(1U).key("ok").value(exit == base::ExitCode::ok);
    if (failure != nullptr)
        writer.key("layer").value(name_of(failure->layer));
    writer.key("stages").begin_array();
    for (const Finding& finding : findings) {
        writer.begin_object();
        writer.key("layer").value(name_of(finding.layer));
        writer.key("outcome").value(word_of(finding.outcome));
        if (finding.took)
            writer.key("took_ms").value(static_cast<std::uint64_t>(finding.took->count()));
        writer.key("fact").value(one_line(finding.fact));
        if (!finding.guess.empty())
            writer.key("guess").value(one_line(finding.guess));
        if (!finding.advice.empty())
            writer.key("try").value(one_line(finding.advice));
        writer.end_object();
    }
    writer.end_array().key("exit").begin_object();
    writer.key("code").value(static_cast<std::uint64_t>(exit));
    writer.key("name").value(base::name_of(exit)).end_object().end_object();
    return writer.take();
}

} // namespace janus_talk::report
