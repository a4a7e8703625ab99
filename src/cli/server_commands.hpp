// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"

#include <memory>

namespace janus_talk::cli {

// Commands about the server that stand at the top.

[[nodiscard]] std::unique_ptr<Command> make_info_command();
[[nodiscard]] std::unique_ptr<Command> make_ping_command();
/// `request`: a message of one's own.
[[nodiscard]] std::unique_ptr<Command> make_request_command();

} // namespace janus_talk::cli
