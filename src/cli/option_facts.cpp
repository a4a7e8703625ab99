// SPDX-License-Identifier: MIT
#include "cli/option_facts.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace janus_talk::cli {

namespace {

constexpr std::string_view mask = "***";

/// --help and what says where the configuration is can't stand in it; a dry run is of one command
/// line.
bool is_configured(const std::string& name) {
    return name != "help" && name != "version" && name != "config" && name != "profile" &&
           name != "dry-run";
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool excludes(const CLI::Option& option, const std::string& name) {
    const auto others = option.get_excludes();
    return std::any_of(others.begin(), others.end(), [&](const CLI::Option* other) {
        return other->check_lname(name);
    });
}

/// A query may hold a token; that of a relay says only how it is reached.
std::string without_query(const CLI::Option& option, const std::string& value) {
    const auto query = option.get_type_name() == "URL" ? value.find('?') : std::string::npos;
    return query == std::string::npos ? value : value.substr(0, query + 1).append(mask);
}

/// Where the password of a URI begins and ends: turn:USER:PASSWORD@HOST, wss://USER:PASSWORD@HOST.
std::pair<std::size_t, std::size_t> password_in(const std::string& uri) {
    const auto scheme = uri.find(':');
    const auto at = uri.rfind('@');
    if (scheme == std::string::npos || at == std::string::npos || at < scheme)
        return {0, 0};
    auto begin = scheme + 1;
    while (begin < at && uri[begin] == '/')
        ++begin;
    const auto colon = uri.find(':', begin);
    return colon < at ? std::pair{colon + 1, at} : std::pair{begin, at};
}

} // namespace

std::string config_key(const CLI::Option& option) {
    const auto& names = option.get_lnames();
    return names.empty() || !is_configured(names.front()) ? std::string{} : names.front();
}

CLI::Option* find_by_key(CLI::App& command, const std::string& key) {
    if (key.empty() || !is_configured(key))
        return nullptr;
    for (CLI::Option* const option : command.get_options()) {
        if (contains(option->get_lnames(), key) && !contains(option->get_fnames(), key))
            return option;
    }
    return nullptr;
}

bool is_negation_key(const CLI::App& command, const std::string& key) {
    const auto options = command.get_options();
    return std::any_of(options.begin(), options.end(), [&](const CLI::Option* option) {
        return contains(option->get_fnames(), key);
    });
}

bool is_flag(const CLI::Option& option) {
    return option.get_items_expected_max() == 0 || option.get_type_size_max() == 0;
}

bool is_counter(const CLI::Option& option) {
    return is_flag(option) && option.get_fnames().empty();
}

bool is_repeatable(const CLI::Option& option) {
    return !is_flag(option) && option.get_items_expected_max() > 1;
}

bool is_secret(const CLI::Option& option) {
    const std::string key = config_key(option);
    return !key.empty() && excludes(option, key + "-file");
}

bool is_secret_file(const CLI::Option& option) {
    const std::string key = config_key(option);
    return key.ends_with("-file") && excludes(option, key.substr(0, key.size() - 5));
}

bool holds_secret(const CLI::Option& option, const std::string& value) {
    return is_secret(option) || masked(option, value) != value;
}

std::string masked(const CLI::Option& option, const std::string& value) {
    if (is_secret(option))
        return std::string{mask};
    if (option.get_type_name() != "URI" && option.get_type_name() != "URL")
        return value;
    const std::string shown = without_query(option, value);
    const auto [begin, end] = password_in(shown);
    return begin == end ? shown : shown.substr(0, begin).append(mask).append(shown, end);
}

bool takes_file(const CLI::Option& option) {
    return option.get_type_name().starts_with("FILE") || option.get_type_name() == "DIR" ||
           option.check_lname("input") || option.check_lname("output") ||
           option.check_name("INPUT");
}

std::vector<std::string> choices(const CLI::Option& option) {
    // CLI11 appends what a check says about itself: "auto|always|never:{auto,always,never}".
    const std::string type = option.get_type_name();
    const auto open = type.find('{');
    const auto close = type.find('}');
    if (open != std::string::npos && close != std::string::npos && open < close)
        return CLI::detail::split(type.substr(open + 1, close - open - 1), ',');
    if (type.find('|') == std::string::npos)
        return {};
    std::vector<std::string> words;
    for (auto& word : CLI::detail::split(type.substr(0, type.find(':')), '|')) {
        // What is in capitals stands for something else.
        if (!word.empty() && std::islower(static_cast<unsigned char>(word.front())) != 0)
            words.push_back(std::move(word));
    }
    return words;
}

std::string environment_name(const std::string& key) {
    std::string name = "JANUS_TALK_";
    for (const char c : key)
        name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return name;
}

std::string command_path(const CLI::App& command) {
    if (command.get_parent() == nullptr)
        return {};
    const std::string before = command_path(*command.get_parent());
    return before.empty() ? command.get_name() : before + " " + command.get_name();
}

std::vector<CLI::App*> leaves(CLI::App& app) {
    std::vector<CLI::App*> found;
    // The filter makes the difference between all commands and those that were typed.
    for (CLI::App* const command : app.get_subcommands([](CLI::App*) { return true; })) {
        const auto below = leaves(*command);
        if (below.empty())
            found.push_back(command);
        found.insert(found.end(), below.begin(), below.end());
    }
    return found;
}

std::vector<CLI::App*> visible_commands(CLI::App& app) {
    return app.get_subcommands(
            [](const CLI::App* command) { return !command->get_group().empty(); });
}

CLI::App* find_command(CLI::App& root, const std::vector<std::string>& words) {
    CLI::App* command = &root;
    for (const auto& word : words) {
        const auto found = command->get_subcommands(
                [&word](const CLI::App* candidate) { return candidate->get_name() == word; });
        if (found.empty())
            return nullptr;
        command = found.front();
    }
    return command;
}

} // namespace janus_talk::cli
