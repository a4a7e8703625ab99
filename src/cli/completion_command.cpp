// SPDX-License-Identifier: MIT
#include "cli/completion_command.hpp"

#include "base/failure.hpp"
#include "base/text.hpp"
#include "cli/command_tree.hpp"
#include "cli/completion.hpp"
#include "cli/manual.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <fstream>

namespace janus_talk::cli {

namespace {

class CompletionCommand final : public Command {
public:
    using Make = std::string (*)(CLI::App&);

    CompletionCommand(std::string shell, std::string use, Make make)
        : shell_(std::move(shell)), use_(std::move(use)), make_(make) {}

    CLI::App* bind(CLI::App& app, bool full_help) override {
        auto* const command =
                app.add_subcommand(shell_, "Print the completion script for " + shell_);
        if (full_help)
            command->footer("Example:\n  " + use_);
        return command;
    }

    base::ExitCode run() override {
        const WholeProgram whole = make_whole_program();
        std::fputs(make_(*whole.app).c_str(), stdout);
        return std::fflush(stdout) == 0 ? base::ExitCode::ok : base::ExitCode::device;
    }

private:
    std::string shell_;
    std::string use_;
    Make make_;
};

class ManualCommand final : public Command {
public:
    CLI::App* bind(CLI::App& app, bool /*full_help*/) override {
        auto* const command = app.add_subcommand("manual", "Write the pages of the manual");
        command->group("");
        command->add_option("FOLDER", folder_, "Where to; it must exist")->required();
        return command;
    }

    base::ExitCode run() override {
        const WholeProgram whole = make_whole_program(true);
        for (const auto& page : manual_pages(*whole.app)) {
            const std::string path = folder_ + "/" + page.file;
            std::ofstream file{path};
            file << page.text;
            file.close();
            if (!file) {
                throw base::Error({base::ExitCode::device,
                                   "Can't write " + base::harmless(path) + ".",
                                   "",
                                   {}});
            }
        }
        return base::ExitCode::ok;
    }

private:
    std::string folder_;
};

} // namespace

std::vector<std::unique_ptr<Command>> make_completion_commands() {
    std::vector<std::unique_ptr<Command>> commands;
    commands.push_back(std::make_unique<CompletionCommand>(
            "bash", "source <(janus-talk completion bash)", bash_completion));
    commands.push_back(std::make_unique<CompletionCommand>(
            "zsh",
            "mkdir -p ~/.zfunc && janus-talk completion zsh >~/.zfunc/_janus-talk",
            zsh_completion));
    commands.push_back(std::make_unique<CompletionCommand>(
            "fish",
            "mkdir -p ~/.config/fish/completions && "
            "janus-talk completion fish >~/.config/fish/completions/janus-talk.fish",
            fish_completion));
    return commands;
}

std::unique_ptr<Command> make_manual_command() {
    return std::make_unique<ManualCommand>();
}

} // namespace janus_talk::cli
