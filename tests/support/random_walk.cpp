// SPDX-License-Identifier: MIT
#include "support/random_walk.hpp"

#include "support/machine_harness.hpp"
#include "support/random_events.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace janus_talk::test {

using namespace core;
using base::ExitCode;

namespace {

void require(bool kept, int line = __builtin_LINE()) {
    if (!kept)
        throw std::logic_error("broken promise: random_walk.cpp:" + std::to_string(line));
}

/// Feeds any event in any order, with transactions that are often right and times that pass.
class Walk {
public:
    Walk(bool recovers, Pick pick)
        : pick_(std::move(pick)), recovers_(recovers), room_(config(recovers)) {
        if (recovers)
            room_.bring_up(); // trouble before that is the other walk's
    }

    void step() {
        // Half of the steps go the way of an honest server, otherwise nothing would ever get far.
        if (pick(2) == 0) {
            feed(honest());
        } else {
            feed(any());
        }
        check();
    }

    /// Whatever happened: after a request to leave only the clock is needed.
    void finish() {
        feed(LeaveRequested{});
        for (int n = 0; n < 50 && room_.machine.phase() != Phase::ended; ++n)
            room_.advance(1s);
        require(room_.machine.phase() == Phase::ended);
        require(!room_.machine.deadline());
        require(room_.count_actions<Stop>() == 1);
        require(room_.notices<Ended>().size() == 1);
        require(std::holds_alternative<Ended>(room_.all_notices().back()));
        for (const auto& change : room_.notices<StateChanged>()) {
            require(may_follow(change.from, change.to));
        }
        require(room_.count_actions<ApplyAnswer>() <= room_.count_actions<StartMedia>());
        if (!recovers_)
            require(room_.count_actions<StartMedia>() <= 1);
        check_connections();
        check_participants();
        require(room_.count_actions<StopMedia>() <= room_.count_actions<StartMedia>());
    }

    [[nodiscard]] Phase furthest() const { return furthest_; }

    [[nodiscard]] std::size_t recoveries() const { return room_.notices<Resumed>().size(); }

private:
    static ConferenceConfig config(bool recovers) {
        auto made = MachineHarness::default_config();
        made.create_room = !recovers;
        made.leave_after_play = !recovers;
        made.reconnect = recovers;
        made.next_fraction = [n = 0U]() mutable { return ++n % 10 / 10.0; };
        return made;
    }

    Event honest() {
        if (room_.machine.phase() == Phase::idle)
            return Start{};
        if (room_.machine.phase() == Phase::connecting ||
            (room_.machine.phase() == Phase::reconnecting && link_is_asked_for()))
            return SignalingOpened{};
        if (pick(4) == 0)
            return MediaEvent{honest_media()};
        if (room_.machine.phase() == Phase::trickling && pick(2) == 0)
            return message_with(janus::WebrtcUp{}, {});
        const auto& sent = room_.sent();
        if (sent.empty())
            return Tick{};
        const janus::Envelope& asked =
                sent.at(sent.size() - 1 - pick(std::min(4U, static_cast<unsigned>(sent.size()))));
        return message_with(honest_answer(asked.request), asked.transaction);
    }

    MediaEvent honest_media() {
        const MediaEpoch epoch = room_.epoch();
        switch (pick(4)) {
        case 0:
            return media::OfferReady{epoch, offer_sdp()};
        case 1:
            return media::DtlsVerified{epoch};
        case 2:
            return media::FirstAudio{epoch};
        default:
            return media::LocalCandidate{epoch, 0, "candidate:1"};
        }
    }

    janus::ServerBody honest_answer(const janus::Request& request) {
        const auto* message = std::get_if<janus::Message>(&request);
        if (std::holds_alternative<janus::Attach>(request))
            return janus::Success{handle_number};
        if (message == nullptr)
            return janus::Success{room_.session().value};
        if (std::holds_alternative<janus::ListParticipants>(message->body)) {
            janus::Participant self;
            self.id = base::ParticipantId{own_number};
            return janus::PluginEvent{janus::ParticipantList{message_room(), {self}}, {}, true};
        }
        if (std::holds_alternative<janus::CreateRoom>(message->body)) {
            return janus::PluginEvent{janus::RoomCreated{message_room(), false}, {}, true};
        }
        if (std::holds_alternative<janus::Join>(message->body)) {
            return janus::PluginEvent{
                    janus::Joined{message_room(), base::ParticipantId{own_number}, {}}, {}, false};
        }
        janus::PluginEvent configured{janus::Configured{}, {}, false};
        if (message->jsep)
            configured.jsep = janus::Jsep{janus::JsepType::answer, answer_sdp(), true};
        return configured;
    }

    static base::RoomId message_room() { return base::RoomId{1234U}; }

    Event message_with(janus::ServerBody body, std::optional<std::string> transaction) {
        janus::ServerMessage message;
        message.session = room_.session();
        message.transaction = std::move(transaction);
        message.body = std::move(body);
        return MessageReceived{std::move(message)};
    }

    Event any() {
        switch (pick(recovers_ ? 11 : 10)) {
        case 10:
            if (pick(2) == 0)
                return NetworkChanged{};
            return Woken{std::chrono::seconds{pick(9)}, pick(2) == 0};
        case 0:
            return Start{};
        case 1:
            return SignalingOpened{};
        case 2:
            if (pick(recovers_ ? 5 : 20) == 0)
                return SignalingClosed{{events_.any_exit(), "closed", "", {}}};
            if (pick(20) == 0)
                return SignalingSilent{2s};
            return Tick{};
        case 3:
            return events_.any_wish();
        case 4:
            return MessageUnreadable{{"noise", events_.any_transaction()}};
        case 5:
            room_.now += std::chrono::milliseconds(pick(3000));
            return Tick{};
        case 6:
            if (pick(40) == 0)
                return LeaveRequested{};
            return Tick{};
        case 7:
            return MediaEvent{events_.any_media()};
        default:
            return MessageReceived{events_.any_message()};
        }
    }

    unsigned pick(unsigned count) { return pick_(count); }

    void feed(Event event) {
        const auto before = room_.machine.phase();
        // A new room and an end answer everybody who still waits, each with a line and its answer.
        if (is_wish(event))
            ++wishes_;
        const auto actions = room_.feed(std::move(event));
        require(actions.size() <= 80 + 2 * wishes_);
        if (before == Phase::ended)
            require(actions.empty());
        if (room_.machine.phase() < Phase::leaving)
            furthest_ = std::max(furthest_, room_.machine.phase());
    }

    static bool is_wish(const Event& event) {
        return std::holds_alternative<SettingsRequested>(event) ||
               std::holds_alternative<ChangeRoomRequested>(event) ||
               std::holds_alternative<SayRequested>(event) ||
               std::holds_alternative<RecordingRequested>(event) ||
               std::holds_alternative<MuteRequested>(event);
    }

    void check() {
        const auto phase = room_.machine.phase();
        // Up means: the room, the server's word, and a verified certificate.
        if (phase == Phase::up)
            require(room_.count_actions<ApplyAnswer>() >= 1);
        // Nothing that started is left without a deadline that ends it or keeps it alive.
        if (phase != Phase::idle && phase != Phase::ended)
            require(room_.machine.deadline().has_value());
    }

    /// The last that was asked of the signalling is a connection.
    bool link_is_asked_for() {
        bool asked = false;
        for (const auto& action : room_.actions()) {
            if (std::holds_alternative<OpenSignaling>(action))
                asked = true;
            if (std::holds_alternative<CloseSignaling>(action))
                asked = false;
        }
        return asked;
    }

    /// Leaving or not: what was final stays final, and what was recovered was lost before.
    void check_connections() {
        bool lost = false;
        bool is_over = false;
        for (const auto& action : room_.actions()) {
            if (const auto* notify = std::get_if<Notify>(&action)) {
                if (const auto* state = std::get_if<StateChanged>(&notify->notice)) {
                    lost = lost || state->to == Phase::reconnecting;
                    is_over = is_over || state->to == Phase::leaving;
                }
                if (std::holds_alternative<Resumed>(notify->notice)) {
                    require(lost);
                    lost = false;
                }
            }
            if (is_over) {
                require(!std::holds_alternative<OpenSignaling>(action));
                require(!std::holds_alternative<StartMedia>(action));
            }
        }
    }

    /// Nobody joins twice in a row, or leaves who is not there.
    void check_participants() {
        std::map<base::ParticipantId, bool> here;
        for (const auto& notice : room_.all_notices()) {
            if (const auto* joined = std::get_if<RoomJoined>(&notice)) {
                here.clear();
                for (const auto& other : joined->participants)
                    here[other.id] = true;
            }
            const auto* change = std::get_if<ParticipantChanged>(&notice);
            if (change == nullptr || change->id == base::ParticipantId{own_number})
                continue;
            if (change->change == ParticipantChange::joined) {
                require(!here[change->id]);
                here[change->id] = true;
            }
            if (change->change == ParticipantChange::left ||
                change->change == ParticipantChange::kicked) {
                require(here[change->id]);
                here[change->id] = false;
            }
        }
    }

    Pick pick_;
    bool recovers_;
    MachineHarness room_;
    RandomEvents events_{pick_, room_};
    Phase furthest_ = Phase::idle;
    std::size_t wishes_ = 0;
};

} // namespace

WalkResult random_walk(unsigned steps, bool recovers, Pick pick) {
    Walk walk{recovers, std::move(pick)};
    for (unsigned n = 0; n < steps; ++n)
        walk.step();
    walk.finish();
    return {walk.furthest(), walk.recoveries()};
}

} // namespace janus_talk::test
