// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"
#include "base/secret.hpp"
#include "janus/room_request.hpp"
#include "json/writer.hpp"

#include <optional>
#include <string_view>
#include <variant>

// Private to the room: the bodies of room_request.hpp, each written into an open object.

namespace janus_talk::janus {

template <typename Id>
void write_id(json::Writer& writer, std::string_view name, const Id& id) {
    std::visit([&](const auto& value) { writer.member(name, value); }, id.value);
}

void write_secret(json::Writer& writer,
                  std::string_view name,
                  const std::optional<base::Secret>& secret);

class RoomRequestWriter {
public:
    explicit RoomRequestWriter(json::Writer& writer) : writer_(writer) {}

    void operator()(const CreateRoom& create) const;
    void operator()(const EditRoom& edit) const;
    void operator()(const DestroyRoom& destroy) const;
    void operator()(const RoomExists& exists) const;
    void operator()(const ListRooms& list) const;
    void operator()(const ListParticipants& list) const;
    void operator()(const EditAccessList& edit) const;
    void operator()(const MuteParticipant& mute) const;
    void operator()(const MuteRoom& mute) const;
    void operator()(const KickParticipant& kick) const;
    void operator()(const KickEverybody& kick) const;
    void operator()(const SuspendParticipant& suspend) const;
    void operator()(const ResumeParticipant& resume) const;
    void operator()(const DenoiseParticipant& denoise) const;
    void operator()(const ResetDecoder& reset) const;
    void operator()(const RecordRoom& record) const;
    void operator()(const RecordParticipants& record) const;
    void operator()(const StartForwarder& start) const;
    void operator()(const StopForwarder& stop) const;
    void operator()(const ListForwarders& list) const;
    void operator()(const PlayFile& play) const;
    void operator()(const IsPlaying& query) const;
    void operator()(const StopFile& stop) const;
    void operator()(const StopAllFiles& stop) const;
    void operator()(const ListAnnouncements& list) const;

private:
    void begin(std::string_view request, const base::RoomId& room) const;
    /// Request, room and the room's secret.
    template <typename Managing>
    void manage(std::string_view request, const Managing& body) const;
    /// The same with the participant.
    template <typename Managing>
    void manage_participant(std::string_view request, const Managing& body) const;
    /// The same with the plug-in's key, which some servers want for files and forwarders.
    template <typename Managing>
    void manage_with_key(std::string_view request, const Managing& body) const;
    void write_settings(const RoomSettings& settings) const;
    void write_tokens(const std::vector<base::Secret>& tokens) const;

    json::Writer& writer_;
};

} // namespace janus_talk::janus
