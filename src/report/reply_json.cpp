// SPDX-License-Identifier: MIT
#include "report/reply_json.hpp"

#include "json/copy.hpp"
#include "json/document.hpp"
#include "json/writer.hpp"
#include "report/foreign_members.hpp"
#include "report/json_fields.hpp"
#include "report/reply_fields.hpp"

#include <variant>

namespace janus_talk::report {

std::string without_tokens(std::string_view payload) {
    const auto parsed = json::parse(payload, reply_limits);
    const auto* document = std::get_if<json::Document>(&parsed);
    json::Writer writer;
    writer.begin_object();
    if (document != nullptr) {
        ForeignMembers foreign{writer, {"allowed_count"}};
        for (const json::Value member : document->root().members()) {
            if (member.name() == "allowed")
                writer.member("allowed_count", member.size());
            else
                foreign.copy(member.name(), member);
        }
    }
    return writer.end_object().take();
}

std::string room_json(const base::RoomId& room,
                      std::string_view participants_payload,
                      std::string_view list_payload) {
    const auto people = json::parse(participants_payload, reply_limits);
    const auto list = json::parse(list_payload, reply_limits);
    json::Writer writer;
    writer.begin_object();
    write_id(writer, "room", room);
    const auto* list_document = std::get_if<json::Document>(&list);
    const auto line =
            list_document == nullptr ? std::nullopt : find_room(list_document->root(), room);
    writer.member("listed", line.has_value());
    if (line) {
        ForeignMembers foreign{writer, {"room", "listed", "participants"}};
        for (const json::Value member : line->members())
            foreign.copy(member.name(), member);
    }
    if (const auto* document = std::get_if<json::Document>(&people)) {
        if (const auto participants = document->root().member("participants")) {
            writer.key("participants");
            json::copy(writer, *participants);
        }
    }
    return writer.end_object().take();
}

} // namespace janus_talk::report
