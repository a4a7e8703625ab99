// SPDX-License-Identifier: MIT
#include "core/conference_machine.hpp"

#include <cmath>

// What follows the network by itself; see LinkAdaptation.

namespace janus_talk::core {

namespace {

/// From this version on, the server sizes its queue by itself and ignores the setting.
constexpr std::uint64_t own_jitter_buffer_version = 1200;
/// Softer than this, nobody minds a gap of a few packets.
constexpr double silence_dbfs = -50;

} // namespace

/// Asked for before anything can be measured but the round trip of the first request.
void ConferenceMachine::choose_prebuffer(janus::ParticipantSettings& settings) {
    if (!config_.adapt.prebuffer || settings.prebuffer)
        return;
    adaptation_.start(session_round_trip_);
    settings.prebuffer = adaptation_.prebuffer();
}

bool ConferenceMachine::server_has_prebuffer() const {
    return server_version_ < own_jitter_buffer_version;
}

void ConferenceMachine::adapt(const media::Stats& stats) {
    const auto wish = adaptation_.note(stats, muted_ || silent_, now_);
    if (wish.encoder_loss)
        act(SetExpectedLoss{*wish.encoder_loss});
    janus::ParticipantSettings settings;
    if (server_has_prebuffer())
        settings.prebuffer = wish.prebuffer;
    settings.expected_loss = wish.server_loss;
    if (settings.prebuffer || settings.expected_loss)
        adapt_settings(settings);
    if (wish.encoder_loss || settings.prebuffer || settings.expected_loss)
        notify(LinkAdapted{settings.prebuffer, wish.encoder_loss, settings.expected_loss});
}

void ConferenceMachine::adapt_settings(const janus::ParticipantSettings& settings) {
    changes_.emplace_back(SettingsRequested{CommandSource::adaptation, settings});
    send_change();
}

/// AudioBridge mutes by throwing our queue away, and doesn't fill it again: then each late packet
/// is a gap. It fills the queue whenever it is told a greater length than before.
void ConferenceMachine::refill_server_queue() {
    const unsigned packets = config_.settings.prebuffer.value_or(0);
    if (!server_has_prebuffer() || packets < LinkAdaptation::least_prebuffer || config_.listen_only)
        return;
    for (const unsigned length : {packets - 1, packets}) {
        janus::ParticipantSettings settings;
        settings.prebuffer = length;
        adapt_settings(settings);
    }
}

void ConferenceMachine::on(const media::Levels& event) {
    silent_ = event.tx_dbfs.value_or(-127) < silence_dbfs;
    if (media_lives_ && !is_leaving())
        notify(event);
}

void ConferenceMachine::on(const media::Stats& event) {
    if (event.rtt_ms)
        media_round_trip_ = std::chrono::milliseconds{std::lround(*event.rtt_ms)};
    if (!media_lives_ || is_leaving())
        return;
    notify(event);
    if (phase_ == Phase::up)
        adapt(event);
}

} // namespace janus_talk::core
