// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace janus_talk::cli {

/// A command that is only a word before others: `rooms list`, `admin handle`.
class CommandGroup final : public Command {
public:
    using Make = std::function<std::vector<std::unique_ptr<Command>>()>;

    /// @param wanted false: the group stands in the overview only, and its commands, which nobody
    /// asked for, cost no time at start
    CommandGroup(std::string name, std::string description, Make make, bool wanted);

    CLI::App* bind(CLI::App& app, bool full_help) override;
    [[nodiscard]] std::vector<std::string> secret_options() const override;
    [[nodiscard]] base::ExitCode run() override;

private:
    [[nodiscard]] Command* chosen() const;

    std::string name_;
    std::string description_;
    Make make_;
    bool wanted_;
    std::vector<std::pair<CLI::App*, std::unique_ptr<Command>>> commands_;
};

} // namespace janus_talk::cli
