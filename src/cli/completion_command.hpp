// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"

#include <memory>
#include <vector>

namespace janus_talk::cli {

/// `completion bash`, `completion zsh`, `completion fish`.
[[nodiscard]] std::vector<std::unique_ptr<Command>> make_completion_commands();

/// `manual DIR`, which packaging uses and the help does not show: writes the pages of the manual.
[[nodiscard]] std::unique_ptr<Command> make_manual_command();

} // namespace janus_talk::cli
