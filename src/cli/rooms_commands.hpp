// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"

#include <memory>
#include <vector>

namespace janus_talk::cli {

using Commands = std::vector<std::unique_ptr<Command>>;

/// Everything below `rooms`.
[[nodiscard]] Commands make_rooms_commands();

// Its parts, each in a file of its own.

/// `create` and `edit`.
[[nodiscard]] Commands make_room_settings_commands();
/// Below `rooms allow`.
[[nodiscard]] Commands make_access_commands();
/// Below `rooms record` and `rooms mjrs`.
[[nodiscard]] Commands make_mix_recording_commands();
[[nodiscard]] Commands make_mjr_recording_commands();
/// Below `rooms forward`.
[[nodiscard]] Commands make_forward_commands();
/// Below `rooms announce`.
[[nodiscard]] Commands make_announce_commands();

} // namespace janus_talk::cli
