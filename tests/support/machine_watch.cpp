// SPDX-License-Identifier: MIT
#include "support/machine_watch.hpp"

#include "support/machine_harness.hpp"

#include <utility>

namespace janus_talk::test {

using namespace core;

void MachineWatch::before(const Event& event) {
    // A new room and an end answer everybody who still waits, each with a line and its answer.
    requests_.before(event);
    most_actions_ = 80 + 2 * requests_.commands();
    was_leaving_ = phase_ == Phase::leaving;
    if (std::holds_alternative<SignalingOpened>(event) && link_ == Link::asked)
        link_ = Link::open;
    if (std::holds_alternative<SignalingClosed>(event))
        link_ = Link::none;
    const auto* media = std::get_if<MediaEvent>(&event);
    if (media == nullptr)
        return;
    if (const auto* verified = std::get_if<media::DtlsVerified>(media))
        verified_ = verified_ || verified->epoch == epoch_;
    if (const auto* stopped = std::get_if<media::Stopped>(media))
        media_stopped_ = media_stopped_ || stopped->epoch == epoch_;
}

void MachineWatch::after(const Event& event, const std::vector<Action>& actions, TimePoint now) {
    require(!stopped_ || actions.empty());
    require(actions.size() <= most_actions_);
    for (const Action& action : actions)
        add(action, now);
    require(phase_ == machine_.phase());
    const bool runs = phase_ != Phase::idle && phase_ != Phase::ended;
    // Nothing that started is left without a deadline that ends it or keeps it alive.
    require(!runs || machine_.deadline());
    require(phase_ != Phase::ended || !machine_.deadline());
    if (runs && phase_ != Phase::leaving)
        require(microphone_muted_ == machine_.muted());
    requests_.check(event, now);
    check_leaving(event, now);
}

void MachineWatch::add(const Action& action, TimePoint now) {
    require(!stopped_);
    if (leave_since_)
        require(is_polite(action));
    requests_.add(action, now);
    on_link(action);
    on_media(action);
    if (const auto* notify = std::get_if<Notify>(&action))
        on_notice(notify->notice, now);
    stopped_ = std::holds_alternative<Stop>(action);
    require(stopped_ <= told_end_);
}

/// One connection at a time, and only an open one is written to.
void MachineWatch::on_link(const Action& action) {
    if (std::holds_alternative<OpenSignaling>(action)) {
        require(link_ == Link::none);
        link_ = Link::asked;
    } else if (std::holds_alternative<CloseSignaling>(action)) {
        if (link_ != Link::none)
            link_ = Link::closing;
    } else if (std::holds_alternative<SendRequest>(action)) {
        require(link_ == Link::open);
    }
}

/// One peer connection at a time: a new one takes the place of the one before, and its answer and
/// its end are its own.
void MachineWatch::on_media(const Action& action) {
    if (const auto* start = std::get_if<StartMedia>(&action)) {
        require(!stop_asked_ && !media_stopped_ && (!epoch_ || start->epoch > *epoch_));
        epoch_ = start->epoch;
        answered_ = verified_ = false;
        ++peer_connections_;
    } else if (const auto* apply = std::get_if<ApplyAnswer>(&action)) {
        require(apply->epoch == epoch_ && !std::exchange(answered_, true));
    } else if (const auto* candidate = std::get_if<AddRemoteCandidate>(&action)) {
        require(candidate->epoch == epoch_ && answered_);
    } else if (const auto* stop = std::get_if<StopMedia>(&action)) {
        require(stop->epoch == epoch_ && !std::exchange(stop_asked_, true));
    } else if (const auto* mute = std::get_if<SetMicrophoneMuted>(&action)) {
        microphone_muted_ = mute->muted;
    }
}

void MachineWatch::on_notice(const Notice& notice, TimePoint now) {
    require(!told_end_);
    if (const auto* state = std::get_if<StateChanged>(&notice)) {
        on_state(*state, now);
    } else if (const auto* joined = std::get_if<RoomJoined>(&notice)) {
        here_.clear();
        for (const auto& other : joined->participants)
            here_.insert(other.id);
    } else if (const auto* change = std::get_if<ParticipantChanged>(&notice)) {
        on_participant(*change);
    } else if (std::holds_alternative<Resumed>(notice)) {
        require(std::exchange(lost_, false)); // what was recovered was lost before
        ++recoveries_;
    } else if (std::holds_alternative<Ended>(notice)) {
        require(phase_ == Phase::ended);
        told_end_ = true;
    }
}

void MachineWatch::on_state(const StateChanged& change, TimePoint now) {
    require(change.from == phase_ && may_follow(change.from, change.to));
    phase_ = change.to;
    lost_ = lost_ || change.to == Phase::reconnecting;
    // Up means: the server's word, and a verified certificate of this peer connection.
    if (change.to == Phase::up)
        require(answered_ && verified_);
    if (change.to == Phase::leaving)
        leave_since_ = now;
}

/// Nobody joins twice in a row, or leaves who is not there.
void MachineWatch::on_participant(const ParticipantChanged& change) {
    if (change.id == base::ParticipantId{own_number})
        return;
    if (change.change == ParticipantChange::joined)
        require(here_.insert(change.id).second);
    if (change.change == ParticipantChange::left || change.change == ParticipantChange::kicked)
        require(here_.erase(change.id) == 1);
}

/// What may still be done while leaving.
bool MachineWatch::is_polite(const Action& action) {
    if (const auto* mute = std::get_if<SetMicrophoneMuted>(&action))
        return mute->muted;
    const auto* send = std::get_if<SendRequest>(&action);
    if (send == nullptr)
        return std::holds_alternative<CloseSignaling>(action) ||
               std::holds_alternative<StopMedia>(action) ||
               std::holds_alternative<Notify>(action) || std::holds_alternative<Stop>(action);
    if (const auto* message = std::get_if<janus::Message>(&send->envelope.request))
        return std::holds_alternative<janus::Leave>(message->body) ||
               std::holds_alternative<janus::DestroyRoom>(message->body);
    return std::holds_alternative<janus::Detach>(send->envelope.request) ||
           std::holds_alternative<janus::DestroySession>(send->envelope.request);
}

/// However slow the server is and whatever it says, and sooner when somebody asks twice.
void MachineWatch::check_leaving(const Event& event, TimePoint now) const {
    if (phase_ != Phase::leaving)
        return;
    const auto last = *leave_since_ + timing::leave_hard_limit;
    require(*machine_.deadline() <= last);
    if (std::holds_alternative<Tick>(event))
        require(now < last);
    if (was_leaving_ && std::holds_alternative<LeaveRequested>(event))
        require(*machine_.deadline() <= now + timing::leave_now_limit);
}

void MachineWatch::check_end() const {
    require(machine_.phase() == Phase::ended && stopped_);
    require(!epoch_ || stop_asked_ || media_stopped_);
}

} // namespace janus_talk::test
