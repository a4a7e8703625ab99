// SPDX-License-Identifier: MIT
#include "report/reply_text.hpp"

#include "json/document.hpp"
#include "report/table.hpp"

#include <variant>

namespace janus_talk::report {

namespace {

/// As large as the largest answer that the codec takes.
constexpr json::Limits limits{.values = 200'000};

/// A member as one cell: text as it is, numbers in digits, booleans as yes and no.
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

std::string rooms_table(json::Value reply) {
    Table table{{{"ROOM", Table::Align::right},
                 {"DESCRIPTION"},
                 {"RATE", Table::Align::right},
                 {"PEOPLE", Table::Align::right},
                 {"PIN"},
                 {"MUTED"},
                 {"RECORDED"},
                 {"SPATIAL"}}};
    const auto list = reply.member("list");
    if (!list || list->size() == 0)
        return "No rooms.\n";
    for (const json::Value room : list->elements()) {
        table.add({cell(room, "room"),
                   cell(room, "description"),
                   cell(room, "sampling_rate"),
                   cell(room, "num_participants"),
                   cell(room, "pin_required"),
                   cell(room, "muted"),
                   cell(room, "record"),
                   cell(room, "spatial_audio")});
    }
    return table.text();
}

class ReplyText {
public:
    explicit ReplyText(json::Value reply) : reply_(reply) {}

    std::string operator()(const janus::ListRooms& /*list*/) const { return rooms_table(reply_); }

    template <typename Other>
    std::string operator()(const Other& /*other*/) const {
        return "Done.\n";
    }

private:
    json::Value reply_;
};

} // namespace

std::string reply_text(const janus::AudioBridgeRequest& request, std::string_view payload) {
    const auto parsed = json::parse(payload, limits);
    const auto* document = std::get_if<json::Document>(&parsed);
    if (document == nullptr)
        return {};
    return std::visit(ReplyText{document->root()}, request);
}

} // namespace janus_talk::report
