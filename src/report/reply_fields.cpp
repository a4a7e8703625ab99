// SPDX-License-Identifier: MIT
#include "report/reply_fields.hpp"

namespace janus_talk::report {

std::string cell(json::Value object, std::string_view name) {
    const auto value = object.member(name);
    if (!value)
        return {};
    if (const auto text = value->string())
        return std::string(*text);
    if (const auto truth = value->boolean())
        return *truth ? "yes" : "no";
    if (const auto number = value->unsigned_integer())
        return std::to_string(*number);
    return {};
}

bool is_false(json::Value object, std::string_view name) {
    const auto value = object.member(name);
    return value && value->boolean() == false;
}

std::optional<json::Value> find_room(json::Value list_reply, const base::RoomId& room) {
    const auto list = list_reply.member("list");
    if (!list)
        return std::nullopt;
    for (const json::Value candidate : list->elements()) {
        const auto id = candidate.member("room");
        if (!id)
            continue;
        const auto* number = std::get_if<std::uint64_t>(&room.value);
        const bool same =
                number != nullptr
                        ? id->unsigned_integer() == *number
                        : id->string() == std::string_view{std::get<std::string>(room.value)};
        if (same)
            return candidate;
    }
    return std::nullopt;
}

} // namespace janus_talk::report
