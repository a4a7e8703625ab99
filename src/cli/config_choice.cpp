// SPDX-License-Identifier: MIT
#include "cli/config_choice.hpp"

#include <CLI/CLI.hpp>

#include <cstdlib>

namespace janus_talk::cli {

namespace {

constexpr const char* config_group = "Configuration";
constexpr const char* config_text = "Configuration file instead of the user's and the system's";
constexpr const char* profile_text = "Settings of [profile.NAME] in it";

std::string from_environment(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string{} : std::string{value};
}

/// The last word counts, as with every option.
std::string typed(const CLI::App& command, const std::string& name, const char* variable) {
    for (const CLI::App* app = &command; app != nullptr; app = app->get_parent()) {
        const CLI::Option* const option = app->get_option_no_throw(name);
        if (option != nullptr && option->count() > 0 && !option->results().back().empty())
            return option->results().back();
    }
    return from_environment(variable);
}

/// Only absolute paths count in these variables.
/// @source XDG Base Directory Specification
std::string user_folder() {
    const std::string config = from_environment("XDG_CONFIG_HOME");
    if (config.starts_with('/'))
        return config;
    const std::string home = from_environment("HOME");
    return home.starts_with('/') ? home + "/.config" : std::string{};
}

} // namespace

void bind_config_choice(CLI::App& command) {
    if (command.get_option_no_throw("--config") != nullptr)
        return;
    const auto accept = [](const CLI::results_t&) { return true; };
    command.add_option("--config", accept, config_text)
            ->type_name("FILE")
            ->expected(1)
            ->group(config_group);
    command.add_option("--profile", accept, profile_text)
            ->type_name("NAME")
            ->expected(1)
            ->group(config_group);
}

void bind_config_choice(CLI::App& program, const std::function<void()>& on_parsed) {
    // CLI11 looks at the program's own options first, after it has read the environment of all, and
    // a forced one is always looked at.
    const auto parsed = [on_parsed](const CLI::results_t&) {
        on_parsed();
        return true;
    };
    program.add_option("--config", parsed, config_text)
            ->type_name("FILE")
            ->expected(1)
            ->force_callback()
            ->group(config_group);
    program.add_option(
                   "--profile", [](const CLI::results_t&) { return true; }, profile_text)
            ->type_name("NAME")
            ->expected(1)
            ->group(config_group);
}

ConfigChoice config_choice(const CLI::App& command) {
    return {typed(command, "--config", "JANUS_TALK_CONFIG"),
            typed(command, "--profile", "JANUS_TALK_PROFILE")};
}

std::vector<std::string> config_paths(const ConfigChoice& choice) {
    if (!choice.file.empty())
        return {choice.file};
    std::vector<std::string> paths;
    const std::string folder = user_folder();
    if (!folder.empty())
        paths.push_back(folder + "/janus-talk/config.toml");
    paths.emplace_back("/etc/janus-talk/config.toml");
    return paths;
}

} // namespace janus_talk::cli
