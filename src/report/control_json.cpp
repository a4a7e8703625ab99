// SPDX-License-Identifier: MIT
#include "report/control_json.hpp"

#include "json/writer.hpp"
#include "report/json_fields.hpp"

namespace janus_talk::report {

namespace {

void begin(json::Writer& writer, const ReplyId& id, bool ok) {
    writer.begin_object();
    if (const auto* number = std::get_if<std::uint64_t>(&id))
        writer.member("id", *number);
    if (const auto* text = std::get_if<std::string>(&id))
        writer.member("id", *text);
    writer.member("ok", ok);
}

} // namespace

std::string reply_line(const ReplyId& id, const std::optional<base::Failure>& failure) {
    json::Writer writer;
    begin(writer, id, !failure);
    if (failure) {
        writer.key("error").begin_object();
        write_failure(writer, *failure);
        writer.end_object();
    }
    return writer.end_object().take();
}

std::string
state_line(const ReplyId& id, core::Phase phase, const std::optional<core::Snapshot>& snapshot) {
    json::Writer writer;
    begin(writer, id, true);
    writer.member("state", core::name_of(phase));
    if (snapshot)
        write_snapshot(writer, *snapshot);
    return writer.end_object().take();
}

std::string people_line(const ReplyId& id, const std::optional<core::Snapshot>& snapshot) {
    json::Writer writer;
    begin(writer, id, true);
    write_participants(writer,
                       snapshot ? snapshot->participants : std::vector<janus::Participant>{});
    return writer.end_object().take();
}

std::string stats_line(const ReplyId& id, const std::optional<core::media::Stats>& stats) {
    json::Writer writer;
    begin(writer, id, true);
    if (stats)
        write_stats(writer, *stats);
    return writer.end_object().take();
}

} // namespace janus_talk::report
