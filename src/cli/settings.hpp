// SPDX-License-Identifier: MIT
#pragma once

#include "cli/config_choice.hpp"
#include "cli/config_file.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace janus_talk::cli {

/// The value of an option and where it comes from.
struct Setting {
    const CLI::Option* option = nullptr;
    /// As typed, secrets masked; empty: not set, and without a default of its own.
    std::vector<std::string> values;
    /// "command line", "JANUS_TALK_ROOM", "FILE:LINE", "FILE:LINE, profile NAME", or "default".
    std::string origin;

    [[nodiscard]] bool is_set() const { return !values.empty(); }
};

/// What the configuration files say, put below what was typed and the environment:
/// command line > environment > profile > rest of the file > default. The user's file goes before
/// the system's, and what stands below a command's name before what stands for all.
class Settings {
public:
    /// Reads the files of `choice` and checks them.
    /// @throws base::Error usage: a file is missing that was asked for, or says what makes no
    /// sense; no such profile
    explicit Settings(ConfigChoice choice);

    /// Gives the options of `command` that are still unset their values. Whatever excludes another
    /// option gives way to it when that was set in a place that goes before.
    /// @param was_typed whether an option that has a value was typed, or is from the environment
    /// @throws base::Error usage: an option does not like its value; file and line are named
    void apply(CLI::App& command, const std::function<bool(const CLI::Option&)>& was_typed);

    /// Likewise for a command that nobody typed: the environment first.
    void apply_with_environment(CLI::App& command);

    /// After apply(): everything that can be set, in the order of the help.
    [[nodiscard]] std::vector<Setting> list(const CLI::App& command) const;

    /// The names in all files.
    [[nodiscard]] std::vector<std::string> profiles() const;

private:
    struct Found {
        const ConfigFile* file;
        const ConfigValue* value;
    };

    /// What is said in one place; `rank` is higher for what counts less.
    using Layer = std::vector<Found>;

    void check_profile() const;
    [[nodiscard]] std::vector<Layer> layers(const CLI::App& command) const;
    void note_given(const CLI::App& command,
                    const std::function<bool(const CLI::Option&)>& was_typed);
    void apply(CLI::App& command, const Layer& layer);
    [[nodiscard]] bool is_taken(const CLI::Option& option) const;

    ConfigChoice choice_;
    std::vector<ConfigFile> files_;
    std::map<const CLI::Option*, std::string> origins_;
};

/// One line each, `key = value`, as it could stand in a file; with where it comes from as a
/// comment.
[[nodiscard]] std::string settings_text(const std::vector<Setting>& settings, bool with_origin);

} // namespace janus_talk::cli
