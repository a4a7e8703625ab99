// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"

#include <memory>

namespace janus_talk::cli {

/// `wait`: until a condition on a room holds.
[[nodiscard]] std::unique_ptr<Command> make_wait_command();

} // namespace janus_talk::cli
