// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"

#include <string_view>

namespace janus_talk::janus {

/// Codes of the core that decide what happens next.
inline constexpr int session_not_found = 458;
inline constexpr int handle_not_found = 459;
/// A session id of our choice was taken.
inline constexpr int session_conflict = 468;

/// Codes of the AudioBridge, likewise.
inline constexpr int no_such_room = 485;
inline constexpr int id_exists = 490;
inline constexpr int already_joined = 491;

/// The server's constant for the number, for example "ROOM_EXISTS"; empty when unknown.
[[nodiscard]] std::string_view name_of(const base::JanusError& error) noexcept;

/// Turns a server's error into a failure with exit class, a sentence and advice. `doing` completes
/// "Could not …", for example "join room 1234". A missing or wrong PIN (483 or 489) is `refused`,
/// so is 403 and 405.
[[nodiscard]] base::Failure to_failure(const base::JanusError& error, std::string_view doing);

} // namespace janus_talk::janus
