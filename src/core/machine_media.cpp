// SPDX-License-Identifier: MIT
#include "core/candidate.hpp"
#include "core/conference_machine.hpp"
#include "core/sdp_gate.hpp"

#include <cmath>
#include <utility>

// The peer connection: offer, trickle, answer, and what the media adapter reports.

namespace janus_talk::core {

using base::ExitCode;

namespace {

std::string_view name_of_state(media::IceState state) {
    switch (state) {
    case media::IceState::checking:
        return "checking";
    case media::IceState::connected:
        return "connected";
    case media::IceState::completed:
        return "completed";
    case media::IceState::disconnected:
        return "disconnected";
    case media::IceState::failed:
        return "failed";
    case media::IceState::closed:
        return "closed";
    }
    return "closed";
}

std::optional<std::string> mid_of(std::string_view sdp) {
    constexpr std::string_view attribute = "\na=mid:";
    const auto at = sdp.find(attribute);
    if (at == std::string_view::npos)
        return std::nullopt;
    const auto begin = at + attribute.size();
    return std::string{sdp.substr(begin, sdp.find_first_of("\r\n", begin) - begin)};
}

/// For one peer connection. More is not a server that wants to connect, but one that has us knock
/// at many doors.
constexpr std::size_t remote_candidate_limit = 64;

} // namespace

std::optional<std::chrono::milliseconds> ConferenceMachine::since_start() const {
    if (!media_since_)
        return std::nullopt;
    return std::chrono::duration_cast<std::chrono::milliseconds>(now_ - *media_since_);
}

void ConferenceMachine::on(const media::OfferReady& event) {
    if (!is_current(event.epoch) || local_sdp_)
        return;
    local_sdp_ = event.sdp;
    if (phase_ == Phase::joining && config_.fast_join && !handle_is_busy()) {
        join();
    } else {
        offer_if_possible();
    }
}

janus::Jsep ConferenceMachine::offer() const {
    return {janus::JsepType::offer, local_sdp_.value_or(""), config_.trickle};
}

void ConferenceMachine::offer_if_possible() {
    if (phase_ != Phase::configuring || !local_sdp_ || offer_sent_)
        return;
    offer_sent_ = true;
    janus::Configure configure;
    configure.settings.muted = muted_;
    muted_on_server_ = muted_;
    send(janus::Message{session_, handle_, configure, offer()}, Purpose::offer);
    flush_candidates();
}

void ConferenceMachine::on(const media::LocalCandidate& event) {
    if (!is_current(event.epoch) || !config_.trickle)
        return;
    janus::Candidate candidate;
    candidate.candidate = event.candidate;
    candidate.sdp_mline_index = event.sdp_mline_index;
    held_candidates_.push_back(std::move(candidate));
    flush_candidates();
}

void ConferenceMachine::on(const media::GatheringComplete& event) {
    if (!is_current(event.epoch) || gathered_)
        return;
    gathered_ = true;
    if (!event.usable) {
        lose_attempt({ExitCode::media_setup,
                      "No ICE candidate was found: there is no address that media could use.",
                      "With --relay-only, check --turn, its user and its password; otherwise "
                      "check --ice-interface.",
                      {}});
        return;
    }
    flush_candidates();
}

/// Candidates that appear before the offer has left wait here, since Janus can't know what they
/// belong to; and those that appear while the connection is away, until the session is claimed.
void ConferenceMachine::flush_candidates() {
    if (!offer_sent_ || !config_.trickle || !socket_open_ || !session_alive_)
        return;
    for (auto& candidate : std::exchange(held_candidates_, {})) {
        candidate.sdp_mid = mid_of(*local_sdp_);
        send_untracked(janus::Trickle{session_, handle_, std::move(candidate)});
    }
    if (gathered_ && !std::exchange(told_gathered_, true))
        send_untracked(janus::TrickleCompleted{session_, handle_});
}

void ConferenceMachine::on_answer(const std::optional<janus::Jsep>& jsep) {
    if (answered_)
        return;
    if (!jsep || jsep->type != janus::JsepType::answer) {
        fail({ExitCode::protocol, "The server accepted the offer without answering it.", "", {}});
        return;
    }
    auto verdict = check_answer(jsep->sdp, local_sdp_.value_or(""), config_.candidates);
    if (const auto* failure = std::get_if<base::Failure>(&verdict)) {
        fail(*failure);
        return;
    }
    answered_ = true;
    act(ApplyAnswer{epoch_, std::get<CheckedAnswer>(std::move(verdict))});
    for (auto& candidate : std::exchange(remote_candidates_, {})) {
        act(AddRemoteCandidate{epoch_, std::move(candidate)});
    }
    enter(Phase::trickling, "answer");
    check_up();
    if (!is_leaving() && (!mute_asked_.empty() || muted_ != muted_on_server_))
        send_mute();
    send_change();
}

void ConferenceMachine::on_remote_candidate(const janus::Candidate& candidate) {
    auto checked = checked_candidate(candidate.candidate, config_.candidates);
    if (!checked || is_leaving() || remote_candidate_count_ == remote_candidate_limit)
        return;
    ++remote_candidate_count_;
    if (answered_) {
        act(AddRemoteCandidate{epoch_, std::move(*checked)});
    } else {
        remote_candidates_.push_back(std::move(*checked));
    }
}

void ConferenceMachine::on_webrtc_up() {
    if (webrtc_up_ || is_leaving())
        return;
    webrtc_up_ = true;
    check_up();
}

void ConferenceMachine::on(const media::IceStateChanged& event) {
    if (!is_current(event.epoch))
        return;
    ice_connected_ =
            event.state == media::IceState::connected || event.state == media::IceState::completed;
    notify(MediaChanged{
            MediaChange::ice, std::string(name_of_state(event.state)), since_start(), {}});
}

void ConferenceMachine::on(const media::CandidatePair& event) {
    if (!is_current(event.epoch))
        return;
    notify(MediaChanged{MediaChange::ice, "selected pair", since_start(), event});
}

void ConferenceMachine::on(const media::DtlsVerified& event) {
    if (!is_current(event.epoch) || dtls_verified_)
        return;
    dtls_verified_ = true;
    notify(MediaChanged{MediaChange::dtls, "verified", since_start(), {}});
    check_up();
}

/// Up takes both: the server says that media can flow, and we know that it flows to the right
/// server.
void ConferenceMachine::check_up() {
    if (phase_ != Phase::trickling || !webrtc_up_ || !dtls_verified_)
        return;
    // Not before the certificate is verified: the server's own "up" says nothing about who it is.
    notify(MediaChanged{MediaChange::up, {}, since_start(), {}});
    enter(Phase::up, "webrtcup");
    media_lives_ = true;
    flow_ = Flow::up;
    if (!uplink_seen_ && !config_.listen_only)
        set(Alarm::uplink, timing::uplink_limit);
    if (config_.stay && !is_armed(Alarm::stay) && !time_is_up_)
        set(Alarm::stay, *config_.stay);
    // Now that nothing waits for it: the server's own limits, for the keepalive.
    send(janus::Info{}, Purpose::info);
    info_sent_ = now_;
    if (auto whole = snapshot())
        notify(std::move(*whole));
    check_ready();
}

void ConferenceMachine::on(const media::FirstAudio& event) {
    if (!is_current(event.epoch) || first_audio_)
        return;
    first_audio_ = true;
    notify(MediaChanged{MediaChange::first_audio, {}, since_start(), {}});
    check_ready();
}

void ConferenceMachine::check_ready() {
    if (phase_ != Phase::up || !first_audio_)
        return;
    clear(Alarm::ready);
    was_ready_ = true;
    if (outage_ && flow_ == Flow::up)
        end_outage(outage_->by);
}

void ConferenceMachine::on(const media::RtpFlow& event) {
    if (!is_current(event.epoch) || !media_lives_)
        return;
    if (event.receiving == (flow_ == Flow::up))
        return;
    flow_ = event.receiving ? Flow::up : Flow::stalled;
    notify(MediaChanged{event.receiving ? MediaChange::resumed : MediaChange::stalled,
                        std::nullopt,
                        since_start(),
                        {}});
    if (event.receiving) {
        clear(Alarm::media_lost);
        refill_server_queue();
        check_ready();
        return;
    }
    stalled_since_ = now_ - timing::stall_patience;
    if (phase_ != Phase::up)
        return; // the signalling is being repaired already
    set(Alarm::media_lost, timing::media_lost_limit - timing::stall_patience);
    on_stalled();
}

void ConferenceMachine::on(const media::Failed& event) {
    if (!is_current(event.epoch))
        return;
    base::Failure failure = event.failure;
    if (webrtc_up_ && failure.code == ExitCode::media_setup)
        failure.code = ExitCode::media_lost;
    notify(MediaChanged{MediaChange::down, failure.text, since_start(), {}});
    media_since_.reset(); // however fresh, it is of no use any more
    if (failure.code == ExitCode::media_lost || failure.code == ExitCode::media_setup) {
        lose_media(failure);
    } else {
        fail(failure); // another try would meet the same device, or the same impostor
    }
}

void ConferenceMachine::on(const media::Warning& event) {
    warn(event.failure);
}

void ConferenceMachine::on(const media::DeviceChanged& event) {
    notify(event);
}

void ConferenceMachine::on(const media::InputEnded&) {
    if ((config_.leave_after_play || config_.must_play) && !is_leaving())
        begin_drain(false);
}

void ConferenceMachine::on(const media::RoomTalking& event) {
    notify(event);
}

void ConferenceMachine::on(const media::RecordingChanged& event) {
    recording_ = event.started ? std::optional(event.file) : std::nullopt;
    notify(event);
}

void ConferenceMachine::on(const media::Stopped& event) {
    if (event.epoch != epoch_)
        return;
    media_stopped_ = true;
    if (phase_ == Phase::leaving) {
        check_gone();
    } else if (phase_ != Phase::idle) {
        fail({ExitCode::internal, "The media stopped without being asked to.", "", {}});
    }
}

} // namespace janus_talk::core
