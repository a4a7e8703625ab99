// SPDX-License-Identifier: MIT
#include "report/event_json.hpp"

#include "json/writer.hpp"
#include "report/json_fields.hpp"
#include "report/names.hpp"
#include "report/words.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>
#include <variant>

namespace janus_talk::report {

namespace {

// One pair per notice: the type of its event, and its members.

std::string_view type_of(const core::StateChanged&) {
    return "state";
}

void write(json::Writer& writer, const core::StateChanged& notice) {
    // Idle is before the first event and no state that anybody can be in.
    if (notice.from != core::Phase::idle)
        writer.member("from", core::name_of(notice.from));
    writer.member("to", core::name_of(notice.to));
    write_text(writer, "cause", notice.cause);
}

std::string_view type_of(const core::Snapshot&) {
    return "snapshot";
}

void write(json::Writer& writer, const core::Snapshot& notice) {
    write_snapshot(writer, notice);
}

std::string_view type_of(const core::RoomJoined&) {
    return "joined";
}

void write(json::Writer& writer, const core::RoomJoined& notice) {
    write_id(writer, "room", notice.room);
    write_id(writer, "id", notice.id);
    write_participants(writer, notice.participants);
}

std::string_view type_of(const core::ParticipantChanged&) {
    return "participant";
}

void write(json::Writer& writer, const core::ParticipantChanged& notice) {
    writer.member("change", name_of(notice.change));
    write_id(writer, "id", notice.id);
    writer.member("display", notice.display);
}

std::string_view type_of(const core::TalkingChanged&) {
    return "talking";
}

void write(json::Writer& writer, const core::TalkingChanged& notice) {
    write_id(writer, "id", notice.id);
    writer.member("display", notice.display)
            .member("on", notice.on)
            .member("source", name_of(notice.source));
}

std::string_view type_of(const core::media::Levels&) {
    return "level";
}

void write(json::Writer& writer, const core::media::Levels& notice) {
    // What is not known is not written.
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    writer.fixed_member("tx_dbfs", notice.tx_dbfs.value_or(unknown), 1)
            .fixed_member("rx_dbfs", notice.rx_dbfs, 1)
            .fixed_member("tx_peak_dbfs", notice.tx_peak_dbfs.value_or(unknown), 1)
            .fixed_member("rx_peak_dbfs", notice.rx_peak_dbfs, 1)
            .member("clipped", notice.clipped);
}

std::string_view type_of(const core::media::RoomTalking&) {
    return "talking";
}

void write(json::Writer& writer, const core::media::RoomTalking& notice) {
    writer.member("on", notice.on).member("source", name_of(core::TalkingSource::local));
}

std::string_view type_of(const core::MediaChanged&) {
    return "media";
}

void write(json::Writer& writer, const core::MediaChanged& notice) {
    writer.member("change", name_of(notice.change)).member("reason", notice.reason);
    if (notice.elapsed)
        writer.member("elapsed_ms", notice.elapsed->count());
    if (!notice.candidate)
        return;
    writer.key("candidate").begin_object();
    write_text(writer, "local", notice.candidate->local);
    write_text(writer, "remote", notice.candidate->remote);
    write_text(writer, "type", notice.candidate->type);
    write_text(writer, "protocol", notice.candidate->protocol);
    writer.end_object();
}

std::string_view type_of(const core::media::Stats&) {
    return "stats";
}

void write(json::Writer& writer, const core::media::Stats& notice) {
    write_stats(writer, notice);
}

std::string_view type_of(const core::media::DeviceChanged&) {
    return "device";
}

void write(json::Writer& writer, const core::media::DeviceChanged& notice) {
    writer.member("change", name_of(notice.change)).member("direction", name_of(notice.direction));
    write_text(writer, "name", notice.name);
}

std::string_view type_of(const core::media::RecordingChanged&) {
    return "record";
}

void write(json::Writer& writer, const core::media::RecordingChanged& notice) {
    writer.member("change", notice.started ? "started" : "stopped").member("file", notice.file);
    writer.fixed_member("seconds", notice.seconds, 2);
}

std::string_view type_of(const core::Resumed&) {
    return "resumed";
}

void write(json::Writer& writer, const core::Resumed& notice) {
    writer.member("by", name_of(notice.by)).member("gap_ms", notice.gap.count());
    writer.member("attempt", notice.attempt);
}

std::string_view type_of(const core::AssertionChecked&) {
    return "assertion";
}

void write(json::Writer& writer, const core::AssertionChecked& notice) {
    write_assertion(writer, notice);
}

std::string_view type_of(const core::LinkAdapted&) {
    return "adapted";
}

void write(json::Writer& writer, const core::LinkAdapted& notice) {
    writer.member("prebuffer", notice.prebuffer);
    writer.member("tx_expected_loss_pct", notice.tx_expected_loss);
    writer.member("rx_expected_loss_pct", notice.rx_expected_loss);
}

std::string_view type_of(const core::CommandDone&) {
    return "control";
}

void write(json::Writer& writer, const core::CommandDone& notice) {
    writer.member("from", name_of(notice.from))
            .member("command", notice.command)
            .member("ok", !notice.failure.has_value());
    if (!notice.failure)
        return;
    writer.key("error").begin_object();
    write_failure(writer, *notice.failure);
    writer.end_object();
}

std::string_view type_of(const core::Problem& notice) {
    return name_of(notice.severity);
}

void write(json::Writer& writer, const core::Problem& notice) {
    write_failure(writer, notice.failure);
}

std::string_view type_of(const core::FlightRecorded&) {
    return "flight-recorder";
}

void write(json::Writer& writer, const core::FlightRecorded& notice) {
    writer.member("dir", notice.dir);
}

std::string_view type_of(const core::Ended&) {
    return "bye";
}

void write(json::Writer& writer, const core::Ended& notice) {
    write_exit(writer, notice.exit);
}

} // namespace

std::string_view event_type(const core::Notice& notice) {
    return std::visit([](const auto& value) { return type_of(value); }, notice);
}

namespace {

template <typename... Notices>
bool is_type_of_one(std::string_view type, const std::variant<Notices...>*) {
    return ((type == type_of(Notices{})) || ...);
}

} // namespace

bool is_notice_type(std::string_view type) {
    return is_type_of_one(type, static_cast<const core::Notice*>(nullptr));
}

EventJson::EventJson(std::string session, std::chrono::steady_clock::time_point start)
    : session_(std::move(session)), start_(start) {}

void EventJson::begin(json::Writer& writer, std::string_view type, const Moment& now) {
    using std::chrono::milliseconds;
    ms_ = std::max<std::int64_t>(
            ms_, std::chrono::duration_cast<milliseconds>(now.monotonic - start_).count());
    writer.begin_object().member("v", 1).member("type", type);
    writer.member("t", to_rfc3339(now.wall)).member("ms", ms_).member("seq", ++seq_);
    writer.member("session", session_);
}

std::string EventJson::line(const Hello& hello, const Moment& now) {
    json::Writer writer;
    begin(writer, "hello", now);
    writer.member("version", hello.version).member("pid", hello.pid);
    write_text(writer, "command", hello.command);
    write_text(writer, "url", hello.url);
    if (hello.room != base::RoomId{})
        write_id(writer, "room", hello.room);
    write_text(writer, "display", hello.display);
    if (hello.tls_verified)
        writer.key("tls").begin_object().member("verified", *hello.tls_verified).end_object();
    writer.key("audio").begin_object();
    write_text(writer, "input", hello.input);
    write_text(writer, "output", hello.output);
    writer.member("rate", hello.rate);
    write_text(writer, "codec", hello.codec);
    writer.end_object();
    return writer.end_object().take();
}

std::string EventJson::line(const core::Notice& notice, const Moment& now, std::string_view leg) {
    json::Writer writer;
    std::visit(
            [&](const auto& value) {
                begin(writer, type_of(value), now);
                write_text(writer, "leg", leg);
                write(writer, value);
            },
            notice);
    return writer.end_object().take();
}

std::string EventJson::line_of_dropped(std::uint64_t count, const Moment& now) {
    json::Writer writer;
    begin(writer, "dropped", now);
    return writer.member("count", count).end_object().take();
}

std::string EventJson::line(const Summary& summary, const Moment& now) {
    json::Writer writer;
    begin(writer, "result", now);
    write_result(writer, summary);
    return writer.end_object().take();
}

std::string EventJson::line(const ProbeReport& report, const Moment& now) {
    json::Writer writer;
    begin(writer, "result", now);
    write_probe(writer, report);
    return writer.end_object().take();
}

} // namespace janus_talk::report
