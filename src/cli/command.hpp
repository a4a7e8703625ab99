// SPDX-License-Identifier: MIT
#pragma once

#include "base/exit_code.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace janus_talk::cli {

/// One command: binds its options, then does its work. Parsing and doing never mix.
class Command {
public:
    Command() = default;
    Command(const Command&) = delete;
    Command& operator=(const Command&) = delete;
    Command(Command&&) = delete;
    Command& operator=(Command&&) = delete;
    virtual ~Command() = default;

    /// Makes the sub-command. `full_help` asks for examples and exit codes below the options.
    virtual CLI::App* bind(CLI::App& app, bool full_help) = 0;

    /// Options whose values are secrets and are overwritten in argv, with their dashes.
    [[nodiscard]] virtual std::vector<std::string> secret_options() const { return {}; }

    /// How to describe what it runs with, secrets masked, and where that comes from. Before run().
    void explain_settings(std::function<std::string()> settings) {
        settings_ = std::move(settings);
    }

    /// @throws base::Error for whatever can be known before the work begins
    [[nodiscard]] virtual base::ExitCode run() = 0;

protected:
    /// Empty when nobody knows.
    [[nodiscard]] std::string settings() const { return settings_ ? settings_() : std::string{}; }

private:
    std::function<std::string()> settings_;
};

} // namespace janus_talk::cli
