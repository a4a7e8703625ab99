// SPDX-License-Identifier: MIT
#include "cli/settings.hpp"

#include "base/failure.hpp"
#include "base/text.hpp"
#include "cli/command_tree.hpp"
#include "cli/config_check.hpp"
#include "cli/option_facts.hpp"
#include "cli/suggestion.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdlib>

namespace janus_talk::cli {

namespace {

[[noreturn]] void reject(std::string text, std::string hint) {
    throw base::Error({base::ExitCode::usage, std::move(text), std::move(hint), {}});
}

[[noreturn]] void reject(const ConfigProblem& problem) {
    reject(problem.message(), problem.hint);
}

bool is_in_environment(const std::string& variable) {
    const char* const value = std::getenv(variable.c_str());
    return value != nullptr && *value != '\0';
}

bool is_of_secret(const CLI::Option& option) {
    return is_secret(option) || is_secret_file(option);
}

std::string place(const ConfigFile& file, const ConfigValue& value) {
    const std::string profile = value.section.profile;
    return base::harmless(file.path) + ":" + std::to_string(value.line) +
           (profile.empty() ? "" : ", profile " + base::harmless(profile, 64));
}

std::vector<std::string> words_of(const CLI::App& command) {
    return CLI::detail::split_up(command_path(command));
}

void give_secret(const CLI::Option& option, const ConfigValue& value) {
    // As a value of the option it would be taken for one that `ps` has shown, and be warned about.
    // The same way as the environment's it is read once and overwritten.
    const std::string text = CLI::detail::join(value.texts, "\n");
    setenv(environment_name(config_key(option)).c_str(), text.c_str(), 1);
}

std::vector<std::string> default_of(const CLI::Option& option) {
    const std::string text = option.get_default_str();
    if (text == unset_text)
        return {};
    if (!text.empty())
        return {text};
    return is_flag(option) && !is_counter(option) ? std::vector<std::string>{"false"}
                                                  : std::vector<std::string>{};
}

} // namespace

Settings::Settings(ConfigChoice choice) : choice_(std::move(choice)) {
    try {
        for (const auto& path : config_paths(choice_)) {
            auto file = read_config_file(path);
            if (file)
                files_.push_back(std::move(*file));
            else if (!choice_.file.empty())
                reject("There is no configuration file " + base::harmless(path) + ".", "");
        }
    } catch (const ConfigProblem& problem) {
        reject(problem);
    }
    check_profile();
    if (files_.empty())
        return;
    const WholeProgram whole = make_whole_program();
    for (const auto& file : files_) {
        const auto problems = check_names(file, *whole.app);
        if (problems.empty())
            continue;
        auto hint = problems.front().hint;
        if (problems.size() > 1)
            hint += (hint.empty() ? "" : " ") +
                    std::string{"All problems: janus-talk config check"};
        reject(problems.front().message(), hint);
    }
}

void Settings::check_profile() const {
    if (choice_.profile.empty())
        return;
    const auto known = profiles();
    if (std::find(known.begin(), known.end(), choice_.profile) != known.end())
        return;
    const std::string meant = nearest(choice_.profile, known);
    std::string hint = meant.empty() ? "Profiles stand in the configuration file: [profile.NAME]"
                                     : "Did you mean " + meant + "?";
    reject("There is no profile '" + base::harmless(choice_.profile, 64) + "'.", hint);
}

std::vector<std::string> Settings::profiles() const {
    std::set<std::string> names;
    for (const auto& file : files_) {
        for (const auto& table : file.tables) {
            if (!table.section.profile.empty())
                names.insert(table.section.profile);
        }
    }
    return {names.begin(), names.end()};
}

std::vector<Settings::Layer> Settings::layers(const CLI::App& command) const {
    std::vector<std::string> profiles{""};
    if (!choice_.profile.empty())
        profiles.insert(profiles.begin(), choice_.profile);
    std::vector<Layer> found;
    for (const auto& profile : profiles) {
        for (const auto& file : files_) {
            ConfigSection section{profile, words_of(command)};
            while (true) {
                Layer layer;
                for (const auto& value : file.values) {
                    if (value.section == section)
                        layer.push_back({&file, &value});
                }
                found.push_back(std::move(layer));
                if (section.command.empty())
                    break;
                section.command.pop_back();
            }
        }
    }
    return found;
}

void Settings::note_given(const CLI::App& command,
                          const std::function<bool(const CLI::Option&)>& was_typed) {
    for (const CLI::Option* const option : command.get_options()) {
        const std::string variable = environment_name(config_key(*option));
        if (option->count() > 0)
            origins_[option] = was_typed(*option) ? "command line" : variable;
        // The secrets read the environment themselves, and take it away.
        else if (is_of_secret(*option) && is_in_environment(variable))
            origins_[option] = variable;
    }
}

bool Settings::is_taken(const CLI::Option& option) const {
    if (origins_.contains(&option))
        return true;
    const auto others = option.get_excludes();
    return std::any_of(others.begin(), others.end(), [this](const CLI::Option* other) {
        return origins_.contains(other);
    });
}

void Settings::apply(CLI::App& command, const std::function<bool(const CLI::Option&)>& was_typed) {
    note_given(command, was_typed);
    for (const auto& layer : layers(command))
        apply(command, layer);
}

void Settings::apply(CLI::App& command, const Layer& layer) {
    // What excludes each other within one place is a contradiction, and not for us to decide.
    std::vector<std::pair<CLI::Option*, Found>> wanted;
    for (const auto& found : layer) {
        CLI::Option* const option = find_by_key(command, found.value->key);
        if (option != nullptr && !is_taken(*option))
            wanted.emplace_back(option, found);
    }
    for (const auto& [option, found] : wanted) {
        for (const CLI::Option* const other : option->get_excludes()) {
            if (origins_.contains(other))
                reject({found.file->path,
                        found.value->line,
                        found.value->key + " and " + config_key(*other) + " exclude each other",
                        {}});
        }
        origins_[option] = place(*found.file, *found.value);
        if (is_of_secret(*option)) {
            give_secret(*option, *found.value);
            continue;
        }
        try {
            give(*option, *found.file, *found.value);
        } catch (const ConfigProblem& problem) {
            reject(problem);
        }
    }
}

void Settings::apply_with_environment(CLI::App& command) {
    for (CLI::Option* const option : command.get_options()) {
        const char* const value = std::getenv(option->get_envname().c_str());
        if (option->get_envname().empty() || value == nullptr || *value == '\0')
            continue;
        try {
            option->add_result(std::string{value});
            option->run_callback();
        } catch (const CLI::Error& error) {
            reject(option->get_envname() + ": " + base::harmless(error.what(), 1000), "");
        }
    }
    apply(command, [](const CLI::Option&) { return false; });
}

std::vector<Setting> Settings::list(const CLI::App& command) const {
    std::vector<Setting> settings;
    for (const CLI::Option* const option : command.get_options()) {
        if (config_key(*option).empty())
            continue;
        Setting setting{option, {}, "default"};
        const auto origin = origins_.find(option);
        if (origin != origins_.end()) {
            setting.origin = origin->second;
            setting.values = option->results();
            if (is_of_secret(*option) && setting.values.empty()) {
                const char* const value =
                        std::getenv(environment_name(config_key(*option)).c_str());
                setting.values = {value == nullptr ? std::string{} : std::string{value}};
            }
        } else {
            setting.values = default_of(*option);
        }
        for (auto& value : setting.values)
            value = masked(*option, value);
        settings.push_back(std::move(setting));
    }
    return settings;
}

} // namespace janus_talk::cli
