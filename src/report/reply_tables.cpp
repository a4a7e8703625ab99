// SPDX-License-Identifier: MIT
#include "report/reply_tables.hpp"

#include "report/reply_fields.hpp"
#include "report/table.hpp"

#include <vector>

namespace janus_talk::report {

namespace {

constexpr auto right = Table::Align::right;

/// One row for each element of the member `list`, its cells the members `names`.
std::string make_table(json::Value reply,
                       std::string_view list,
                       std::vector<Table::Column> columns,
                       const std::vector<std::string_view>& names,
                       std::string_view when_empty) {
    const auto elements = reply.member(list);
    if (!elements || elements->size() == 0)
        return std::string(when_empty) + "\n";
    Table table{std::move(columns)};
    for (const json::Value element : elements->elements()) {
        std::vector<std::string> cells;
        cells.reserve(names.size());
        for (const std::string_view name : names)
            cells.push_back(cell(element, name));
        table.add(std::move(cells));
    }
    return table.text();
}

} // namespace

std::string rooms_table(json::Value reply) {
    return make_table(reply,
                      "list",
                      {{"ROOM", right},
                       {"DESCRIPTION"},
                       {"RATE", right},
                       {"PEOPLE", right},
                       {"PIN"},
                       {"MUTED"},
                       {"RECORDED"},
                       {"SPATIAL"}},
                      {"room",
                       "description",
                       "sampling_rate",
                       "num_participants",
                       "pin_required",
                       "muted",
                       "record",
                       "spatial_audio"},
                      "No rooms.");
}

std::string participants_table(json::Value reply) {
    return make_table(
            reply,
            "participants",
            {{"ID", right},
             {"NAME"},
             {"MEDIA"},
             {"MUTED"},
             {"TALKING"},
             {"SUSPENDED"},
             {"POSITION", right}},
            {"id", "display", "setup", "muted", "talking", "suspended", "spatial_position"},
            "Nobody.");
}

std::string forwarders_table(json::Value reply) {
    return make_table(
            reply,
            "rtp_forwarders",
            {{"STREAM", right},
             {"ADDRESS"},
             {"PORT", right},
             {"CODEC"},
             {"TYPE", right},
             {"SSRC", right},
             {"GROUP"},
             {"SRTP"},
             {"ALWAYS"}},
            {"stream_id", "ip", "port", "codec", "ptype", "ssrc", "group", "srtp", "always_on"},
            "No forwarders.");
}

std::string announcements_table(json::Value reply) {
    return make_table(reply,
                      "announcements",
                      {{"ID"}, {"FILE"}, {"PLAYING"}, {"LOOP"}},
                      {"file_id", "filename", "playing", "loop"},
                      "No announcements.");
}

} // namespace janus_talk::report
