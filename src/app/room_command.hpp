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

/// The same for the list of tokens that may join, which is not shown unless asked for.
[[nodiscard]] base::ExitCode run_access_command(const CommandOptions& options,
                                                const janus::EditAccessList& request,
                                                std::string doing,
                                                bool show_tokens);

/// Only the ids of the rooms, one a line.
[[nodiscard]] base::ExitCode run_list_room_ids(const CommandOptions& options,
                                               const janus::ListRooms& request,
                                               std::string doing);

/// What the server tells about one room, and who is in it.
/// @param admin_key needed for the settings of a room that is not listed
[[nodiscard]] base::ExitCode run_show_room(const CommandOptions& options,
                                           const base::RoomId& room,
                                           const janus::OptionalSecret& admin_key);

/// Only the participant's own handle may ask for it, and the server asks nobody whose handle it is.
[[nodiscard]] base::ExitCode
run_reset_decoder(const CommandOptions& options, base::SessionId session, base::HandleId handle);

} // namespace janus_talk::app
