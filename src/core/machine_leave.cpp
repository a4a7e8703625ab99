// SPDX-License-Identifier: MIT
#include "core/conference_machine.hpp"

#include <utility>

// The ways out: leave → (destroy the room) → detach → destroy → close, each step waiting for its
// answer, all of it within timing::leave_hard_limit.

namespace janus_talk::core {

using base::ExitCode;
using base::Failure;

void ConferenceMachine::fail(const Failure& failure) {
    if (is_leaving())
        return;
    notify(Problem{Severity::error, failure});
    if (phase_ == Phase::idle) {
        exit_ = failure.code;
        media_stopped_ = true;
        end();
        return;
    }
    leave(failure.code, std::string(base::name_of(failure.code)));
}

void ConferenceMachine::leave(ExitCode exit, std::string cause) {
    if (is_leaving())
        return;
    exit_ = verdict(exit);
    alarms_.fill(std::nullopt);
    enter(Phase::leaving, std::move(cause));
    // Whether the room is ours to destroy is only known once `create` is answered.
    const bool room_is_open = requests_.has(Purpose::create_room);
    requests_.keep_only(Purpose::create_room);
    set(Alarm::leave_polite, timing::leave_polite_limit);
    set(Alarm::leave_hard, timing::leave_hard_limit);
    act(SetMicrophoneMuted{true});
    if (!media_stopped_)
        act(StopMedia{epoch_});
    if (!room_is_open)
        leave_step();
}

/// The answer to the last step came (or there was no need for it): takes the next one that has a
/// purpose.
void ConferenceMachine::leave_step() {
    using enum LeaveStep;
    if (!socket_open_) {
        if (leave_step_ != close)
            act(CloseSignaling{});
        leave_step_ = close;
        return;
    }
    switch (leave_step_) {
    case none:
        leave_step_ = LeaveStep::leave;
        if (in_room_) {
            send(janus::Message{session_, handle_, janus::Leave{}, {}}, Purpose::leave);
            return;
        }
        [[fallthrough]];
    case LeaveStep::leave:
        in_room_ = false;
        leave_step_ = destroy_room;
        if (own_room_) {
            send(janus::Message{session_, handle_, janus::DestroyRoom{*own_room_, {}, false}, {}},
                 Purpose::destroy_room);
            return;
        }
        [[fallthrough]];
    case destroy_room:
        own_room_.reset();
        leave_step_ = detach;
        if (handle_ != base::HandleId{} && session_alive_) {
            send(janus::Detach{session_, handle_}, Purpose::detach);
            return;
        }
        [[fallthrough]];
    case detach:
        leave_step_ = destroy_session;
        // Also while `create` is still unanswered: Janus works through these in order.
        if (session_ != base::SessionId{}) {
            send(janus::DestroySession{session_}, Purpose::destroy_session);
            return;
        }
        [[fallthrough]];
    case destroy_session:
        left_cleanly_ = true;
        leave_step_ = close;
        act(CloseSignaling{});
        return;
    case close:
        return;
    }
}

/// No more politeness: whatever step we are at, end the session and go.
void ConferenceMachine::leave_now() {
    if (phase_ != Phase::leaving)
        return;
    if (socket_open_ && leave_step_ != LeaveStep::close) {
        if (own_room_) {
            send_untracked(janus::Message{
                    session_, handle_, janus::DestroyRoom{*own_room_, {}, false}, {}});
        }
        send_untracked(janus::DestroySession{session_});
        leave_step_ = LeaveStep::close;
        act(CloseSignaling{});
    }
    const auto& hard = alarms_.at(static_cast<std::size_t>(Alarm::leave_hard));
    if (!hard || *hard > now_ + timing::leave_now_limit)
        set(Alarm::leave_hard, timing::leave_now_limit);
    clear(Alarm::leave_polite);
}

/// Everything that is ours has to be closed before we go.
void ConferenceMachine::check_gone() {
    if (phase_ == Phase::leaving && !socket_open_ && leave_step_ == LeaveStep::close &&
        media_stopped_)
        end();
}

void ConferenceMachine::end() {
    if (phase_ == Phase::leaving && socket_open_ && !left_cleanly_ && exit_ == ExitCode::ok) {
        exit_ = ExitCode::timeout;
        notify(Problem{Severity::error,
                       {ExitCode::timeout,
                        "The server did not confirm that we left.",
                        "It forgets us by itself when its session time-out runs out.",
                        {}}});
    }
    if (phase_ == Phase::leaving && !media_stopped_) {
        warn({ExitCode::device,
              "An audio device did not close in time; it was left behind.",
              "The sound server may be frozen.",
              {}});
    }
    requests_.clear();
    enter(Phase::ended, std::string(base::name_of(exit_)));
    notify(Ended{exit_});
    act(Stop{exit_, media_stopped_});
}

} // namespace janus_talk::core
