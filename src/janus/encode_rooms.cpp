// SPDX-License-Identifier: MIT
#include "janus/encode_rooms.hpp"

namespace janus_talk::janus {

namespace {

/// Janus takes an absent `permanent` for false.
void write_permanent(json::Writer& writer, bool permanent) {
    if (permanent)
        writer.member("permanent", true);
}

std::string_view name_of(AccessAction action) {
    switch (action) {
    case AccessAction::enable:
        return "enable";
    case AccessAction::disable:
        return "disable";
    case AccessAction::add:
        return "add";
    case AccessAction::remove:
        return "remove";
    }
    return "";
}

} // namespace

void write_secret(json::Writer& writer,
                  std::string_view name,
                  const std::optional<base::Secret>& secret) {
    if (secret)
        writer.member(name, secret->reveal());
}

void RoomRequestWriter::begin(std::string_view request, const base::RoomId& room) const {
    writer_.member("request", request);
    write_id(writer_, "room", room);
}

template <typename Managing>
void RoomRequestWriter::manage(std::string_view request, const Managing& body) const {
    begin(request, body.room);
    write_secret(writer_, "secret", body.secret);
}

template <typename Managing>
void RoomRequestWriter::manage_participant(std::string_view request, const Managing& body) const {
    manage(request, body);
    write_id(writer_, "id", body.id);
}

template <typename Managing>
void RoomRequestWriter::manage_with_key(std::string_view request, const Managing& body) const {
    manage(request, body);
    write_secret(writer_, "admin_key", body.admin_key);
}

void RoomRequestWriter::write_tokens(const std::vector<base::Secret>& tokens) const {
    writer_.key("allowed").begin_array();
    for (const base::Secret& token : tokens)
        writer_.value(token.reveal());
    writer_.end_array();
}

void RoomRequestWriter::write_settings(const RoomSettings& settings) const {
    writer_.member("description", settings.description);
    write_secret(writer_, "pin", settings.pin);
    write_secret(writer_, "secret", settings.secret);
    writer_.member("is_private", settings.is_private)
            .member("sampling_rate", settings.sampling_rate)
            .member("spatial_audio", settings.spatial_audio)
            .member("audiolevel_ext", settings.audiolevel_ext)
            .member("audiolevel_event", settings.audiolevel_event)
            .member("audio_active_packets", settings.audio_active_packets)
            .member("audio_level_average", settings.audio_level_average)
            .member("default_prebuffering", settings.default_prebuffering)
            .member("default_expectedloss", settings.default_expectedloss)
            .member("default_bitrate", settings.default_bitrate)
            .member("record", settings.record)
            .member("record_file", settings.record_file)
            .member("record_dir", settings.record_dir)
            .member("mjrs", settings.mjrs)
            .member("mjrs_dir", settings.mjrs_dir)
            .member("allow_rtp_participants", settings.allow_rtp_participants)
            .member("denoise", settings.denoise);
    if (!settings.groups.empty()) {
        writer_.key("groups").begin_array();
        for (const std::string& group : settings.groups)
            writer_.value(group);
        writer_.end_array();
    }
    if (!settings.allowed.empty())
        write_tokens(settings.allowed);
}

void RoomRequestWriter::operator()(const CreateRoom& create) const {
    writer_.member("request", "create");
    if (create.room)
        write_id(writer_, "room", *create.room);
    write_settings(create.settings);
    write_secret(writer_, "admin_key", create.admin_key);
    write_permanent(writer_, create.permanent);
}

void RoomRequestWriter::operator()(const EditRoom& edit) const {
    manage("edit", edit);
    writer_.member("new_description", edit.new_description);
    write_secret(writer_, "new_secret", edit.new_secret);
    write_secret(writer_, "new_pin", edit.new_pin);
    writer_.member("new_is_private", edit.new_is_private)
            .member("new_record_dir", edit.new_record_dir)
            .member("new_mjrs_dir", edit.new_mjrs_dir);
    write_permanent(writer_, edit.permanent);
}

void RoomRequestWriter::operator()(const DestroyRoom& destroy) const {
    manage("destroy", destroy);
    write_permanent(writer_, destroy.permanent);
}

void RoomRequestWriter::operator()(const RoomExists& exists) const {
    begin("exists", exists.room);
}

void RoomRequestWriter::operator()(const ListRooms& list) const {
    writer_.member("request", "list");
    write_secret(writer_, "admin_key", list.admin_key);
}

void RoomRequestWriter::operator()(const ListParticipants& list) const {
    begin("listparticipants", list.room);
}

void RoomRequestWriter::operator()(const EditAccessList& edit) const {
    manage("allowed", edit);
    writer_.member("action", name_of(edit.action));
    if (!edit.allowed.empty())
        write_tokens(edit.allowed);
}

void RoomRequestWriter::operator()(const MuteParticipant& mute) const {
    manage_participant(mute.muted ? "mute" : "unmute", mute);
}

void RoomRequestWriter::operator()(const MuteRoom& mute) const {
    manage(mute.muted ? "mute_room" : "unmute_room", mute);
}

void RoomRequestWriter::operator()(const KickParticipant& kick) const {
    manage_participant("kick", kick);
}

void RoomRequestWriter::operator()(const KickEverybody& kick) const {
    manage("kick_all", kick);
}

void RoomRequestWriter::operator()(const SuspendParticipant& suspend) const {
    manage_participant("suspend", suspend);
    writer_.member("pause_events", suspend.pause_events).member("stop_record", suspend.stop_record);
}

void RoomRequestWriter::operator()(const ResumeParticipant& resume) const {
    manage_participant("resume", resume);
    writer_.member("record", resume.record).member("filename", resume.filename);
}

void RoomRequestWriter::operator()(const DenoiseParticipant& denoise) const {
    manage_participant(denoise.enable ? "denoise_enable" : "denoise_disable", denoise);
}

void RoomRequestWriter::operator()(const ResetDecoder& /*reset*/) const {
    writer_.member("request", "resetdecoder");
}

void RoomRequestWriter::operator()(const RecordRoom& record) const {
    manage("enable_recording", record);
    writer_.member("record", record.record)
            .member("record_file", record.record_file)
            .member("record_dir", record.record_dir);
}

void RoomRequestWriter::operator()(const RecordParticipants& record) const {
    manage("enable_mjrs", record);
    writer_.member("mjrs", record.mjrs).member("mjrs_dir", record.mjrs_dir);
}

void RoomRequestWriter::operator()(const StartForwarder& start) const {
    manage_with_key("rtp_forward", start);
    writer_.member("host", start.host)
            .member("host_family", start.host_family)
            .member("port", start.port)
            .member("ssrc", start.ssrc)
            .member("codec", start.codec)
            .member("ptype", start.ptype)
            .member("group", start.group)
            .member("srtp_suite", start.srtp_suite);
    write_secret(writer_, "srtp_crypto", start.srtp_crypto);
    writer_.member("always_on", start.always_on);
}

void RoomRequestWriter::operator()(const StopForwarder& stop) const {
    manage_with_key("stop_rtp_forward", stop);
    writer_.member("stream_id", stop.stream_id);
}

void RoomRequestWriter::operator()(const ListForwarders& list) const {
    manage_with_key("listforwarders", list);
}

void RoomRequestWriter::operator()(const PlayFile& play) const {
    manage_with_key("play_file", play);
    writer_.member("filename", play.filename)
            .member("file_id", play.file_id)
            .member("loop", play.loop)
            .member("group", play.group);
}

void RoomRequestWriter::operator()(const IsPlaying& query) const {
    manage_with_key("is_playing", query);
    writer_.member("file_id", query.file_id);
}

void RoomRequestWriter::operator()(const StopFile& stop) const {
    manage_with_key("stop_file", stop);
    writer_.member("file_id", stop.file_id);
}

void RoomRequestWriter::operator()(const StopAllFiles& stop) const {
    manage_with_key("stop_all_files", stop);
}

void RoomRequestWriter::operator()(const ListAnnouncements& list) const {
    manage_with_key("listannouncements", list);
}

} // namespace janus_talk::janus
