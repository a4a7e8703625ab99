// SPDX-License-Identifier: MIT
#include "report/reply_text.hpp"

#include "base/text.hpp"
#include "json/document.hpp"
#include "report/reply_fields.hpp"
#include "report/reply_tables.hpp"

#include <array>
#include <utility>
#include <variant>

namespace janus_talk::report {

namespace {

/// Janus leaves `room` out of the answer when mute or unmute changed nothing.
bool changed_nothing(json::Value reply) {
    return !reply.member("room");
}

std::string member_text(json::Value reply, std::string_view name) {
    const std::string text = cell(reply, name);
    return text.empty() ? "?" : shown_name(text);
}

class ReplyText {
public:
    explicit ReplyText(json::Value reply) : reply_(reply) {}

    std::string operator()(const janus::ListRooms& /*list*/) const { return rooms_table(reply_); }

    std::string operator()(const janus::ListParticipants& /*list*/) const {
        return participants_table(reply_);
    }

    std::string operator()(const janus::ListForwarders& /*list*/) const {
        return forwarders_table(reply_);
    }

    std::string operator()(const janus::ListAnnouncements& /*list*/) const {
        return announcements_table(reply_);
    }

    std::string operator()(const janus::CreateRoom& create) const {
        return room_sentence(" was created", create.permanent);
    }

    std::string operator()(const janus::EditRoom& edit) const {
        return room_sentence(" was changed", edit.permanent);
    }

    std::string operator()(const janus::DestroyRoom& destroy) const {
        return room_sentence(" was destroyed", destroy.permanent);
    }

    std::string operator()(const janus::RoomExists& /*exists*/) const {
        return is_false(reply_, "exists") ? "no\n" : "yes\n";
    }

    std::string operator()(const janus::EditAccessList& edit) const {
        const auto listed = reply_.member("allowed");
        const std::string tokens = counted(listed ? listed->size() : 0, "token");
        switch (edit.action) {
        case janus::AccessAction::disable:
            return "Room " + shown(edit.room) + " admits everybody.\n";
        case janus::AccessAction::enable:
            return "Room " + shown(edit.room) + " admits only holders of a token; it has " +
                   tokens + ".\n";
        default:
            // Whether the list counts at present, the server does not say.
            return "The list of room " + shown(edit.room) + " has " + tokens + ".\n";
        }
    }

    std::string operator()(const janus::MuteParticipant& mute) const {
        return muting("Participant " + shown(mute.id), mute.muted);
    }

    std::string operator()(const janus::MuteRoom& mute) const {
        return muting("Room " + shown(mute.room), mute.muted);
    }

    std::string operator()(const janus::KickParticipant& kick) const {
        return deed(kick.id, "was kicked");
    }

    std::string operator()(const janus::KickEverybody& kick) const {
        return "Everybody was kicked from room " + shown(kick.room) + ".\n";
    }

    std::string operator()(const janus::SuspendParticipant& suspend) const {
        return deed(suspend.id, "was suspended");
    }

    std::string operator()(const janus::ResumeParticipant& resume) const {
        return deed(resume.id, "was resumed");
    }

    std::string operator()(const janus::DenoiseParticipant& denoise) const {
        return deed(denoise.id, denoise.enable ? "is denoised" : "is no longer denoised");
    }

    std::string operator()(const janus::ResetDecoder& /*reset*/) const {
        return "The decoder was reset.\n";
    }

    std::string operator()(const janus::RecordRoom& record) const {
        return recording("The mix of room " + shown(record.room), record.record);
    }

    std::string operator()(const janus::RecordParticipants& record) const {
        return recording("Each participant of room " + shown(record.room), record.mjrs);
    }

    std::string operator()(const janus::StartForwarder& start) const {
        return "Forwarder " + member_text(reply_, "stream_id") + " sends room " +
               shown(start.room) + " to " + member_text(reply_, "host") + " port " +
               member_text(reply_, "port") + ".\n";
    }

    std::string operator()(const janus::StopForwarder& stop) const {
        return "Forwarder " + std::to_string(stop.stream_id) + " of room " + shown(stop.room) +
               " no longer runs.\n";
    }

    std::string operator()(const janus::PlayFile& play) const {
        return "Announcement " + member_text(reply_, "file_id") + " was started in room " +
               shown(play.room) + ".\n";
    }

    std::string operator()(const janus::IsPlaying& /*query*/) const {
        return cell(reply_, "playing") == "yes" ? "yes\n" : "no\n";
    }

    std::string operator()(const janus::StopFile& stop) const {
        return "Announcement " + shown_name(stop.file_id) + " in room " + shown(stop.room) +
               " no longer plays.\n";
    }

    std::string operator()(const janus::StopAllFiles& stop) const {
        const auto stopped = reply_.member("file_id_list");
        return counted(stopped ? stopped->size() : 0, "announcement") + " stopped in room " +
               shown(stop.room) + ".\n";
    }

    /// What a participant sends, or somebody wrote by hand.
    template <typename Other>
    std::string operator()(const Other& /*other*/) const {
        return "Done.\n";
    }

private:
    /// The id from the answer: on creation the server may have chosen it.
    std::string room_sentence(std::string_view deed, bool permanent) const {
        std::string text = "Room " + member_text(reply_, "room");
        text += deed;
        if (permanent && !is_false(reply_, "permanent"))
            text += ", in the server's configuration file too";
        return text + ".\n";
    }

    std::string muting(const std::string& whom, bool muted) const {
        const std::string_view was = changed_nothing(reply_) ? " was already " : " was ";
        return whom + std::string(was) + (muted ? "muted.\n" : "unmuted.\n");
    }

    static std::string deed(const base::ParticipantId& id, std::string_view what) {
        return "Participant " + shown(id) + " " + std::string(what) + ".\n";
    }

    static std::string recording(const std::string& what, bool on) {
        return what + (on ? " is recorded on the server.\n" : " is no longer recorded.\n");
    }

    json::Value reply_;
};

/// Whether the request asked for the configuration file.
bool is_permanent(const janus::AudioBridgeRequest& request) {
    if (const auto* create = std::get_if<janus::CreateRoom>(&request))
        return create->permanent;
    if (const auto* edit = std::get_if<janus::EditRoom>(&request))
        return edit->permanent;
    const auto* destroy = std::get_if<janus::DestroyRoom>(&request);
    return destroy != nullptr && destroy->permanent;
}

constexpr std::array room_settings{
        std::pair<std::string_view, std::string_view>{"description", "Description"},
        std::pair<std::string_view, std::string_view>{"sampling_rate", "Sampling rate, Hz"},
        std::pair<std::string_view, std::string_view>{"pin_required", "PIN"},
        std::pair<std::string_view, std::string_view>{"spatial_audio", "Spatial audio"},
        std::pair<std::string_view, std::string_view>{"muted", "Muted"},
        std::pair<std::string_view, std::string_view>{"record", "Recorded"},
        std::pair<std::string_view, std::string_view>{"num_participants", "People"},
};

std::string settings_lines(json::Value line) {
    std::string text;
    for (const auto& [name, title] : room_settings) {
        const std::string value = cell(line, name);
        if (!value.empty())
            text += std::string(title) + ": " + shown_name(value) + "\n";
    }
    return text;
}

} // namespace

std::string reply_text(const janus::AudioBridgeRequest& request, std::string_view payload) {
    const auto parsed = json::parse(payload, reply_limits);
    const auto* document = std::get_if<json::Document>(&parsed);
    if (document == nullptr)
        return {};
    return std::visit(ReplyText{document->root()}, request);
}

std::string token_lines(std::string_view payload) {
    const auto parsed = json::parse(payload, reply_limits);
    const auto* document = std::get_if<json::Document>(&parsed);
    std::string text;
    if (document == nullptr)
        return text;
    if (const auto tokens = document->root().member("allowed")) {
        // Whole: a token that is cut is of no use.
        for (const json::Value token : tokens->elements()) {
            const auto value = token.string().value_or("");
            text += base::harmless(value, value.size()) + "\n";
        }
    }
    return text;
}

std::string room_id_lines(std::string_view payload) {
    const auto parsed = json::parse(payload, reply_limits);
    const auto* document = std::get_if<json::Document>(&parsed);
    std::string text;
    const auto rooms = document == nullptr ? std::nullopt : document->root().member("list");
    if (!rooms)
        return text;
    for (const json::Value room : rooms->elements()) {
        const auto id = room.member("room");
        if (!id)
            continue;
        if (const auto number = id->unsigned_integer())
            text += std::to_string(*number) + "\n";
        else if (const auto name = id->string())
            text += base::harmless(*name, name->size()) + "\n";
    }
    return text;
}

std::string room_text(const base::RoomId& room,
                      std::string_view participants_payload,
                      std::string_view list_payload) {
    const auto people = json::parse(participants_payload, reply_limits);
    const auto list = json::parse(list_payload, reply_limits);
    const auto* people_document = std::get_if<json::Document>(&people);
    const auto* list_document = std::get_if<json::Document>(&list);
    std::string text = "Room: " + shown(room) + "\n";
    const auto line =
            list_document == nullptr ? std::nullopt : find_room(list_document->root(), room);
    text += line ? settings_lines(*line)
                 : "It is private: its settings are shown to those with the --admin-key.\n";
    if (people_document != nullptr && people_document->root().member("participants")) {
        text += "\n";
        text += participants_table(people_document->root());
    }
    return text;
}

std::optional<base::Failure> shortfall(const janus::AudioBridgeRequest& request,
                                       std::string_view payload) {
    const auto parsed = json::parse(payload, reply_limits);
    const auto* document = std::get_if<json::Document>(&parsed);
    if (document == nullptr)
        return std::nullopt;
    if (std::holds_alternative<janus::RoomExists>(request) &&
        is_false(document->root(), "exists")) {
        return base::Failure{base::ExitCode::room, "", "", {}};
    }
    if (is_permanent(request) && is_false(document->root(), "permanent")) {
        return base::Failure{base::ExitCode::protocol,
                             "The server did not write its configuration file: the change lasts "
                             "until it restarts.",
                             "The server's user needs to be able to write the AudioBridge's "
                             "configuration file and its folder.",
                             {}};
    }
    return std::nullopt;
}

} // namespace janus_talk::report
