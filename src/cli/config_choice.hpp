// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace janus_talk::cli {

/// Which files and which part of them: --config and --profile, or JANUS_TALK_CONFIG and
/// JANUS_TALK_PROFILE.
struct ConfigChoice {
    /// Empty: the user's and the system's file, if they are there.
    std::string file;
    /// Empty: none.
    std::string profile;
};

/// Adds --config and --profile to a command that has not got them.
void bind_config_choice(CLI::App& command);

/// Adds them to the program itself, before its commands. `on_parsed` is called once everything that
/// was typed and the environment are known, and before any value is looked at.
void bind_config_choice(CLI::App& program, const std::function<void()>& on_parsed);

/// What was typed behind `command`, else before it, else what the environment says.
[[nodiscard]] ConfigChoice config_choice(const CLI::App& command);

/// The files of a choice, whether or not they exist; what stands in the first one wins.
[[nodiscard]] std::vector<std::string> config_paths(const ConfigChoice& choice);

} // namespace janus_talk::cli
