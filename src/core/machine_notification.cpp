// SPDX-License-Identifier: MIT
#include "core/conference_machine.hpp"

#include <utility>

// What the core of the server tells unasked.

namespace janus_talk::core {

using base::ExitCode;

void ConferenceMachine::on_notification(const janus::ServerMessage& message) {
    if (phase_ == Phase::leaving)
        return;
    if (const auto* event = std::get_if<janus::PluginEvent>(&message.body)) {
        on_room_event(event->event);
    } else if (std::holds_alternative<janus::WebrtcUp>(message.body)) {
        on_webrtc_up();
    } else if (const auto* media = std::get_if<janus::Media>(&message.body)) {
        on(*media);
    } else if (const auto* slow = std::get_if<janus::SlowLink>(&message.body)) {
        on(*slow);
    } else if (const auto* hung_up = std::get_if<janus::HungUp>(&message.body)) {
        on(*hung_up);
    } else if (const auto* remote = std::get_if<janus::RemoteCandidate>(&message.body)) {
        on_remote_candidate(remote->candidate);
    } else if (std::holds_alternative<janus::SessionTimedOut>(message.body)) {
        session_alive_ = false;
        session_gone_ = true;
        lose_session({ExitCode::outage, "The server let the session expire.", "", {}});
    } else if (std::holds_alternative<janus::Detached>(message.body)) {
        in_room_ = false;
        lose_session({ExitCode::outage,
                      "The server detached us from the AudioBridge.",
                      "An administrator may have done it.",
                      {}});
    }
}

void ConferenceMachine::on(const janus::HungUp& event) {
    // A peer connection that ends takes the membership of the room with it.
    in_room_ = false;
    notify(MediaChanged{MediaChange::down, event.reason, since_start(), {}});
    if (std::exchange(hanging_up_, false)) {
        restart_media(); // as we asked for
        return;
    }
    if (webrtc_up_) {
        lose_media({ExitCode::media_lost,
                    "The server ended the media connection: " + event.reason + ".",
                    "",
                    {}});
    } else {
        lose_media({ExitCode::media_setup,
                    "The server could not set up the media connection: " + event.reason + ".",
                    "UDP to the server may be blocked; try --turn with a TCP transport.",
                    {}});
    }
}

void ConferenceMachine::on(const janus::Media& event) {
    uplink_missing_ = !event.receiving;
    if (event.receiving) {
        uplink_seen_ = true;
        clear(Alarm::uplink);
    } else if (uplink_seen_ && phase_ == Phase::up && !is_armed(Alarm::uplink)) {
        set(Alarm::uplink, timing::media_lost_limit - timing::stall_patience);
    }
    notify(MediaChanged{MediaChange::receiving, event.receiving ? "yes" : "no", since_start(), {}});
}

void ConferenceMachine::on(const janus::SlowLink& event) {
    const std::string lost = std::to_string(event.lost);
    notify(MediaChanged{MediaChange::slowlink,
                        event.uplink ? "we lost " + lost + " packets of the server"
                                     : "the server lost " + lost + " packets of ours",
                        {},
                        {}});
}

} // namespace janus_talk::core
