// SPDX-License-Identifier: MIT
#include "core/conference_machine.hpp"
#include "janus/error_code.hpp"

#include <utility>

// What was lost, and the way back, the cheapest that can work:
//
//   the link     a new WebSocket, then the old session is claimed while its media plays on
//                (machine_claim.cpp), or, where that is refused, replaced
//   the session  a new one over the same WebSocket, with new media
//   the media    a new peer connection on the same handle
//
// The first way into a room is never repeated, and neither is what somebody else wanted: being
// kicked, a destroyed room, a refusal.

namespace janus_talk::core {

using base::ExitCode;
using base::Failure;
using std::chrono::milliseconds;

namespace {

/// Another try could not change it.
bool is_final(const Failure& failure) {
    switch (failure.code) {
    case ExitCode::refused:
    case ExitCode::kicked:
    case ExitCode::room_destroyed:
    case ExitCode::device:
    case ExitCode::usage:
    case ExitCode::internal:
        return true;
    case ExitCode::room:
        break;
    default:
        return false;
    }
    // The room may be made again after a restart, and who has our id is our own ghost.
    return !failure.janus ||
           (failure.janus->code != janus::no_such_room && failure.janus->code != janus::id_exists &&
            failure.janus->code != janus::already_joined);
}

} // namespace

/// A finite input that is being played has an end that the room must hear; there is no telling what
/// of it was.
bool ConferenceMachine::may_recover(const Failure& failure) const {
    return config_.reconnect && was_ready_ && !config_.must_play && !is_armed(Alarm::drain) &&
           !is_final(failure);
}

/// Nobody's time but our own is limited now. False when this was the end instead.
bool ConferenceMachine::begin_outage(const Failure& failure) {
    if (is_leaving())
        return false;
    if (!may_recover(failure)) {
        fail(failure);
        return false;
    }
    for (const Alarm alarm :
         {Alarm::connect, Alarm::ready, Alarm::uplink, Alarm::media_lost, Alarm::retry})
        clear(alarm);
    hanging_up_ = false;
    if (outage_) {
        outage_->last = failure;
    } else {
        if (!resumed_at_ || now_ - *resumed_at_ >= timing::steady_after)
            backoff_.reset();
        const TimePoint since = flow_ == Flow::stalled ? stalled_since_ : now_;
        outage_ = Outage{since, 0, ResumedBy::rejoin, failure, failure};
        set(Alarm::outage,
            std::max(config_.max_outage - std::chrono::floor<milliseconds>(now_ - since),
                     milliseconds{0}));
        warn(failure);
    }
    if (phase_ != Phase::reconnecting)
        enter(Phase::reconnecting, std::string(base::name_of(failure.code)));
    return true;
}

void ConferenceMachine::end_outage(ResumedBy by) {
    notify(Resumed{by,
                   std::chrono::floor<milliseconds>(now_ - outage_->since),
                   std::max(outage_->attempt, 1U)});
    outage_.reset();
    protocol_breaks_ = 0;
    resumed_at_ = now_;
    clear(Alarm::outage);
}

void ConferenceMachine::on_outage_limit() {
    if (!outage_)
        return;
    const Failure& first = outage_->cause;
    const Failure& last = outage_->last;
    std::string hint = "It was lost because of this: " + first.text;
    if (last.text != first.text)
        hint += " The last try ended so: " + last.text;
    fail({ExitCode::outage,
          "The connection could not be restored within --max-outage.",
          std::move(hint),
          last.janus ? last.janus : first.janus});
}

/// The WebSocket ended, or is no good any more.
void ConferenceMachine::lose_link(const Failure& failure) {
    if (failure.code == ExitCode::protocol && outage_ &&
        ++protocol_breaks_ >= timing::protocol_break_limit) {
        fail(failure);
        return;
    }
    const bool was_dropped = std::exchange(dropping_link_, false);
    if (was_dropped && outage_ && !is_leaving()) {
        retry_later(); // told already
        return;
    }
    if (!begin_outage(failure))
        return;
    if (socket_open_) {
        drop_link();
    } else {
        retry_later();
    }
}

/// SignalingClosed follows.
void ConferenceMachine::drop_link() {
    requests_.clear();
    clear(Alarm::keep_alive);
    dropping_link_ = true;
    socket_open_ = false;
    act(CloseSignaling{});
}

/// The server does not know us any more, but listens.
void ConferenceMachine::lose_session(const Failure& failure) {
    if (!begin_outage(failure))
        return;
    in_room_ = false;
    clear(Alarm::keep_alive);
    requests_.clear();
    retry_later();
}

/// The peer connection is dead while the signalling lives.
void ConferenceMachine::lose_media(const Failure& failure) {
    if (phase_ == Phase::reconnecting && outage_) {
        media_lives_ = false; // whatever comes next makes a new one
        return;
    }
    if (!begin_outage(failure))
        return;
    media_lives_ = false;
    flow_ = Flow::down;
    media_losses_.push_back(now_);
    while (now_ - media_losses_.front() > timing::media_loss_window)
        media_losses_.pop_front();
    const bool may_join = handle_ != base::HandleId{} && !requests_.has(Purpose::join);
    requests_.clear();
    if (media_losses_.size() >= timing::media_loss_limit) {
        media_losses_.clear(); // media that does not live is not claimed
        drop_link();
    } else if (in_room_) {
        // Janus thinks that it lives, and would ignore a new one without a word.
        hanging_up_ = true;
        send(janus::Hangup{session_, handle_}, Purpose::hang_up);
        set(Alarm::retry, timing::hang_up_limit);
    } else if (may_join) {
        restart_media();
    } else {
        retry_later(); // there is no handle yet, or it may be in the room at any moment
    }
}

/// We hear the room, but the room does not hear us. Without recovery that was told, and no reason
/// to end.
void ConferenceMachine::lose_uplink() {
    const Failure failure{ExitCode::media_lost,
                          "The server has received no audio from us for too long.",
                          "A firewall may pass only one direction.",
                          {}};
    if (may_recover(failure))
        lose_media(failure);
}

/// A step on the way to the room did not work; on the first way that is the end.
void ConferenceMachine::lose_attempt(const Failure& failure) {
    if (phase_ == Phase::trickling || phase_ == Phase::up) {
        lose_media(failure);
    } else if (phase_ == Phase::connecting || (phase_ == Phase::reconnecting && !socket_open_)) {
        if (!begin_outage(failure))
            return;
        drop_link();
    } else {
        lose_session(failure);
    }
}

/// The first way in: every server gets its chance.
bool ConferenceMachine::try_next_server(const Failure& failure) {
    if (phase_ != Phase::connecting || server_ + 1 >= config_.servers ||
        (failure.code != ExitCode::unreachable && failure.code != ExitCode::try_later))
        return false;
    warn(failure);
    ++server_;
    act(OpenSignaling{server_});
    set(Alarm::connect, timing::connect_limit);
    return true;
}

/// Of several servers the next one is tried at once; a whole round waits.
void ConferenceMachine::retry_later() {
    const bool was_tried = outage_->attempt > 0 && !socket_open_;
    if (was_tried)
        server_ = (server_ + 1) % config_.servers;
    if (was_tried && server_ != session_server_) {
        retry();
        return;
    }
    const auto wait = backoff_.next(std::chrono::floor<milliseconds>(now_ - outage_->since));
    if (wait == milliseconds{0}) {
        retry();
    } else {
        set(Alarm::retry, wait);
    }
}

void ConferenceMachine::retry() {
    ++outage_->attempt;
    if (socket_open_) {
        restart_session();
    } else {
        open_link();
    }
}

void ConferenceMachine::open_link() {
    act(OpenSignaling{server_});
    set(Alarm::connect, timing::connect_limit);
}

/// No ghosts: what may still live of the old session goes first.
void ConferenceMachine::restart_session() {
    if (session_ != base::SessionId{} && !session_gone_ && session_server_ == server_)
        send_untracked(janus::DestroySession{session_});
    requests_.clear();
    clear(Alarm::keep_alive);
    clear(Alarm::retry);
    hanging_up_ = false;
    in_room_ = false;
    handle_ = base::HandleId{};
    session_alive_ = false;
    session_conflicts_ = 0;
    room_is_unsure_ = false;
    outage_->by = ResumedBy::rejoin;
    renew_media();
    set(Alarm::ready, timing::rejoin_limit);
    enter(Phase::creating, "new session");
    open_session();
}

/// On the same handle: the server has taken us out of the room.
void ConferenceMachine::restart_media() {
    in_room_ = false;
    clear(Alarm::retry);
    outage_->by = ResumedBy::rejoin;
    ++outage_->attempt;
    renew_media();
    set(Alarm::ready, timing::rejoin_limit);
    enter(Phase::joining, "new media");
    join();
}

/// Another peer connection, unless the one there has never been shown to a server and is still
/// fresh.
void ConferenceMachine::renew_media() {
    webrtc_up_ = false;
    if (!offer_sent_ && media_since_ && now_ - *media_since_ < timing::steady_after)
        return;
    ++epoch_.value;
    media_since_ = now_;
    local_sdp_.reset();
    offer_sent_ = answered_ = gathered_ = told_gathered_ = false;
    held_candidates_.clear();
    remote_candidates_.clear();
    remote_candidate_count_ = 0;
    uplink_seen_ = uplink_missing_ = ice_connected_ = dtls_verified_ = first_audio_ = false;
    media_lives_ = false;
    flow_ = Flow::down;
    act(StartMedia{epoch_});
}

/// Is it the media alone? If the network was changed a moment ago, everything is as good as gone.
void ConferenceMachine::on_stalled() {
    if (network_changed_at_ && now_ - *network_changed_at_ <= timing::network_change_memory &&
        config_.reconnect) {
        network_changed_at_.reset();
        lose_link({ExitCode::outage, "The network of this machine has changed.", "", {}});
        return;
    }
    probe();
}

void ConferenceMachine::probe() {
    if (config_.reconnect && session_alive_ && socket_open_ && !requests_.has(Purpose::probe))
        send(janus::KeepAlive{session_}, Purpose::probe, timing::probe_limit);
}

/// Only told: what TCP sends again comes late, and a new connection would cost a server without
/// reclaim everything that still works.
void ConferenceMachine::on(const SignalingSilent& event) {
    if (phase_ != Phase::up)
        return;
    warn({ExitCode::unreachable,
          "The server has said nothing for " + std::to_string(event.silence.count() / 1000) +
                  " s, and does not answer a WebSocket ping.",
          flow_ == Flow::up ? "The sound goes on meanwhile." : "",
          {}});
}

void ConferenceMachine::on(const Woken& event) {
    if (is_leaving() || phase_ == Phase::idle)
        return;
    const auto seconds = std::chrono::round<std::chrono::seconds>(event.gap).count();
    warn({ExitCode::ok,
          std::string(event.was_suspended ? "This machine slept for "
                                          : "This program was held up for ") +
                  std::to_string(seconds) + " s.",
          "",
          {}});
    probe();
}

void ConferenceMachine::on(const NetworkChanged&) {
    if (is_leaving() || phase_ == Phase::idle || !config_.reconnect)
        return;
    network_changed_at_ = now_;
    if (phase_ == Phase::up && flow_ == Flow::stalled) {
        on_stalled();
    } else if (phase_ == Phase::up) {
        probe();
    } else if (phase_ == Phase::reconnecting && is_armed(Alarm::retry) && !hanging_up_) {
        clear(Alarm::retry); // waiting was for the old network
        retry();
    }
}

} // namespace janus_talk::core
