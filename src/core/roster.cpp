// SPDX-License-Identifier: MIT
#include "core/roster.hpp"

#include <set>
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

std::size_t name_size(const janus::Participant& participant) {
    return participant.display ? participant.display->size() : 0;
}

std::size_t size_of(const janus::Participant& participant) {
    return participant.id.text().size() + name_size(participant);
}

} // namespace

void Roster::reset(const std::vector<janus::Participant>& participants) {
    others_.clear();
    bytes_ = 0;
    for (const auto& participant : participants) {
        if (is_self(participant.id))
            continue;
        bytes_ += size_of(participant);
        const auto [known, is_new] = others_.try_emplace(participant.id, participant);
        if (!is_new) {
            bytes_ -= size_of(known->second);
            known->second = participant;
        }
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
    std::set<base::ParticipantId> here;
    for (const auto& participant : participants)
        here.insert(participant.id);
    std::vector<base::ParticipantId> gone;
    for (const auto& [id, known] : others_) {
        if (!here.contains(id))
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

bool Roster::has_room(std::size_t people, std::size_t bytes, std::vector<Notice>& notices) {
    if (others_.size() + people <= most_people && bytes_ + bytes <= most_bytes)
        return true;
    if (!std::exchange(told_full_, true)) {
        notices.emplace_back(
                Problem{Severity::warning,
                        {base::ExitCode::ok,
                         "The server names more people than can be kept; not all are listed.",
                         "",
                         {}}});
    }
    return false;
}

void Roster::add(const janus::Participant& participant, std::vector<Notice>& notices) {
    if (!has_room(1, size_of(participant), notices))
        return;
    bytes_ += size_of(participant);
    others_.emplace(participant.id, participant);
    notices.emplace_back(
            ParticipantChanged{ParticipantChange::joined, participant.id, participant.display});
}

void Roster::merge_one(const janus::Participant& update, std::vector<Notice>& notices) {
    const auto found = others_.find(update.id);
    if (found == others_.end()) {
        add(update, notices);
        return;
    }
    janus::Participant& known = found->second;
    const auto tell = [&](ParticipantChange change) {
        notices.emplace_back(ParticipantChanged{change, known.id, known.display});
    };
    if (update.display && update.display != known.display &&
        has_room(0, name_size(update), notices)) {
        bytes_ += name_size(update) - name_size(known);
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
    bytes_ -= size_of(found->second);
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
