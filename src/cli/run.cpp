// SPDX-License-Identifier: MIT
#include "cli/run.hpp"

#include "app/probe.hpp"
#include "app/process.hpp"
#include "app/version.hpp"
#include "base/failure.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/command_tree.hpp"
#include "cli/config_choice.hpp"
#include "cli/option_facts.hpp"
#include "cli/secret_source.hpp"
#include "cli/settings.hpp"
#include "cli/suggestion.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace janus_talk::cli {

namespace {

void print_failure(const base::Failure& failure) {
    std::fprintf(stderr, "janus-talk: error: %s\n", failure.text.c_str());
    if (!failure.hint.empty())
        std::fprintf(stderr, "  %s\n", failure.hint.c_str());
}

int status_of(base::ExitCode code);
bool has_argument(int argc, char** argv, std::string_view wanted);

/// A monitoring system takes 2 for CRITICAL, and reads stdout.
int refuse_start(int argc, char** argv, const base::Failure& failure) {
    if (has_argument(argc, argv, "probe") && has_argument(argc, argv, "--nagios"))
        return status_of(app::print_nagios_unknown(failure));
    print_failure(failure);
    return status_of(failure.code);
}

int status_of(base::ExitCode code) {
    return static_cast<int>(code);
}

bool has_argument(int argc, char** argv, std::string_view wanted) {
    return std::any_of(
            argv + 1, argv + argc, [wanted](const char* text) { return wanted == text; });
}

/// All words that could stand where `typed` stands.
std::vector<std::string> known_words(const CLI::App& app, bool options) {
    std::vector<std::string> words;
    if (options) {
        for (const CLI::Option* option : app.get_options()) {
            for (const auto& name : option->get_lnames())
                words.push_back("--" + name);
            for (const auto& name : option->get_fnames())
                words.push_back("--" + name);
        }
    } else {
        for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
            words.push_back(command->get_name());
        }
    }
    return words;
}

class Program {
public:
    Program(int argc, char** argv)
        : argc_(argc), argv_(argv), full_help_(has_argument(argc, argv, "--help")) {
        describe_program(app_);
        bind_config_choice(app_, [this] { read_configuration(); });
        CommandTree::Wish wish;
        wish.full_help = full_help_;
        wish.group = [this](const std::string& name) { return has_argument(argc_, argv_, name); };
        tree_.emplace(app_, wish);
    }

    int run() {
        std::vector<std::string> arguments(argv_ + 1, argv_ + argc_);
        std::reverse(arguments.begin(), arguments.end()); // the order that CLI11 takes a vector in
        try {
            app_.parse(std::move(arguments));
        } catch (const CLI::CallForHelp&) {
            std::fputs(help_of(selected()).c_str(), stdout);
            return status_of(base::ExitCode::ok);
        } catch (const CLI::CallForVersion&) {
            std::puts(app::version_line().c_str());
            return status_of(base::ExitCode::ok);
        } catch (const CLI::ParseError& error) {
            return refuse(error);
        }
        return dispatch();
    }

private:
    /// Whatever is typed wrong, or asks for help, is told without a look into any file.
    void read_configuration() {
        const CLI::App& command = selected();
        if (!app_.remaining(true).empty() || wants_help(command) || !is_configured(command))
            return;
        settings_.emplace(config_choice(command));
        settings_->apply(selected(),
                         [this](const CLI::Option& option) { return was_typed(option); });
    }

    static bool wants_help(const CLI::App& command) {
        for (const CLI::App* app = &command; app != nullptr; app = app->get_parent()) {
            if (app->get_help_ptr() != nullptr && app->get_help_ptr()->count() > 0)
                return true;
        }
        return false;
    }

    /// `config` reads files itself, and what only describes the program reads none.
    bool is_configured(const CLI::App& command) const {
        return &command != &app_ && command.get_option_no_throw("--config") != nullptr &&
               !(command.get_parent() != nullptr && command.get_parent()->get_name() == "config");
    }

    static bool is_dry_run(const CLI::App& command) {
        const CLI::Option* const option = command.get_option_no_throw("--dry-run");
        return option != nullptr && option->count() > 0 &&
               CLI::detail::to_flag_value(option->results().back()) > 0;
    }

    /// CLI11 has mixed in the environment. Where that says the same, the words themselves decide.
    bool was_typed(const CLI::Option& option) const {
        const char* const value =
                option.get_envname().empty() ? nullptr : std::getenv(option.get_envname().c_str());
        if (value == nullptr || option.results() != CLI::results_t{value})
            return true;
        return std::any_of(argv_ + 1, argv_ + argc_, [&](std::string_view word) {
            const auto is_named = [word](const std::string& name, std::string_view dashes) {
                return word.starts_with(std::string{dashes} + name);
            };
            const auto& long_names = option.get_lnames();
            const auto& short_names = option.get_snames();
            return std::any_of(long_names.begin(),
                               long_names.end(),
                               [&](const auto& name) { return is_named(name, "--"); }) ||
                   std::any_of(short_names.begin(), short_names.end(), [&](const auto& name) {
                       return is_named(name, "-");
                   });
        });
    }

    /// The innermost command that was named.
    CLI::App& selected() {
        CLI::App* app = &app_;
        while (!app->get_subcommands().empty())
            app = app->get_subcommands().front();
        return *app;
    }

    /// CLI11 names only the innermost command in the usage line.
    static std::string help_of(const CLI::App& command) {
        if (command.get_parent() == nullptr)
            return command.help();
        const std::string before = command_path(*command.get_parent());
        return command.help(before.empty() ? "janus-talk" : "janus-talk " + before);
    }

    int dispatch() {
        if (tree_->version().parsed()) {
            std::fputs(app::version_details().c_str(), stdout);
            return status_of(base::ExitCode::ok);
        }
        if (tree_->help().parsed())
            return show_help();
        Command* const command = tree_->typed();
        if (command == nullptr)
            return status_of(base::ExitCode::internal);
        wipe_arguments(argc_, argv_, command->secret_options());
        const auto shown_settings = [this] {
            return settings_ ? settings_text(settings_->list(selected()), true) : std::string{};
        };
        if (is_dry_run(selected()) && settings_)
            std::fputs(("# settings\n" + shown_settings()).c_str(), stdout);
        command->explain_settings(shown_settings);
        return status_of(command->run());
    }

    int show_help() {
        if (tree_->help_topic().empty()) {
            std::fputs(app_.help().c_str(), stdout);
            return status_of(base::ExitCode::ok);
        }
        // The same text as `COMMAND --help`, examples included.
        std::vector<std::string> words{"janus-talk"};
        const auto& topic = tree_->help_topic();
        words.insert(words.end(), topic.begin(), topic.end());
        words.emplace_back("--help");
        std::vector<char*> arguments;
        for (std::string& word : words)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        return Program{static_cast<int>(words.size()), arguments.data()}.run();
    }

    int refuse(const CLI::ParseError& error) {
        base::Failure failure{base::ExitCode::usage, base::harmless(error.what(), 1000), {}, {}};
        const CLI::App& where = selected();
        const auto strangers = app_.remaining(true);
        const bool no_command = &where == &app_ || !where.get_subcommands([](const CLI::App*) {
                                                             return true;
                                                         }).empty();
        if (!strangers.empty() &&
            (no_command || dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr)) {
            const std::string typed = strangers.front().substr(0, strangers.front().find('='));
            const bool is_option = typed.starts_with('-');
            failure.text = "Unknown " + std::string(is_option ? "option" : "command") + " '" +
                           base::harmless(typed, 64) + "'.";
            const std::string meant = nearest(typed, known_words(where, is_option));
            if (!meant.empty())
                failure.hint = "Did you mean " + meant + "?";
        } else if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && no_command) {
            failure.text =
                    "No command was given" +
                    (&where == &app_ ? std::string{"."} : " after " + command_path(where) + ".");
        }
        if (failure.hint.empty()) {
            failure.hint = "See: janus-talk " + (&where == &app_ ? "" : command_path(where) + " ") +
                           "--help";
        }
        return refuse_start(argc_, argv_, failure);
    }

    int argc_;
    char** argv_;
    bool full_help_;
    CLI::App app_;
    std::optional<CommandTree> tree_;
    std::optional<Settings> settings_;
};

} // namespace

int run(int argc, char** argv) {
    try {
        app::seal_process();
        return Program{argc, argv}.run();
    } catch (const base::Error& error) {
        return refuse_start(argc, argv, error.failure());
    } catch (const std::bad_alloc&) {
        return refuse_start(argc, argv, {base::ExitCode::device, "Out of memory.", "", {}});
    } catch (const std::exception& error) {
        return refuse_start(argc,
                            argv,
                            {base::ExitCode::internal,
                             std::string("Unexpected: ") + base::harmless(error.what()),
                             "This is a bug of janus-talk.",
                             {}});
    }
}

} // namespace janus_talk::cli
