// SPDX-License-Identifier: MIT
#include "report/command_result.hpp"

#include "core/notice.hpp"
#include "json/document.hpp"
#include "json/writer.hpp"
#include "report/event_text.hpp"
#include "report/foreign_members.hpp"
#include "report/json_fields.hpp"
#include "report/reply_fields.hpp"

#include <variant>

namespace janus_talk::report {

namespace {

std::string_view our_name(std::string_view name) {
    if (name == "list")
        return "rooms";
    if (name == "rtp_forwarders")
        return "forwarders";
    return name;
}

void write_members(json::Writer& writer, std::string_view members) {
    const auto parsed = json::parse(members, reply_limits);
    const auto* document = std::get_if<json::Document>(&parsed);
    if (document == nullptr)
        return;
    ForeignMembers foreign{writer, {"v", "ok", "exit", "error", "audiobridge"}};
    for (const json::Value member : document->root().members())
        foreign.copy(our_name(member.name()), member);
}

} // namespace

std::string command_result(std::string_view members,
                           base::ExitCode exit,
                           const std::optional<base::Failure>& failure) {
    json::Writer writer;
    writer.begin_object().member("v", 1U).member("ok", exit == base::ExitCode::ok);
    write_members(writer, members);
    if (exit != base::ExitCode::ok)
        write_exit(writer, exit);
    if (failure) {
        writer.key("error").begin_object();
        write_failure(writer, *failure);
        writer.end_object();
    }
    return writer.end_object().take();
}

std::string failure_text(const base::Failure& failure) {
    const auto text = text_of(core::Problem{core::Severity::error, failure}, {});
    return text ? *text + "\n" : std::string{};
}

} // namespace janus_talk::report
