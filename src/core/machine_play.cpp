// SPDX-License-Identifier: MIT
#include "core/conference_machine.hpp"

#include <algorithm>

// An input that ends: what has left us must still reach the server and pass its queue, and only
// then has it been said.

namespace janus_talk::core {

using base::ExitCode;

/// Silence goes on being sent meanwhile: the server mixes a newcomer only after `prebuffer`
/// packets, which a very short sound alone does not fill.
void ConferenceMachine::begin_drain(bool time_is_up) {
    time_is_up_ = time_is_up_ || time_is_up;
    if (is_armed(Alarm::drain) || played_)
        return;
    using std::chrono::milliseconds;
    auto round_trip = timing::unmeasured_round_trip;
    if (signaling_round_trip_ || media_round_trip_) {
        round_trip = std::max(signaling_round_trip_.value_or(milliseconds{0}),
                              media_round_trip_.value_or(milliseconds{0}));
    }
    set(Alarm::drain,
        timing::drain_time(config_.settings.prebuffer.value_or(timing::default_prebuffer),
                           round_trip));
}

void ConferenceMachine::on_drained() {
    played_ = true;
    if (silenced_ || uplink_missing_) {
        fail({ExitCode::media_lost,
              silenced_ ? "The input was played, but not all of it was heard: somebody muted us or "
                          "the room."
                        : "The input was played, but the server received nothing of it.",
              silenced_ ? "A moderator can lift that." : "A firewall may pass only one direction.",
              {}});
        return;
    }
    if (time_is_up_) {
        leave(ExitCode::ok, "time is up");
    } else if (config_.leave_after_play) {
        leave(ExitCode::ok, "input played");
    }
}

/// --for ends a conference at once, but what is played in it has an end that must be heard.
void ConferenceMachine::on_time_up() {
    if (!config_.must_play || played_) {
        leave(ExitCode::ok, "time is up");
        return;
    }
    act(SetMicrophoneMuted{true});
    begin_drain(true);
}

} // namespace janus_talk::core
