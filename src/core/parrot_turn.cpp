// SPDX-License-Identifier: MIT
#include "core/parrot_turn.hpp"

namespace janus_talk::core {

namespace {

constexpr std::string_view plain_name = "parrot";
constexpr std::string_view name_mark = "(parrot)";

} // namespace

bool is_parrot_name(std::string_view display) {
    return display == plain_name || display.ends_with(name_mark);
}

std::string parrot_name(std::string name) {
    return is_parrot_name(name) ? name : name + " " + std::string{name_mark};
}

bool ParrotTurn::add(const Notice& notice) {
    const bool was_ours = is_ours();
    if (const auto* joined = std::get_if<RoomJoined>(&notice)) {
        self_ = joined->id;
        parrots_.clear();
        for (const auto& participant : joined->participants)
            note(participant);
    } else if (const auto* change = std::get_if<ParticipantChanged>(&notice)) {
        note(*change);
    }
    judge();
    return is_ours() != was_ours;
}

void ParrotTurn::note(const janus::Participant& participant) {
    if (participant.display && is_parrot_name(*participant.display))
        parrots_[participant.id] = *participant.display;
}

void ParrotTurn::note(const ParticipantChanged& change) {
    const bool has_gone =
            change.change == ParticipantChange::left || change.change == ParticipantChange::kicked;
    if (has_gone)
        parrots_.erase(change.id);
    else if (change.display && is_parrot_name(*change.display))
        parrots_[change.id] = *change.display;
    else if (change.change == ParticipantChange::renamed)
        parrots_.erase(change.id);
}

void ParrotTurn::judge() {
    const bool outranked = !parrots_.empty() && parrots_.begin()->first < self_;
    rival_ = outranked ? std::optional{parrots_.begin()->second} : std::nullopt;
}

} // namespace janus_talk::core
