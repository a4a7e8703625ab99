// SPDX-License-Identifier: MIT
#include "core/conference_machine.hpp"

#include <algorithm>
#include <utility>

// Dispatch, alarms and the small verbs. What the events mean is in machine_*.cpp.

namespace janus_talk::core {

using base::ExitCode;
using base::Failure;

ConferenceMachine::ConferenceMachine(ConferenceConfig config)
    : config_(std::move(config)), muted_(config_.muted || config_.listen_only),
      muted_on_server_(muted_), backoff_({}, config_.next_fraction) {}

std::vector<Action> ConferenceMachine::handle(const Event& event, TimePoint now) {
    now_ = now;
    actions_.clear();
    if (phase_ == Phase::ended)
        return {};
    std::visit([this](const auto& e) { this->on(e); }, event);
    check_goal();
    return std::exchange(actions_, {});
}

std::optional<TimePoint> ConferenceMachine::deadline() const {
    if (phase_ == Phase::ended)
        return std::nullopt;
    std::optional<TimePoint> earliest = requests_.deadline();
    for (const auto& alarm : alarms_) {
        if (alarm && (!earliest || *alarm < *earliest))
            earliest = alarm;
    }
    const auto goal = is_leaving() ? std::nullopt : goal_.deadline(now_);
    if (goal && (!earliest || *goal < *earliest))
        earliest = goal;
    return earliest;
}

void ConferenceMachine::on(const Start&) {
    if (phase_ != Phase::idle)
        return;
    enter(Phase::connecting, "start");
    act(SetMicrophoneMuted{muted_});
    // The offer takes longer than anything else on the way, so it is asked for before the socket
    // opens.
    media_since_ = now_;
    act(StartMedia{epoch_});
    act(OpenSignaling{server_});
    set(Alarm::connect, timing::connect_limit);
    set(Alarm::ready, config_.ready_limit);
}

void ConferenceMachine::on(const MediaEvent& event) {
    std::visit([this](const auto& e) { this->on(e); }, event);
}

void ConferenceMachine::on(const LeaveRequested& event) {
    if (phase_ == Phase::idle) {
        exit_ = event.exit_if_not_joined;
        media_stopped_ = true;
        end();
    } else if (phase_ == Phase::leaving) {
        leave_now();
    } else {
        const bool done = was_in_room_ && (played_ || !config_.must_play) && !goal_.is_open();
        leave(done ? event.exit : event.exit_if_not_joined, event.cause);
    }
}

void ConferenceMachine::on(const Tick&) {
    while (const auto request = requests_.take_expired(now_)) {
        on_expired(request->purpose);
        if (phase_ == Phase::ended)
            return;
    }
    for (std::size_t index = 0; index < alarm_count; ++index) {
        auto& alarm = alarms_.at(index);
        if (!alarm || *alarm > now_)
            continue;
        alarm.reset();
        on_alarm(static_cast<Alarm>(index));
        if (phase_ == Phase::ended)
            return;
    }
}

void ConferenceMachine::on_alarm(Alarm alarm) {
    switch (alarm) {
    case Alarm::connect:
        if (phase_ == Phase::connecting && server_ + 1 < config_.servers) {
            act(CloseSignaling{}); // and then the next one
            return;
        }
        lose_attempt({ExitCode::unreachable,
                      "The server did not accept the WebSocket connection in time.",
                      "Check the address and that the server is running; `curl -v` to the same "
                      "host and port helps.",
                      {}});
        return;
    case Alarm::ready:
        on_ready_limit();
        return;
    case Alarm::keep_alive:
        set(Alarm::keep_alive, keep_alive_interval_);
        if (!requests_.has(Purpose::keep_alive))
            send(janus::KeepAlive{session_}, Purpose::keep_alive);
        return;
    case Alarm::stay:
        on_time_up();
        return;
    case Alarm::uplink:
        if (uplink_seen_) {
            lose_uplink();
            return;
        }
        uplink_missing_ = true;
        warn({ExitCode::media_lost,
              "The server receives no audio from us, so nobody in the room hears this side.",
              "A firewall may pass only one direction.",
              {}});
        return;
    case Alarm::media_lost:
        lose_media({ExitCode::media_lost,
                    "No audio has come from the server for too long.",
                    "The network path for UDP is gone, or the server lost this peer connection.",
                    {}});
        return;
    case Alarm::drain:
        on_drained();
        return;
    case Alarm::retry:
        retry();
        return;
    case Alarm::outage:
        on_outage_limit();
        return;
    case Alarm::leave_polite:
        leave_now();
        return;
    case Alarm::leave_hard:
        end();
        return;
    }
}

void ConferenceMachine::on_ready_limit() {
    switch (phase_) {
    case Phase::connecting:
        fail({ExitCode::unreachable,
              "The server could not be reached within --timeout.",
              "Check --url.",
              {}});
        return;
    case Phase::trickling:
        lose_attempt({ExitCode::media_setup,
                      "No media connection came up in time (--timeout).",
                      ice_connected_
                              ? "A path was found, but the DTLS handshake did not end on it; large "
                                "packets may be lost on the way: try --turn with a TCP transport."
                              : "UDP to the server may be blocked; try --turn with a TCP "
                                "transport.",
                      {}});
        return;
    case Phase::up:
        lose_attempt({ExitCode::media_lost,
                      "The media connection is up, but no audio came from the server in time "
                      "(--timeout).",
                      "",
                      {}});
        return;
    default:
        lose_attempt({ExitCode::timeout,
                      "The room was not joined in time (--timeout).",
                      local_sdp_ ? "The server is slow to answer; a larger --timeout may help."
                                 : "The local media stack made no offer in time.",
                      {}});
        return;
    }
}

void ConferenceMachine::notify_all(std::vector<Notice> notices) {
    for (auto& notice : notices)
        notify(std::move(notice));
}

void ConferenceMachine::warn(Failure failure) {
    notify(Problem{Severity::warning, std::move(failure)});
}

void ConferenceMachine::enter(Phase phase, std::string cause) {
    notify(StateChanged{phase_, phase, std::move(cause)});
    phase_ = phase;
}

void ConferenceMachine::send(janus::Request request,
                             Purpose purpose,
                             std::chrono::milliseconds limit) {
    auto transaction = config_.next_transaction();
    requests_.add({transaction, purpose, now_ + limit});
    act(SendRequest{{std::move(transaction), std::move(request)}});
    // Every request counts as activity; the next keepalive can wait a whole interval.
    if (session_alive_ && !is_leaving())
        set(Alarm::keep_alive, keep_alive_interval_);
}

void ConferenceMachine::send_untracked(janus::Request request) {
    act(SendRequest{{config_.next_transaction(), std::move(request)}});
}

void ConferenceMachine::set(Alarm alarm, std::chrono::milliseconds from_now) {
    alarms_.at(static_cast<std::size_t>(alarm)) = now_ + from_now;
}

void ConferenceMachine::clear(Alarm alarm) {
    alarms_.at(static_cast<std::size_t>(alarm)).reset();
}

bool ConferenceMachine::handle_is_busy() const {
    using enum Purpose;
    return requests_.has(create_room) || requests_.has(join) || requests_.has(offer) ||
           requests_.has(mute) || requests_.has(configure) || requests_.has(change_room) ||
           requests_.has(Purpose::leave) || requests_.has(destroy_room);
}

bool ConferenceMachine::may_change() const {
    return in_room_ && (phase_ == Phase::trickling || phase_ == Phase::up) && !handle_is_busy();
}

bool ConferenceMachine::is_armed(Alarm alarm) const {
    return alarms_.at(static_cast<std::size_t>(alarm)).has_value();
}

std::optional<Snapshot> ConferenceMachine::snapshot() const {
    if (!in_room_)
        return std::nullopt;
    constexpr std::array<const char*, 3> flows{"down", "up", "stalled"};
    return Snapshot{config_.room,
                    id_,
                    config_.settings.display.value_or(""),
                    muted_,
                    roster_.participants(),
                    flows.at(static_cast<std::size_t>(flow_)),
                    recording_};
}

} // namespace janus_talk::core
