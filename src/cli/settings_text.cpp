// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "cli/option_facts.hpp"
#include "cli/settings.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cctype>

namespace janus_talk::cli {

namespace {

constexpr std::size_t comment_column = 36;

bool is_number(const std::string& text) {
    constexpr std::size_t longest = 18; // fits into the 64 bits of TOML
    return !text.empty() && text.size() <= longest && (text == "0" || text.front() != '0') &&
           std::all_of(
                   text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::string literal(const std::string& value) {
    if (is_number(value))
        return value;
    std::string text = "\"";
    for (const char c : base::harmless(value, 4096)) {
        if (c == '"' || c == '\\')
            text += '\\';
        text += c;
    }
    return text + "\"";
}

std::string value_text(const Setting& setting) {
    const CLI::Option& option = *setting.option;
    if (is_counter(option)) {
        std::int64_t count = 0;
        for (const auto& value : setting.values)
            count += CLI::detail::to_flag_value(value);
        return std::to_string(count);
    }
    if (is_flag(option))
        return CLI::detail::to_flag_value(setting.values.back()) > 0 ? "true" : "false";
    if (setting.values.size() == 1)
        return literal(setting.values.front());
    std::string text;
    for (const auto& value : setting.values)
        text += (text.empty() ? "[" : ", ") + literal(value);
    return text + "]";
}

} // namespace

std::string settings_text(const std::vector<Setting>& settings, bool with_origin) {
    std::string text;
    for (const auto& setting : settings) {
        if (!setting.is_set())
            continue;
        std::string line = config_key(*setting.option) + " = " + value_text(setting);
        if (with_origin) {
            line.resize(std::max(line.size() + 1, comment_column), ' ');
            line += "# " + setting.origin;
        }
        text += line + "\n";
    }
    return text;
}

} // namespace janus_talk::cli
