// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"
#include "cli/query_binding.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace janus_talk::cli {

/// How a command is called and described.
struct CommandWords {
    std::string name;
    std::string text;
    /// Below its full help.
    const char* footer = "";
};

/// A command that asks a server something and ends: it names its own options and asks its question,
/// the rest is the same for all.
class AdminCommand : public Command {
public:
    enum class Api { client, admin };

    explicit AdminCommand(CommandWords words, Api api = Api::admin)
        : words_(std::move(words)), binding_(api == Api::admin) {}

    CLI::App* bind(CLI::App& app, bool full_help) final;
    [[nodiscard]] std::vector<std::string> secret_options() const final;
    [[nodiscard]] base::ExitCode run() final;

protected:
    virtual void add_options(CLI::App& /*command*/) {}

    /// Before the server's options are resolved.
    virtual void prepare() {}

    [[nodiscard]] virtual base::ExitCode ask(const app::CommandOptions& options) = 0;

    [[nodiscard]] QueryBinding& binding() noexcept { return binding_; }

private:
    CommandWords words_;
    QueryBinding binding_;
};

/// A positional or named option that takes the id of a session or handle, 1 to 2^63-1.
void add_id(CLI::App& command,
            const std::string& name,
            std::uint64_t& id,
            const std::string& description);

[[noreturn]] void refuse_usage(std::string text, std::string hint = {});

} // namespace janus_talk::cli
