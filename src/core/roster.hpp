// SPDX-License-Identifier: MIT
#pragma once

#include "core/notice.hpp"
#include "janus/audiobridge_event.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace janus_talk::core {

/// The other participants of the room, merged from partial updates. Updates are idempotent: an
/// event that says nothing new gives no notice, whatever the order of events was.
class Roster {
public:
    /// Takes `participants` as the whole truth; gives no notices.
    void reset(const std::vector<janus::Participant>& participants);
    /// The same, and tells what changed: who is not in it has left.
    [[nodiscard]] std::vector<Notice>
    reconcile(const std::vector<janus::Participant>& participants);
    void set_self(base::ParticipantId id, std::string display);

    /// Merges; somebody unknown has just joined.
    [[nodiscard]] std::vector<Notice> merge(const std::vector<janus::Participant>& participants);
    [[nodiscard]] std::vector<Notice> leave(const base::ParticipantId& id);
    [[nodiscard]] std::vector<Notice> kick(const base::ParticipantId& id);
    [[nodiscard]] std::vector<Notice> suspend(const base::ParticipantId& id, bool suspended);
    /// Also for ourselves: the server tells the talker too.
    [[nodiscard]] std::vector<Notice> talk(const base::ParticipantId& id, bool talking);

    [[nodiscard]] bool is_self(const base::ParticipantId& id) const { return self_ == id; }

    [[nodiscard]] std::vector<janus::Participant> participants() const;

private:
    using Entry = std::map<base::ParticipantId, janus::Participant>::iterator;

    void merge_one(const janus::Participant& update, std::vector<Notice>& notices);
    [[nodiscard]] std::vector<Notice> remove(const base::ParticipantId& id,
                                             ParticipantChange change);
    static void hush(janus::Participant& participant, std::vector<Notice>& notices);

    std::optional<base::ParticipantId> self_;
    std::string self_display_;
    bool self_talking_ = false;
    std::map<base::ParticipantId, janus::Participant> others_;
};

} // namespace janus_talk::core
