// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"

#include <string>
#include <string_view>

// Members of the --json line that are not simply the server's answer: each is one JSON object.

namespace janus_talk::report {

/// The answer to EditAccessList with the number of tokens, `allowed_count`, in place of the tokens.
[[nodiscard]] std::string without_tokens(std::string_view payload);

/// What the list of rooms says about one room, and its participants; `listed` is false, and the
/// settings are missing, when the list does not have it.
[[nodiscard]] std::string room_json(const base::RoomId& room,
                                    std::string_view participants_payload,
                                    std::string_view list_payload);

} // namespace janus_talk::report
