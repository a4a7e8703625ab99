// SPDX-License-Identifier: MIT
#include "cli/admin_base.hpp"

#include "base/failure.hpp"
#include "cli/room_id.hpp"

#include <CLI/CLI.hpp>

#include <variant>

namespace janus_talk::cli {

CLI::App* AdminCommand::bind(CLI::App& app, bool full_help) {
    auto* const command = app.add_subcommand(words_.name, words_.text);
    add_options(*command);
    binding_.bind(*command);
    binding_.finish(*command, full_help ? words_.footer : "");
    return command;
}

std::vector<std::string> AdminCommand::secret_options() const {
    return binding_.secret_options();
}

base::ExitCode AdminCommand::run() {
    prepare();
    return ask(binding_.resolve());
}

void add_id(CLI::App& command,
            const std::string& name,
            std::uint64_t& id,
            const std::string& description) {
    // What was typed is not repeated: it may be most of a session id.
    const auto parse = [&id, name](const CLI::results_t& typed) {
        const auto parsed = parse_mixed_id(typed.back(), false);
        const auto* number = parsed ? std::get_if<std::uint64_t>(&*parsed) : nullptr;
        if (number == nullptr || *number == 0)
            throw CLI::ValidationError(name, "an id is a number from 1 to 9223372036854775807");
        id = *number;
        return true;
    };
    command.add_option(name, parse, description)->type_name("ID")->expected(1);
}

void refuse_usage(std::string text, std::string hint) {
    throw base::Error({base::ExitCode::usage, std::move(text), std::move(hint), {}});
}

} // namespace janus_talk::cli
