// SPDX-License-Identifier: MIT
#include "support/random_walk.hpp"

#include "support/machine_harness.hpp"
#include "support/machine_watch.hpp"
#include "support/random_events.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace janus_talk::test {

using namespace core;
using base::ExitCode;

namespace {

/// Feeds any event in any order, with transactions that are often right and times that pass.
class Walk {
public:
    Walk(bool recovers, Pick pick)
        : pick_(std::move(pick)), recovers_(recovers), room_(config(recovers)) {
        room_.before = [this](const Event& event) { watch_.before(event); };
        room_.after = [this](const Event& event, const std::vector<Action>& actions) {
            watch_.after(event, actions, room_.now);
        };
        if (recovers)
            room_.bring_up(); // trouble before that is the other walk's
    }

    void step() {
        // Half of the steps go the way of an honest server, otherwise nothing would ever get far.
        room_.feed(as_promised(pick(2) == 0 ? honest() : any()));
        if (room_.machine.phase() < Phase::leaving)
            furthest_ = std::max(furthest_, room_.machine.phase());
    }

    /// Whatever happened: after a request to leave only the clock is needed.
    void finish() {
        room_.feed(LeaveRequested{});
        room_.advance(timing::leave_hard_limit);
        watch_.check_end();
        if (!recovers_)
            require(watch_.peer_connections() <= 1);
    }

    [[nodiscard]] Phase furthest() const { return furthest_; }

    [[nodiscard]] std::size_t recoveries() const { return watch_.recoveries(); }

private:
    static ConferenceConfig config(bool recovers) {
        auto made = MachineHarness::default_config();
        made.create_room = !recovers;
        made.leave_after_play = !recovers;
        made.reconnect = recovers;
        made.next_fraction = [n = 0U]() mutable { return ++n % 10 / 10.0; };
        return made;
    }

    /// Servers and users may do anything, but our own adapters keep to core/ports.hpp: one end of
    /// each connection, and only an open one says something.
    Event as_promised(Event event) {
        const auto link = watch_.link();
        if (link == Link::closing && pick(2) == 0)
            return SignalingClosed{{ExitCode::ok, "", "", {}}};
        if (std::holds_alternative<SignalingOpened>(event))
            return link == Link::asked ? std::move(event) : Event{Tick{}};
        if (std::holds_alternative<SignalingClosed>(event))
            return link != Link::none ? std::move(event) : Event{Tick{}};
        const bool is_heard = std::holds_alternative<MessageReceived>(event) ||
                              std::holds_alternative<MessageUnreadable>(event) ||
                              std::holds_alternative<SignalingSilent>(event);
        return link == Link::open || !is_heard ? std::move(event) : Event{Tick{}};
    }

    Event honest() {
        if (room_.machine.phase() == Phase::idle)
            return Start{};
        if (watch_.link() == Link::asked)
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

    Pick pick_;
    bool recovers_;
    MachineHarness room_;
    MachineWatch watch_{room_.machine};
    RandomEvents events_{pick_, room_};
    Phase furthest_ = Phase::idle;
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
