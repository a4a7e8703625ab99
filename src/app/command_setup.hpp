// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_options.hpp"
#include "base/failure.hpp"
#include "core/command_machine.hpp"
#include "signaling/url.hpp"
#include "signaling/websocket.hpp"

#include <string>

namespace janus_talk::app {

/// @throws base::Error usage: no address of a server
[[nodiscard]] signaling::Url server_url(const std::string& text);

[[nodiscard]] core::CommandConfig make_command_config(const CommandOptions& options,
                                                      const CommandPlan& plan);

/// Of a server whose Admin API can't be reached: with what else it may be.
void hint_at_admin_api(base::Failure& failure);

[[nodiscard]] signaling::WebSocketOptions make_command_socket_options(const CommandOptions& options,
                                                                      const signaling::Url& url);

} // namespace janus_talk::app
