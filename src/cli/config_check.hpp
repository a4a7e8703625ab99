// SPDX-License-Identifier: MIT
#pragma once

#include "cli/config_file.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace janus_talk::cli {

/// What is wrong with a file whatever command is run: unknown tables and keys, values of the wrong
/// kind, and secrets that others can read. `whole` has all commands (make_whole_program()).
[[nodiscard]] std::vector<ConfigProblem> check_names(const ConfigFile& file, CLI::App& whole);

/// check_names(), and every value judged by the options that would take it. In the order of lines.
[[nodiscard]] std::vector<ConfigProblem> check_everything(const ConfigFile& file, CLI::App& whole);

/// Gives an option its value as if it had been typed, and has the option judge it. An option that
/// takes one value gets the first of a list.
/// @throws ConfigProblem
void give(CLI::Option& option, const ConfigFile& file, const ConfigValue& value);

} // namespace janus_talk::cli
