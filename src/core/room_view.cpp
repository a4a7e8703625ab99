// SPDX-License-Identifier: MIT
#include "core/condition.hpp"

#include <algorithm>
#include <utility>

// What conditions know about the room.

namespace janus_talk::core {

void RoomView::add(const Notice& notice, TimePoint now) {
    now_ = now;
    std::visit([this](const auto& n) { this->on(n); }, notice);
    update();
}

/// Durations begin when what they are about becomes true, and anew after an outage.
void RoomView::update() {
    const auto follow = [this](std::optional<TimePoint>& since, bool holds) {
        if (!holds) {
            since.reset();
        } else if (!since) {
            since = now_;
        }
    };
    follow(quiet_since_, known_ && talking_.empty() && !room_talks_);
    follow(alone_since_, known_ && others_.empty());
}

void RoomView::forget() {
    known_ = false;
    talking_.clear();
    room_talks_ = false;
}

void RoomView::know() {
    known_ = true;
}

void RoomView::observe(const std::vector<janus::Participant>& everybody, TimePoint now) {
    now_ = now;
    std::map<base::ParticipantId, std::string> here;
    talking_.clear();
    room_talks_ = false;
    for (const auto& participant : everybody) {
        here[participant.id] = participant.display.value_or("");
        if (participant.talking.value_or(false))
            talking_.insert(participant.id);
        room_talks_ = room_talks_ || (!participant.talking && !participant.muted.value_or(false));
    }
    for (const auto& [id, display] : others_) {
        if (!here.contains(id))
            note_gone(id, display);
    }
    others_ = std::move(here);
    know();
    update();
}

void RoomView::note_gone(const base::ParticipantId& id, const std::string& display) {
    // More than a server lets into one room; what comes after that is not remembered.
    constexpr std::size_t most = 20'000;
    if (gone_.size() >= most)
        return;
    gone_.insert(id.text());
    gone_.insert(display);
}

/// After an outage the differences have been told before, one by one.
void RoomView::on(const RoomJoined& notice) {
    self_ = notice.id;
    others_.clear();
    talking_.clear();
    for (const auto& participant : notice.participants) {
        if (participant.id == notice.id)
            continue;
        others_[participant.id] = participant.display.value_or("");
        if (participant.talking.value_or(false))
            talking_.insert(participant.id);
    }
    know();
}

void RoomView::on(const ParticipantChanged& notice) {
    if (notice.id == self_)
        return;
    switch (notice.change) {
    case ParticipantChange::left:
    case ParticipantChange::kicked: {
        const auto found = others_.find(notice.id);
        if (found == others_.end())
            return;
        note_gone(found->first, found->second);
        others_.erase(found);
        talking_.erase(notice.id);
        return;
    }
    case ParticipantChange::joined:
    case ParticipantChange::renamed:
        others_[notice.id] = notice.display.value_or("");
        return;
    default:
        return;
    }
}

void RoomView::on(const TalkingChanged& notice) {
    if (notice.id == self_)
        return;
    if (notice.on) {
        talking_.insert(notice.id);
    } else {
        talking_.erase(notice.id);
    }
}

void RoomView::on(const media::RoomTalking& notice) {
    room_talks_ = notice.on;
}

void RoomView::on(const StateChanged& notice) {
    if (notice.to == Phase::reconnecting)
        forget();
}

void RoomView::on(const Resumed& notice) {
    // A claimed session: who came and went meanwhile has been told.
    if (notice.by == ResumedBy::claim)
        know();
}

/// Nothing is heard of the room, hence nothing known about who talks.
void RoomView::on(const MediaChanged& notice) {
    if (notice.change == MediaChange::stalled)
        quiet_since_.reset();
}

std::optional<std::size_t> RoomView::count() const {
    if (!known_)
        return std::nullopt;
    return others_.size() + (self_ ? 1 : 0);
}

bool RoomView::is_here(std::string_view name) const {
    return known_ && std::any_of(others_.begin(), others_.end(), [name](const auto& other) {
               return other.second == name || other.first.text() == name;
           });
}

bool RoomView::has_left(std::string_view name) const {
    return known_ && gone_.contains(name) && !is_here(name);
}

bool RoomView::talks(std::string_view name) const {
    return std::any_of(talking_.begin(), talking_.end(), [&](const auto& id) {
        const auto found = others_.find(id);
        return id.text() == name || (found != others_.end() && found->second == name);
    });
}

std::optional<TimePoint> RoomView::quiet_since() const {
    return quiet_since_;
}

std::optional<TimePoint> RoomView::alone_since() const {
    return alone_since_;
}

} // namespace janus_talk::core
