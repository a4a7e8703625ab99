// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_options.hpp"
#include "core/command_machine.hpp"
#include "signaling/url.hpp"

#include <string>

namespace janus_talk::app {

/// @throws base::Error usage: no address of a server
[[nodiscard]] signaling::Url server_url(const std::string& text);

[[nodiscard]] core::CommandConfig make_command_config(const CommandOptions& options,
                                                      const CommandPlan& plan);

} // namespace janus_talk::app
