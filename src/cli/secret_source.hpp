// SPDX-License-Identifier: MIT
#pragma once

#include "app/secret_file.hpp"
#include "base/secret.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace janus_talk::cli {

/// The ways to give one secret NAME: `--NAME VALUE` (works, is wiped from the process list and
/// warned about),
/// `--NAME-file FILE`, and in the environment `JANUS_TALK_NAME` and `JANUS_TALK_NAME_FILE`.
class SecretSource {
public:
    explicit SecretSource(std::string name);

    void bind(CLI::App& app, const std::string& description);
    /// Flag before environment, value before file; the environment variable is removed once read,
    /// so that no child inherits it. A file's trailing newline does not count.
    /// @throws base::Error usage: both forms given, file unreadable, empty or readable by others
    [[nodiscard]] std::optional<base::Secret> resolve();

    /// The secret stood on the command line, where `ps` showed it until we wiped it.
    [[nodiscard]] bool was_on_command_line() const noexcept { return !value_.empty(); }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

private:
    std::string name_;
    std::string value_;
    std::string file_;
};

/// Secrets of which there may be several: `--NAME VALUE` repeatable, `--NAME-file FILE` with one a
/// line, and in the environment `JANUS_TALK_NAME` (lines too) and `JANUS_TALK_NAME_FILE`.
class SecretList {
public:
    explicit SecretList(std::string name);

    void bind(CLI::App& app, const std::string& description);
    /// As SecretSource::resolve(); nothing given is an empty list. Blank lines do not count.
    /// @throws base::Error usage
    [[nodiscard]] std::vector<base::Secret> resolve();

    [[nodiscard]] bool was_on_command_line() const noexcept { return !values_.empty(); }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

private:
    std::string name_;
    std::vector<std::string> values_;
    std::string file_;
};

/// Overwrites the values of the named options in the argument vector, which is what `ps` shows.
/// Understands
/// `--name value` and `--name=value`.
void wipe_arguments(int argc, char** argv, const std::vector<std::string>& names);

} // namespace janus_talk::cli
