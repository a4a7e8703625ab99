// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace janus_talk::cli {

/// All commands of the program. Made once for what was typed, and by those who describe the
/// program (configuration, completion, manual) with everything in it.
class CommandTree {
public:
    struct Wish {
        /// Examples and exit codes below the options.
        bool full_help = false;
        /// Whether the commands below this word ("rooms") are asked for: those that are not cost no
        /// time at start.
        std::function<bool(const std::string& group)> group = [](const std::string&) {
            return true;
        };
    };

    /// Binds the commands to `app`, which must outlive this.
    CommandTree(CLI::App& app, const Wish& wish);

    /// The command that was typed, or null for `version` and `help`.
    [[nodiscard]] Command* typed() const;

    [[nodiscard]] CLI::App& version() const noexcept { return *version_; }

    [[nodiscard]] CLI::App& help() const noexcept { return *help_; }

    [[nodiscard]] const std::vector<std::string>& help_topic() const noexcept {
        return *help_topic_;
    }

private:
    void add(CLI::App& app, const Wish& wish, std::unique_ptr<Command> command);

    std::vector<std::pair<CLI::App*, std::unique_ptr<Command>>> commands_;
    CLI::App* version_;
    CLI::App* help_;
    /// CLI11 keeps its address.
    std::unique_ptr<std::vector<std::string>> help_topic_;
};

/// The program's commands with all that is below them, and the parser they are bound to.
struct WholeProgram {
    std::shared_ptr<CLI::App> app;
    std::shared_ptr<CommandTree> tree;
};

[[nodiscard]] WholeProgram make_whole_program(bool full_help = false);

/// What stands before and below the commands in the help of the program itself.
void describe_program(CLI::App& app);

} // namespace janus_talk::cli
