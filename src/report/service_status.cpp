// SPDX-License-Identifier: MIT
#include "report/service_status.hpp"

#include "base/text.hpp"
#include "report/words.hpp"

#include <variant>

namespace janus_talk::report {

void ServiceStatus::add(const core::Notice& notice) {
    std::visit([this](const auto& value) { this->on(value); }, notice);
}

void ServiceStatus::on(const core::StateChanged& notice) {
    phase_ = notice.to;
    cause_ = notice.cause;
}

void ServiceStatus::on(const core::Snapshot& notice) {
    self_ = notice.id;
    muted_ = notice.muted;
    stalled_ = notice.media == "stalled";
    set_others(notice.participants);
}

void ServiceStatus::on(const core::RoomJoined& notice) {
    room_ = shown_name(notice.room.text());
    self_ = notice.id;
    set_others(notice.participants);
}

void ServiceStatus::on(const core::ParticipantChanged& notice) {
    using enum core::ParticipantChange;
    if (notice.id == self_) {
        if (notice.change == muted || notice.change == unmuted)
            muted_ = notice.change == muted;
    } else if (notice.change == joined) {
        others_.insert(notice.id);
    } else if (notice.change == left || notice.change == kicked) {
        others_.erase(notice.id);
    }
}

void ServiceStatus::on(const core::MediaChanged& notice) {
    if (notice.change == core::MediaChange::stalled)
        stalled_ = true;
    if (notice.change == core::MediaChange::resumed ||
        notice.change == core::MediaChange::first_audio)
        stalled_ = false;
}

void ServiceStatus::on(const core::media::Stats& notice) {
    tx_loss_.add(notice.tx);
    rx_loss_.add(notice.rx);
}

/// Of what we do ourselves the room does not tell us.
void ServiceStatus::on(const core::CommandDone& notice) {
    if (!notice.failure && (notice.command == "mute" || notice.command == "unmute"))
        muted_ = notice.command == "mute";
}

void ServiceStatus::on(const core::Problem& notice) {
    if (notice.severity == core::Severity::error)
        error_ = base::harmless(notice.failure.text);
}

void ServiceStatus::set_others(const std::vector<janus::Participant>& participants) {
    others_.clear();
    for (const janus::Participant& participant : participants) {
        if (participant.id != self_)
            others_.insert(participant.id);
    }
}

std::string ServiceStatus::line() const {
    if (!error_.empty())
        return error_;
    const std::string place = room_.empty() ? "" : " room " + room_;
    switch (phase_) {
    case core::Phase::up:
        break;
    case core::Phase::reconnecting:
        return "Reconnecting to" + place +
               (cause_.empty() ? "" : " (" + base::harmless(cause_) + ")");
    case core::Phase::leaving:
        return "Leaving" + place;
    case core::Phase::ended:
        return "Ended";
    default:
        return place.empty() ? "Connecting" : "Connecting to" + place;
    }
    std::string line = "In" + place;
    line += others_.empty() ? ", alone" : " with " + counted(others_.size(), "other");
    line += muted_ ? ", muted" : "";
    if (stalled_)
        return line + ", no sound arrives";
    return line + ", loss " + decimal(rx_loss_.percent(), 0) + " % in, " +
           decimal(tx_loss_.percent(), 0) + " % out";
}

} // namespace janus_talk::report
