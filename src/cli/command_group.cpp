// SPDX-License-Identifier: MIT
#include "cli/command_group.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

CommandGroup::CommandGroup(std::string name, std::string description, Make make, bool wanted)
    : name_(std::move(name)), description_(std::move(description)), make_(std::move(make)),
      wanted_(wanted) {}

CLI::App* CommandGroup::bind(CLI::App& app, bool full_help) {
    auto* const group = app.add_subcommand(name_, description_);
    group->require_subcommand(1);
    group->footer(""); // not the examples of the program
    if (!wanted_)
        return group;
    for (auto& command : make_()) {
        CLI::App* const sub = command->bind(*group, full_help);
        commands_.emplace_back(sub, std::move(command));
    }
    return group;
}

Command* CommandGroup::chosen() const {
    for (const auto& [sub, command] : commands_) {
        if (sub->parsed())
            return command.get();
    }
    return nullptr;
}

std::vector<std::string> CommandGroup::secret_options() const {
    const Command* const command = chosen();
    return command == nullptr ? std::vector<std::string>{} : command->secret_options();
}

base::ExitCode CommandGroup::run() {
    Command* const command = chosen();
    return command == nullptr ? base::ExitCode::internal : command->run();
}

} // namespace janus_talk::cli
