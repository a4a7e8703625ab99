// SPDX-License-Identifier: MIT
#include "janus/encode_audiobridge.hpp"

#include "janus/encode_rooms.hpp"
#include "json/copy.hpp"
#include "json/document.hpp"

#include <string_view>
#include <variant>

namespace janus_talk::janus {

namespace {

void write_participant(json::Writer& writer, const ParticipantSettings& settings) {
    writer.member("display", settings.display)
            .member("muted", settings.muted)
            .member("prebuffer", settings.prebuffer)
            .member("bitrate", settings.bitrate)
            .member("quality", settings.quality)
            .member("expected_loss", settings.expected_loss)
            .member("volume", settings.volume)
            .member("spatial_position", settings.spatial_position)
            .member("group", settings.group);
}

class BodyWriter : public RoomRequestWriter {
public:
    using RoomRequestWriter::operator();

    explicit BodyWriter(json::Writer& writer) : RoomRequestWriter(writer), writer_(writer) {}

    void operator()(const Join& join) const {
        begin("join", join.room);
        if (join.id)
            write_id(writer_, "id", *join.id);
        write_secret(writer_, "pin", join.pin);
        write_secret(writer_, "token", join.token);
        write_participant(writer_, join.settings);
        writer_.member("codec", join.codec);
    }

    void operator()(const Configure& configure) const {
        begin("configure");
        write_participant(writer_, configure.settings);
        writer_.member("record", configure.record).member("filename", configure.filename);
    }

    void operator()(const ChangeRoom& change) const {
        begin("changeroom", change.room);
        if (change.id)
            write_id(writer_, "id", *change.id);
        write_secret(writer_, "pin", change.pin);
        write_secret(writer_, "token", change.token);
        write_participant(writer_, change.settings);
    }

    void operator()(const Leave& /*leave*/) const { begin("leave"); }

    void operator()(const HangupPlugin& /*hangup*/) const { begin("hangup"); }

    /// Written by encode_audiobridge(), because it brings its own braces.
    void operator()(const RawBody& /*raw*/) const {}

private:
    void begin(std::string_view request) const { writer_.member("request", request); }

    void begin(std::string_view request, const base::RoomId& room) const {
        begin(request);
        write_id(writer_, "room", room);
    }

    json::Writer& writer_;
};

/// Parsed once more, so that what leaves is one object on one line: Janus refuses a message for a
/// single trailing newline.
void write_raw(json::Writer& writer, std::string_view text) {
    const auto parsed = json::parse(text);
    const auto* document = std::get_if<json::Document>(&parsed);
    if (document != nullptr && document->root().is_object())
        json::copy(writer, document->root());
    else
        writer.begin_object().end_object();
}

} // namespace

void encode_audiobridge(json::Writer& writer, const AudioBridgeRequest& request) {
    if (const auto* raw = std::get_if<RawBody>(&request)) {
        write_raw(writer, raw->json);
        return;
    }
    writer.begin_object();
    std::visit(BodyWriter{writer}, request);
    writer.end_object();
}

} // namespace janus_talk::janus
