// SPDX-License-Identifier: MIT
#include "core/roster.hpp"

#include <algorithm>
#include <utility>

namespace janus_talk::core {

namespace {

/// Stores a flag and tells whether that changed what was known. Going from unknown to false is no
/// news.
bool update_flag(std::optional<bool>& known, const std::optional<bool>& update) {
    if (!update)
        return false;
    const bool news = known.value_or(false) != *update;
    known = update;
    return news;
}

} // namespace

void Roster::reset(const std::vector<janus::Participant>& participants) {
    others_.clear();
    for (const auto& participant : participants) {
        if (!is_self(participant.id))
            others_.insert_or_assign(participant.id, participant);
    }
}

void Roster::set_self(base::ParticipantId id, std::string display) {
    self_ = std::move(id);
    self_display_ = std::move(display);
    self_talking_ = false;
}

std::vector<Notice> Roster::merge(const std::vector<janus::Participant>& participants) {
    std::vector<Notice> notices;
    for (const auto& update : participants) {
        if (!is_self(update.id))
            merge_one(update, notices);
    }
    return notices;
}

std::vector<Notice> Roster::reconcile(const std::vector<janus::Participant>& participants) {
    std::vector<base::ParticipantId> gone;
    for (const auto& [id, known] : others_) {
        const bool is_here = std::any_of(participants.begin(),
                                         participants.end(),
                                         [&id = id](const auto& other) { return other.id == id; });
        if (!is_here)
            gone.push_back(id);
    }
    std::vector<Notice> notices;
    for (const auto& id : gone) {
        for (auto& notice : leave(id))
            notices.push_back(std::move(notice));
    }
    for (auto& notice : merge(participants))
        notices.push_back(std::move(notice));
    return notices;
}

void Roster::merge_one(const janus::Participant& update, std::vector<Notice>& notices) {
    const auto found = others_.find(update.id);
    if (found == others_.end()) {
        others_.emplace(update.id, update);
        notices.emplace_back(
                ParticipantChanged{ParticipantChange::joined, update.id, update.display});
        return;
    }
    janus::Participant& known = found->second;
    const auto tell = [&](ParticipantChange change) {
        notices.emplace_back(ParticipantChanged{change, known.id, known.display});
    };
    if (update.display && update.display != known.display) {
        known.display = update.display;
        tell(ParticipantChange::renamed);
    }
    if (update_flag(known.setup, update.setup) && *known.setup)
        tell(ParticipantChange::setup);
    if (update_flag(known.muted, update.muted)) {
        tell(*known.muted ? ParticipantChange::muted : ParticipantChange::unmuted);
        // Janus freezes its talk detection on mute and never sends stopped-talking.
        if (*known.muted)
            hush(known, notices);
    }
    if (update_flag(known.suspended, update.suspended)) {
        tell(*known.suspended ? ParticipantChange::suspended : ParticipantChange::resumed);
    }
    if (update.spatial_position)
        known.spatial_position = update.spatial_position;
}

void Roster::hush(janus::Participant& participant, std::vector<Notice>& notices) {
    if (!participant.talking.value_or(false))
        return;
    participant.talking = false;
    notices.emplace_back(
            TalkingChanged{participant.id, participant.display, false, TalkingSource::server});
}

std::vector<Notice> Roster::remove(const base::ParticipantId& id, ParticipantChange change) {
    const auto found = others_.find(id);
    if (found == others_.end())
        return {};
    std::vector<Notice> notices;
    hush(found->second, notices);
    notices.emplace_back(ParticipantChanged{change, id, found->second.display});
    others_.erase(found);
    return notices;
}

std::vector<Notice> Roster::leave(const base::ParticipantId& id) {
    return remove(id, ParticipantChange::left);
}

std::vector<Notice> Roster::kick(const base::ParticipantId& id) {
    return remove(id, ParticipantChange::kicked);
}

std::vector<Notice> Roster::suspend(const base::ParticipantId& id, bool suspended) {
    janus::Participant update;
    update.id = id;
    update.suspended = suspended;
    return others_.contains(id) ? merge({update}) : std::vector<Notice>{};
}

std::vector<Notice> Roster::talk(const base::ParticipantId& id, bool talking) {
    if (is_self(id)) {
        if (std::exchange(self_talking_, talking) == talking)
            return {};
        return {TalkingChanged{id, self_display_, talking, TalkingSource::server}};
    }
    const auto found = others_.find(id);
    if (found == others_.end() || !update_flag(found->second.talking, talking))
        return {};
    return {TalkingChanged{id, found->second.display, talking, TalkingSource::server}};
}

std::vector<janus::Participant> Roster::participants() const {
    std::vector<janus::Participant> all;
    all.reserve(others_.size());
    for (const auto& [id, participant] : others_)
        all.push_back(participant);
    return all;
}

} // namespace janus_talk::core
