// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"

#include <memory>
#include <vector>

namespace janus_talk::cli {

/// `config show`, `config check`, `config path`, `config profiles`.
[[nodiscard]] std::vector<std::unique_ptr<Command>> make_config_commands();

} // namespace janus_talk::cli
