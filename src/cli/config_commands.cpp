// SPDX-License-Identifier: MIT
#include "cli/config_commands.hpp"

#include "base/failure.hpp"
#include "base/text.hpp"
#include "cli/command_tree.hpp"
#include "cli/config_check.hpp"
#include "cli/config_choice.hpp"
#include "cli/option_facts.hpp"
#include "cli/settings.hpp"
#include "cli/suggestion.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <sys/stat.h>

namespace janus_talk::cli {

namespace {

bool file_exists(const std::string& path) {
    struct stat status {};

    return stat(path.c_str(), &status) == 0;
}

/// Needs to know what it was bound to: --config may stand before the command.
class ConfigCommand : public Command {
public:
    CLI::App* bind(CLI::App& app, bool full_help) final {
        command_ = make(app);
        bind_config_choice(*command_);
        if (full_help)
            command_->footer(examples());
        return command_;
    }

protected:
    virtual CLI::App* make(CLI::App& app) = 0;
    [[nodiscard]] virtual std::string examples() const = 0;

    [[nodiscard]] ConfigChoice choice() const { return config_choice(*command_); }

private:
    CLI::App* command_ = nullptr;
};

class ShowConfigCommand final : public ConfigCommand {
public:
    base::ExitCode run() override {
        Settings settings{choice()};
        const WholeProgram whole = make_whole_program();
        CLI::App* const command = find_command(*whole.app, words_);
        if (command == nullptr || command == whole.app.get() || !leaves(*command).empty())
            refuse_command(*whole.app);
        settings.apply_with_environment(*command);
        std::fputs(settings_text(settings.list(*command), origin_).c_str(), stdout);
        return base::ExitCode::ok;
    }

protected:
    CLI::App* make(CLI::App& app) override {
        auto* const command = app.add_subcommand(
                "show", "Show the settings of a command as files and environment make them");
        command->add_option("COMMAND", words_, "Which command (default: join)")->type_name("");
        command->add_flag("--origin,!--no-origin", origin_, "Show where each comes from");
        return command;
    }

    [[nodiscard]] std::string examples() const override {
        return "Examples:\n"
               "  janus-talk config show --origin\n"
               "  janus-talk config show --profile office rooms list\n"
               "\nWhat is not set and has no default is left out. Secrets are shown as \"***\".\n";
    }

private:
    [[noreturn]] void refuse_command(CLI::App& whole) const {
        const std::string typed = CLI::detail::join(words_, " ");
        std::vector<std::string> known;
        for (const CLI::App* const command : leaves(whole))
            known.push_back(command_path(*command));
        const std::string meant = nearest(typed, known);
        throw base::Error({base::ExitCode::usage,
                           "There is no command '" + base::harmless(typed, 64) + "'.",
                           meant.empty() ? "" : "Did you mean " + meant + "?",
                           {}});
    }

    std::vector<std::string> words_{"join"};
    bool origin_ = false;
};

class CheckConfigCommand final : public ConfigCommand {
public:
    base::ExitCode run() override {
        const WholeProgram whole = make_whole_program();
        bool is_good = true;
        for (const auto& path : paths()) {
            try {
                is_good = check(path, *whole.app) && is_good;
            } catch (const ConfigProblem& problem) {
                print(problem);
                is_good = false;
            }
        }
        return is_good ? base::ExitCode::ok : base::ExitCode::usage;
    }

protected:
    CLI::App* make(CLI::App& app) override {
        auto* const command =
                app.add_subcommand("check", "List all that is wrong in configuration files");
        command->add_option("FILE", file_, "Which file (default: those that are in use)")
                ->type_name("");
        return command;
    }

    [[nodiscard]] std::string examples() const override {
        return "Examples:\n"
               "  janus-talk config check\n"
               "  janus-talk config check ./config.toml\n"
               "\nExit status:\n  0 nothing is wrong   2 something is, told as FILE:LINE: …\n";
    }

private:
    [[nodiscard]] std::vector<std::string> paths() const {
        return file_.empty() ? config_paths(choice()) : std::vector{file_};
    }

    [[nodiscard]] bool check(const std::string& path, CLI::App& whole) const {
        const auto file = read_config_file(path);
        if (!file) {
            const bool was_asked_for = !file_.empty() || !choice().file.empty();
            if (was_asked_for)
                throw ConfigProblem{path, 0, "does not exist", {}};
            return true;
        }
        const auto problems = check_everything(*file, whole);
        for (const auto& problem : problems)
            print(problem);
        return problems.empty();
    }

    static void print(const ConfigProblem& problem) {
        std::fprintf(stdout,
                     "%s%s%s\n",
                     problem.message().c_str(),
                     problem.hint.empty() ? "" : ". ",
                     problem.hint.c_str());
    }

    std::string file_;
};

class ProfilesCommand final : public ConfigCommand {
public:
    base::ExitCode run() override {
        for (const auto& name : Settings{{choice().file, ""}}.profiles())
            std::printf("%s\n", base::harmless(name).c_str());
        return base::ExitCode::ok;
    }

protected:
    CLI::App* make(CLI::App& app) override {
        return app.add_subcommand("profiles", "List the profiles");
    }

    [[nodiscard]] std::string examples() const override {
        return "Example:\n  janus-talk config profiles --config ./config.toml\n";
    }
};

class ConfigPathCommand final : public ConfigCommand {
public:
    base::ExitCode run() override {
        for (const auto& path : config_paths(choice()))
            std::printf(
                    "%s%s\n", base::harmless(path).c_str(), file_exists(path) ? "" : "\tmissing");
        return base::ExitCode::ok;
    }

protected:
    CLI::App* make(CLI::App& app) override {
        return app.add_subcommand("path", "List the configuration files, the first one wins");
    }

    [[nodiscard]] std::string examples() const override {
        return "Example:\n  $EDITOR \"$(janus-talk config path | head -n 1 | cut -f 1)\"\n";
    }
};

} // namespace

std::vector<std::unique_ptr<Command>> make_config_commands() {
    std::vector<std::unique_ptr<Command>> commands;
    commands.push_back(std::make_unique<ShowConfigCommand>());
    commands.push_back(std::make_unique<CheckConfigCommand>());
    commands.push_back(std::make_unique<ConfigPathCommand>());
    commands.push_back(std::make_unique<ProfilesCommand>());
    return commands;
}

} // namespace janus_talk::cli
