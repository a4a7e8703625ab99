// SPDX-License-Identifier: MIT
#include "janus/encode_audiobridge.hpp"

namespace janus_talk::janus {

namespace {

template <typename Id>
void write_id(json::Writer& writer, std::string_view name, const Id& id) {
    std::visit([&](const auto& value) { writer.member(name, value); }, id.value);
}

void write_secret(json::Writer& writer,
                  std::string_view name,
                  const std::optional<base::Secret>& secret) {
    if (secret)
        writer.member(name, secret->reveal());
}

void write_settings(json::Writer& writer, const ParticipantSettings& settings) {
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

class BodyWriter {
public:
    explicit BodyWriter(json::Writer& writer) : writer_(writer) {}

    void operator()(const CreateRoom& create) const {
        begin("create", create.room);
        writer_.member("description", create.description);
        write_secret(writer_, "pin", create.pin);
        write_secret(writer_, "secret", create.secret);
        write_secret(writer_, "admin_key", create.admin_key);
        writer_.member("is_private", create.is_private)
                .member("sampling_rate", create.sampling_rate)
                .member("spatial_audio", create.spatial_audio)
                .member("audiolevel_event", create.audiolevel_event);
    }

    void operator()(const DestroyRoom& destroy) const {
        begin("destroy", destroy.room);
        write_secret(writer_, "secret", destroy.secret);
    }

    void operator()(const Join& join) const {
        begin("join", join.room);
        if (join.id)
            write_id(writer_, "id", *join.id);
        write_secret(writer_, "pin", join.pin);
        write_secret(writer_, "token", join.token);
        write_settings(writer_, join.settings);
    }

    void operator()(const Configure& configure) const {
        begin("configure");
        write_settings(writer_, configure.settings);
    }

    void operator()(const Leave& /*leave*/) const { begin("leave"); }

    void operator()(const ListParticipants& list) const { begin("listparticipants", list.room); }

    void operator()(const ListRooms& list) const {
        begin("list");
        write_secret(writer_, "admin_key", list.admin_key);
    }

    void operator()(const RoomExists& exists) const { begin("exists", exists.room); }

    void operator()(const KickParticipant& kick) const {
        begin("kick", kick.room);
        write_id(writer_, "id", kick.id);
        write_secret(writer_, "secret", kick.secret);
    }

private:
    void begin(std::string_view request) const { writer_.member("request", request); }

    void begin(std::string_view request, const base::RoomId& room) const {
        begin(request);
        write_id(writer_, "room", room);
    }

    json::Writer& writer_;
};

} // namespace

void encode_audiobridge(json::Writer& writer, const AudioBridgeRequest& request) {
    writer.begin_object();
    std::visit(BodyWriter{writer}, request);
    writer.end_object();
}

} // namespace janus_talk::janus
