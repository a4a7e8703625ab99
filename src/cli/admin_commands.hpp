// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"

#include <memory>
#include <vector>

namespace janus_talk::cli {

using Commands = std::vector<std::unique_ptr<Command>>;

/// Everything below `admin`.
[[nodiscard]] Commands make_admin_commands();

// Its parts, each in a file of its own.
void add_admin_handle_commands(Commands& commands);
void add_admin_server_commands(Commands& commands);
void add_admin_token_commands(Commands& commands);

} // namespace janus_talk::cli
