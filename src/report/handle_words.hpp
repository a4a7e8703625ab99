// SPDX-License-Identifier: MIT
#pragma once

#include "janus/handle_info.hpp"

#include <optional>
#include <string>
#include <string_view>

// Private to the room: the words for what the server says about a handle, the same in text and
// JSON.

namespace janus_talk::report {

[[nodiscard]] std::string_view name_of(janus::IceMode mode) noexcept;
[[nodiscard]] std::string_view name_of(janus::IceRole role) noexcept;
[[nodiscard]] std::string_view name_of(janus::IceState state) noexcept;
[[nodiscard]] std::string_view name_of(janus::DtlsRole role) noexcept;
[[nodiscard]] std::string_view name_of(janus::DtlsState state) noexcept;

/// Seconds from `then` until the server said it; nullopt for what never happened.
[[nodiscard]] std::optional<double> age(const janus::HandleInfo& info,
                                        const std::optional<janus::ServerTime>& then);

/// In one word: "hanging-up", "up", the state of ICE while it is under way, "joined" (in a room
/// without media), "idle".
[[nodiscard]] std::string_view state_of(const janus::HandleInfo& info) noexcept;

/// Of the last second, in kbit/s.
[[nodiscard]] double kilobits(const janus::Traffic& traffic) noexcept;

/// Without the end of line that some servers leave in a candidate.
[[nodiscard]] std::string_view trimmed(std::string_view candidate) noexcept;

/// An SDP with its ICE passwords masked.
[[nodiscard]] std::string without_passwords(std::string_view sdp);

} // namespace janus_talk::report
