// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"
#include "json/document.hpp"
#include "report/words.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

// Private to the room: reading the plug-in's answers for people.

namespace janus_talk::report {

/// As large as the largest answer that the codec takes.
inline constexpr json::Limits reply_limits{.values = 200'000};

/// A member as one cell: text as it is, numbers in digits, booleans as yes and no.
[[nodiscard]] std::string cell(json::Value object, std::string_view name);

/// Whether the member is there and false.
[[nodiscard]] bool is_false(json::Value object, std::string_view name);

/// The element of the room list that is this room: ids of the other kind are other rooms.
[[nodiscard]] std::optional<json::Value> find_room(json::Value list_reply,
                                                   const base::RoomId& room);

/// Our own words and what the user typed, without risk.
template <typename Tag>
[[nodiscard]] std::string shown(const base::MixedId<Tag>& id) {
    return shown_name(id.text());
}

} // namespace janus_talk::report
