// SPDX-License-Identifier: MIT
#include "cli/log_options.hpp"

#include "base/text.hpp"
#include "cli/suggestion.hpp"

#include <CLI/CLI.hpp>

#include <vector>

namespace janus_talk::cli {

namespace {

constexpr const char* log_group = "Log";
/// What loggers are given when only some are named.
constexpr report::LogLevel usual_level = report::LogLevel::info;

std::string
unknown(const char* what, std::string_view typed, const std::vector<std::string>& known) {
    std::string text =
            "there is no " + std::string{what} + " '" + base::harmless(typed, 64) + "'; ";
    if (const std::string meant = nearest(typed, known); !meant.empty())
        return text + "did you mean " + meant + "?";
    text += "there are ";
    for (const auto& name : known)
        text += (&name == &known.front() ? "" : ", ") + name;
    return text;
}

} // namespace

std::variant<report::LogLevels, std::string> parse_log_levels(std::string_view text) {
    struct Single {
        report::Logger logger;
        report::LogLevel level;
    };

    report::LogLevel all = usual_level;
    std::vector<Single> singles;
    while (true) {
        const auto comma = text.find(',');
        const std::string_view item = text.substr(0, comma);
        const auto equals = item.find('=');
        const std::string_view word =
                equals == std::string_view::npos ? item : item.substr(equals + 1);
        const auto level = report::log_level_of(word);
        const bool has_name = equals != std::string_view::npos;
        const auto logger = has_name ? report::logger_of(item.substr(0, equals)) : std::nullopt;
        if (has_name && !logger)
            return unknown("logger", item.substr(0, equals), report::logger_names());
        // A logger without a level is the commonest slip.
        if (!level && !has_name && report::logger_of(word))
            return "'" + std::string{word} +
                   "' is a logger; give it a level: " + std::string{word} + "=debug";
        if (!level)
            return unknown("level", word, report::log_level_names());
        if (logger)
            singles.push_back({*logger, *level});
        else
            all = *level;
        if (comma == std::string_view::npos)
            break;
        text.remove_prefix(comma + 1);
    }
    report::LogLevels levels{all};
    for (const auto& single : singles)
        levels.set(single.logger, single.level);
    return levels;
}

void LogBinding::bind(CLI::App& app) {
    app.add_option("--log-level",
                   levels_,
                   "debug, info, warning, error or off; also of single loggers: "
                   "warning,signaling=debug (app, control, core, janus, media, signaling)")
            ->type_name("LEVELS")
            ->check([](const std::string& text) {
                const auto parsed = parse_log_levels(text);
                const auto* const problem = std::get_if<std::string>(&parsed);
                return problem != nullptr ? *problem : std::string{};
            })
            ->group(log_group);
    app.add_option("--log-file",
                   file_,
                   "Append the log to this file instead of stderr; SIGHUP opens it anew")
            ->type_name("FILE")
            ->group(log_group);
    app.add_option("--log-format", format_, "Lines of text, or JSON objects")
            ->check(CLI::IsMember({"text", "json"}))
            ->type_name("text|json")
            ->capture_default_str()
            ->group(log_group);
}

app::LogOptions LogBinding::resolve() const {
    app::LogOptions resolved;
    if (!levels_.empty())
        resolved.levels = std::get<report::LogLevels>(parse_log_levels(levels_));
    if (!file_.empty())
        resolved.file = file_;
    if (format_ == "json")
        resolved.format = app::LogFormat::json;
    return resolved;
}

} // namespace janus_talk::cli
