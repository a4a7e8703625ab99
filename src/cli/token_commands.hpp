// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"

#include <memory>
#include <vector>

namespace janus_talk::cli {

/// Everything below `token`: signed tokens, made and judged without a server.
[[nodiscard]] std::vector<std::unique_ptr<Command>> make_signed_token_commands();

} // namespace janus_talk::cli
