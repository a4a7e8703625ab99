// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace janus_talk::cli {

/// Which part of a configuration file: `[join]` is the command "join", `[profile.office.rooms]` the
/// commands below "rooms" in the profile "office"; the top of the file has neither.
struct ConfigSection {
    /// Empty: the setting holds without a profile.
    std::string profile;
    /// The words of a command; empty: the setting holds for all commands.
    std::vector<std::string> command;

    friend bool operator==(const ConfigSection&, const ConfigSection&) = default;
};

/// One `key = value`.
struct ConfigValue {
    enum class Kind { text, number, boolean, list, unusable };

    ConfigSection section;
    std::string key;
    Kind kind = Kind::text;
    /// The value as it would be typed; a list has several, something unusable (a date, a list of
    /// lists) none.
    std::vector<std::string> texts;
    unsigned line = 0;
};

/// A `[table]`, also an empty one.
struct ConfigTable {
    ConfigSection section;
    unsigned line = 0;
};

/// What a file says, before anybody knows whether it makes sense.
struct ConfigFile {
    std::string path;
    /// Somebody but the owner can read it.
    bool open_to_others = false;
    std::vector<ConfigValue> values;
    std::vector<ConfigTable> tables;
};

/// Something wrong in a file. `text` never repeats a value.
struct ConfigProblem {
    std::string path;
    /// From 1; 0: the file as a whole.
    unsigned line = 0;
    std::string text;
    std::string hint;

    /// "FILE:LINE: text"
    [[nodiscard]] std::string message() const;
};

/// Reads a file of at most 1 MiB. Empty when there is none.
/// @throws ConfigProblem it can't be read, or is no TOML; with the place
[[nodiscard]] std::optional<ConfigFile> read_config_file(const std::string& path);

} // namespace janus_talk::cli
