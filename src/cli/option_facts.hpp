// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

// What the definition of an option tells about it. Configuration, completion and manual are all
// made from the same definitions, so that none of them can know an option that is not there.

namespace janus_talk::cli {

/// The default of a flag that means a third thing when it is not given.
inline constexpr const char* unset_text = "unset";

/// The long name without dashes, which is its key in a configuration file too; empty for what is
/// not configured: positional arguments, --help, --config, --profile and --dry-run.
[[nodiscard]] std::string config_key(const CLI::Option& option);

/// The option of `command` with this key, or null.
[[nodiscard]] CLI::Option* find_by_key(CLI::App& command, const std::string& key);

/// The key is the `--no-` form of one: "no-trickle".
[[nodiscard]] bool is_negation_key(const CLI::App& command, const std::string& key);

[[nodiscard]] bool is_flag(const CLI::Option& option);
/// A flag that counts how often it stands there: -v.
[[nodiscard]] bool is_counter(const CLI::Option& option);
[[nodiscard]] bool is_repeatable(const CLI::Option& option);

/// One half of a pair --X, --X-file, see SecretSource.
[[nodiscard]] bool is_secret(const CLI::Option& option);
[[nodiscard]] bool is_secret_file(const CLI::Option& option);
/// This value of the option holds a secret: the option is one, or the value is a URI with a
/// password.
[[nodiscard]] bool holds_secret(const CLI::Option& option, const std::string& value);
/// The value as it may be shown: `***` instead of a secret.
[[nodiscard]] std::string masked(const CLI::Option& option, const std::string& value);

/// The values are names of files on this machine.
[[nodiscard]] bool takes_file(const CLI::Option& option);
/// The values that there are, when these are a few words: auto, always, never.
[[nodiscard]] std::vector<std::string> choices(const CLI::Option& option);

/// Its environment variable, also that of a secret.
[[nodiscard]] std::string environment_name(const std::string& key);

/// "rooms list", as it is typed; empty for the program itself.
[[nodiscard]] std::string command_path(const CLI::App& command);
/// All commands below `app`, without those that are only a word before others.
[[nodiscard]] std::vector<CLI::App*> leaves(CLI::App& app);
/// The commands right below `app` that the help shows.
[[nodiscard]] std::vector<CLI::App*> visible_commands(CLI::App& app);
/// The command with these words, or null.
[[nodiscard]] CLI::App* find_command(CLI::App& root, const std::vector<std::string>& words);

} // namespace janus_talk::cli
