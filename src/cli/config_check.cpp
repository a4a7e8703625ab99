// SPDX-License-Identifier: MIT
#include "cli/config_check.hpp"

#include "app/value_meaning.hpp"
#include "base/text.hpp"
#include "cli/option_facts.hpp"
#include "cli/suggestion.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <set>

namespace janus_talk::cli {

namespace {

using ValueKind = ConfigValue::Kind;

std::string did_you_mean(const std::string& typed, const std::vector<std::string>& known) {
    const std::string meant = nearest(typed, known);
    return meant.empty() ? std::string{} : "Did you mean " + meant + "?";
}

std::string in_quotes(const std::string& name) {
    return "'" + base::harmless(name, 64) + "'";
}

std::string path_text(const std::vector<std::string>& words) {
    return CLI::detail::join(words, " ");
}

/// The options with this key among all commands that the section is about.
std::vector<CLI::Option*> takers(CLI::App& section, const std::string& key) {
    auto commands = leaves(section);
    if (commands.empty())
        commands.push_back(&section);
    std::vector<CLI::Option*> options;
    for (CLI::App* const command : commands) {
        if (CLI::Option* const option = find_by_key(*command, key))
            options.push_back(option);
    }
    return options;
}

std::vector<std::string> keys_of(CLI::App& section) {
    auto commands = leaves(section);
    commands.push_back(&section);
    std::set<std::string> keys;
    for (const CLI::App* const command : commands) {
        for (const CLI::Option* const option : command->get_options()) {
            if (std::string key = config_key(*option); !key.empty())
                keys.insert(std::move(key));
        }
    }
    return {keys.begin(), keys.end()};
}

/// What is wrong with the kind of a value; empty when nothing is.
std::string wrong_kind(const CLI::Option& option, const ConfigValue& value) {
    if (value.kind == ValueKind::unusable)
        return "takes no dates, tables or nested lists";
    if (is_counter(option) && value.kind == ValueKind::number)
        return {};
    if (is_flag(option))
        return value.kind == ValueKind::boolean ? "" : "is true or false";
    if (value.kind == ValueKind::boolean)
        return "takes a text or a number, not true or false";
    if (value.kind == ValueKind::list && value.texts.empty())
        return "is an empty list";
    return {};
}

class Checker {
public:
    Checker(const ConfigFile& file, CLI::App& whole) : file_(file), whole_(whole) {}

    std::vector<ConfigProblem> run() {
        for (const auto& table : file_.tables)
            check_table(table);
        for (const auto& value : file_.values)
            check_value(value);
        if (secret_line_ != 0) {
            complain(secret_line_,
                     "this file holds a secret and can be read by others",
                     "Run: chmod 600 " + base::harmless(file_.path));
        }
        return std::move(problems_);
    }

private:
    void check_table(const ConfigTable& table) {
        const auto& words = table.section.command;
        if (words.empty() || find_command(whole_, words) != nullptr)
            return;
        auto above = words;
        above.pop_back();
        CLI::App* const group = find_command(whole_, above);
        if (group == nullptr)
            return; // that one was told
        std::vector<std::string> names{"profile"};
        for (const CLI::App* command : group->get_subcommands([](CLI::App*) { return true; }))
            names.push_back(command->get_name());
        complain(table.line,
                 "there is no command " + in_quotes(path_text(words)),
                 did_you_mean(words.back(), names));
    }

    void check_value(const ConfigValue& value) {
        CLI::App* const section = find_command(whole_, value.section.command);
        if (section == nullptr)
            return; // its table was told
        const auto options = takers(*section, value.key);
        if (options.empty()) {
            complain_unknown(*section, value);
            return;
        }
        const auto list_fits = [](const CLI::Option* option) { return is_repeatable(*option); };
        if (value.kind == ValueKind::list && value.texts.size() != 1 &&
            std::none_of(options.begin(), options.end(), list_fits)) {
            complain(value.line, value.key + " takes one value, not a list", "");
            return;
        }
        if (const auto wrong = wrong_kind(*options.front(), value); !wrong.empty())
            complain(value.line, value.key + " " + wrong, "");
        check_secrecy(*options.front(), value);
    }

    void complain_unknown(CLI::App& section, const ConfigValue& value) {
        for (const CLI::App* const command : leaves(whole_)) {
            if (!is_negation_key(*command, value.key))
                continue;
            complain(value.line,
                     "unknown key " + in_quotes(value.key),
                     "Write " + value.key.substr(3) + " = false");
            return;
        }
        const std::string where =
                value.section.command.empty() ? "" : " of " + path_text(value.section.command);
        complain(value.line,
                 "unknown key " + in_quotes(value.key) + where,
                 did_you_mean(value.key, keys_of(section)));
    }

    void check_secrecy(const CLI::Option& option, const ConfigValue& value) {
        const bool is_one =
                std::any_of(value.texts.begin(), value.texts.end(), [&](const std::string& text) {
                    return holds_secret(option, text);
                });
        if (is_one && file_.open_to_others && secret_line_ == 0)
            secret_line_ = value.line;
    }

    void complain(unsigned line, std::string text, std::string hint) {
        problems_.push_back({file_.path, line, std::move(text), std::move(hint)});
    }

    const ConfigFile& file_;
    CLI::App& whole_;
    unsigned secret_line_ = 0;
    std::vector<ConfigProblem> problems_;
};

} // namespace

std::vector<ConfigProblem> check_names(const ConfigFile& file, CLI::App& whole) {
    return Checker{file, whole}.run();
}

std::vector<ConfigProblem> check_everything(const ConfigFile& file, CLI::App& whole) {
    auto problems = check_names(file, whole);
    const auto complained = [&](unsigned line) {
        return std::any_of(problems.begin(), problems.end(), [line](const ConfigProblem& known) {
            return known.line == line;
        });
    };
    for (const auto& value : file.values) {
        CLI::App* const section = find_command(whole, value.section.command);
        if (section == nullptr)
            continue;
        for (CLI::Option* const option : takers(*section, value.key)) {
            if (complained(value.line))
                break;
            try {
                give(*option, file, value);
            } catch (ConfigProblem& problem) {
                problems.push_back(std::move(problem));
            }
            option->clear();
        }
    }
    std::stable_sort(problems.begin(), problems.end(), [](const auto& left, const auto& right) {
        return left.line < right.line;
    });
    return problems;
}

void give(CLI::Option& option, const ConfigFile& file, const ConfigValue& value) {
    try {
        for (const auto& text : value.texts) {
            option.add_result(text);
            if (!is_repeatable(option))
                break;
        }
        option.run_callback();
    } catch (const CLI::Error& error) {
        // The option's own words may repeat what they are about.
        const bool is_secret_value =
                std::any_of(value.texts.begin(), value.texts.end(), [&](const std::string& text) {
                    return holds_secret(option, text);
                });
        throw ConfigProblem{file.path,
                            value.line,
                            is_secret_value ? value.key + " has no valid value"
                                            : base::harmless(error.what(), 1000),
                            {}};
    }
    for (const auto& text : option.results()) {
        if (auto failure = app::refusal_of(config_key(option), text)) {
            if (failure->text.ends_with('.')) // as the other problems
                failure->text.pop_back();
            throw ConfigProblem{file.path,
                                value.line,
                                value.key + ": " + std::move(failure->text),
                                std::move(failure->hint)};
        }
    }
}

} // namespace janus_talk::cli
