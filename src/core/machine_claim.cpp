// SPDX-License-Identifier: MIT
#include "core/conference_machine.hpp"
#include "janus/error_code.hpp"

#include <algorithm>

// The old session over a new connection. Its media never stopped, but what the server told
// meanwhile is lost: the list of the participants says what has become of them, and of us.

namespace janus_talk::core {

using base::ExitCode;

/// Also where the server does not keep sessions that lost their connection: it may not have
/// noticed.
bool ConferenceMachine::may_claim() const {
    return in_room_ && media_lives_ && !session_gone_ && !room_is_unsure_ &&
           session_server_ == server_;
}

void ConferenceMachine::claim_session() {
    send(janus::ClaimSession{session_}, Purpose::claim_session);
}

void ConferenceMachine::on_claimed() {
    session_alive_ = true;
    set(Alarm::keep_alive, keep_alive_interval_);
    flush_candidates();
    send(janus::Message{session_, handle_, janus::ListParticipants{config_.room}, {}},
         Purpose::list);
}

void ConferenceMachine::on_claim_refused(const base::JanusError& error) {
    session_gone_ = session_gone_ || error.code == janus::session_not_found;
    auto failure = janus::to_failure(error, "hand over the session");
    if (failure.code == ExitCode::refused) {
        fail(failure);
        return;
    }
    restart_session();
}

void ConferenceMachine::on_listed(const janus::AudioBridgeEvent& event) {
    const auto* list = std::get_if<janus::ParticipantList>(&event);
    if (list == nullptr) {
        on_wrong_answer(Purpose::list);
        return;
    }
    if (!outage_ || phase_ != Phase::reconnecting)
        return;
    if (!in_room_) {
        restart_media(); // the server has ended the peer connection since
        return;
    }
    const auto self =
            std::find_if(list->participants.begin(),
                         list->participants.end(),
                         [this](const janus::Participant& other) { return other.id == id_; });
    if (self == list->participants.end()) {
        if (is_cut_)
            restart_session(); // there or not: nobody can tell
        else
            on_kicked(id_);
        return;
    }
    notify_all(is_cut_ ? roster_.merge(list->participants) : roster_.reconcile(list->participants));
    if (mute_asked_.empty()) {
        // A moderator may have muted us; a wish of our own would win.
        muted_on_server_ = muted_;
        if (self->muted)
            on_muted_by_server(*self->muted);
    } else if (self->muted) {
        muted_on_server_ = *self->muted;
    }
    outage_->by = ResumedBy::claim;
    enter(Phase::up, "session claimed");
    if (auto whole = snapshot())
        notify(std::move(*whole));
    if (!media_lives_) {
        lose_media(outage_->cause);
        return;
    }
    if (flow_ == Flow::stalled)
        set(Alarm::media_lost, timing::settle_limit);
    check_ready();
    if (!mute_asked_.empty() || muted_ != muted_on_server_)
        send_mute();
    send_change();
}

} // namespace janus_talk::core
