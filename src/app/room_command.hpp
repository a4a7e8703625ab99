// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_options.hpp"
#include "base/exit_code.hpp"
#include "janus/audiobridge_request.hpp"

#include <string>

namespace janus_talk::app {

/// Sends one request to the AudioBridge and shows its answer; through the Admin API when
/// `options.admin` says so. `doing` completes "Could not …".
[[nodiscard]] base::ExitCode run_room_command(const CommandOptions& options,
                                              const janus::AudioBridgeRequest& request,
                                              std::string doing);

} // namespace janus_talk::app
