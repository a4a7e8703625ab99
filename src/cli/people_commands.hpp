// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"

#include <memory>
#include <vector>

namespace janus_talk::cli {

/// Everything below `people`.
[[nodiscard]] std::vector<std::unique_ptr<Command>> make_people_commands();

} // namespace janus_talk::cli
