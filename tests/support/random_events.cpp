// SPDX-License-Identifier: MIT
#include "support/random_events.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace janus_talk::test {

using namespace core;
using base::ExitCode;

Event RandomEvents::any_wish() {
    switch (pick(5)) {
    case 0: {
        SettingsRequested settings;
        settings.settings.volume = pick(200);
        settings.tag = any_tag();
        return settings;
    }
    case 1: {
        ChangeRoomRequested change;
        change.room = base::RoomId{std::uint64_t{pick(3)}};
        change.tag = any_tag();
        return change;
    }
    case 2:
        if (pick(2) == 0) // for one of the last commands, whatever it was
            return MediaEvent{media::CommandAnswered{
                    last_tag_ - std::min<CommandTag>(pick(3), last_tag_), {}}};
        return SayRequested{CommandSource::socket, "hello.wav", any_tag()};
    case 3:
        return RecordingRequested{CommandSource::keys,
                                  pick(2) == 0 ? std::optional<std::string>{"a.wav"} : std::nullopt,
                                  any_tag()};
    default:
        return MuteRequested{CommandSource::signal, {}, any_tag()};
    }
}

CommandTag RandomEvents::any_tag() {
    return pick(3) == 0 ? 0 : ++last_tag_;
}

ExitCode RandomEvents::any_exit() {
    constexpr std::array codes{
            ExitCode::ok, ExitCode::unreachable, ExitCode::try_later, ExitCode::protocol};
    return codes.at(pick(codes.size()));
}

std::optional<std::string> RandomEvents::any_transaction() {
    if (pick(5) == 0 || room_.sent().empty())
        return std::nullopt;
    const auto count = static_cast<unsigned>(room_.sent().size());
    const unsigned back = std::min(pick(4), count - 1);
    return room_.sent().at(count - 1 - back).transaction;
}

janus::AudioBridgeEvent RandomEvents::any_plugin_event() {
    const base::RoomId number{1234U};
    const base::ParticipantId id{pick(2) == 0 ? own_number : pick(4)};
    janus::Participant participant;
    participant.id = id;
    participant.muted = pick(2) == 0;
    switch (pick(12)) {
    case 0:
        return janus::Joined{number, base::ParticipantId{own_number}, {participant}};
    case 1:
        return janus::ParticipantsJoined{number, {participant}};
    case 2:
        return janus::ParticipantsUpdated{number, {participant}};
    case 3:
        return janus::ParticipantLeaving{number, id};
    case 4:
        if (pick(10) == 0)
            return janus::ParticipantKicked{number, id};
        return janus::Configured{};
    case 5:
        return janus::Talking{number, id, pick(2) == 0};
    case 6:
        if (pick(10) == 0)
            return janus::RoomDestroyed{number, {}};
        return janus::Configured{};
    case 7:
        return janus::RoomCreated{number, false};
    case 8:
        if (pick(4) == 0)
            return janus::AudioBridgeError{
                    {base::JanusLayer::audiobridge, static_cast<int>(480 + pick(20)), "x"}};
        return janus::Joined{number, base::ParticipantId{own_number}, {}};
    case 9:
        return janus::Left{number, id};
    case 10:
        return janus::UnknownEvent{"new"};
    default:
        return janus::Configured{};
    }
}

janus::ServerMessage RandomEvents::any_message() {
    janus::ServerMessage message;
    if (pick(10) != 0)
        message.session = room_.session();
    message.transaction = any_transaction();
    switch (pick(10)) {
    case 0:
        message.body = janus::Ack{};
        break;
    case 1:
    case 2:
        message.body = janus::Success{pick(2) == 0 ? room_.session().value : handle_number};
        break;
    case 3:
        if (pick(5) == 0) {
            message.body = janus::CoreError{
                    {base::JanusLayer::core, static_cast<int>(450 + pick(25)), "x"}};
            break;
        }
        [[fallthrough]];
    case 4:
        message.body = janus::WebrtcUp{};
        break;
    case 5:
        message.body = janus::Media{"audio", {}, pick(2) == 0, {}};
        break;
    case 6:
        if (pick(10) == 0) {
            message.body = janus::HungUp{"x"};
            break;
        }
        [[fallthrough]];
    default: {
        janus::PluginEvent event{any_plugin_event(), {}, pick(2) == 0};
        if (pick(2) == 0)
            event.jsep =
                    janus::Jsep{janus::JsepType::answer, pick(10) == 0 ? "" : answer_sdp(), true};
        message.body = std::move(event);
    }
    }
    return message;
}

MediaEvent RandomEvents::any_media() {
    const MediaEpoch epoch = pick(10) == 0 ? MediaEpoch{0} : room_.epoch();
    switch (pick(11)) {
    case 0:
    case 1:
        return media::OfferReady{epoch, offer_sdp()};
    case 2:
        return media::LocalCandidate{epoch, 0, "candidate:1"};
    case 3:
        return media::GatheringComplete{epoch, pick(20) != 0};
    case 4:
        return media::DtlsVerified{epoch};
    case 5:
        return media::FirstAudio{epoch};
    case 6:
        return media::RtpFlow{epoch, pick(2) == 0};
    case 7:
        return media::Levels{};
    case 8:
        if (pick(10) == 0)
            return media::Failed{epoch, {ExitCode::media_setup, "x", "", {}}};
        return media::Stats{};
    case 9:
        if (pick(20) == 0)
            return media::Stopped{epoch};
        return media::IceStateChanged{epoch, media::IceState::connected};
    default:
        if (pick(10) == 0)
            return media::InputEnded{};
        return media::RecordingChanged{pick(2) == 0, "x.wav", 1};
    }
}

} // namespace janus_talk::test
