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
/// event that says nothing new gives no notice, whatever the order of events was. A server can't
/// make it grow without end: beyond `most_people` or `most_bytes` of ids and names newcomers are
/// left out and names stay as they are, which one warning tells. One message (at most 1 MiB, 20 000
/// values) always fits.
class Roster {
public:
    static constexpr std::size_t most_people = 10'000;
    static constexpr std::size_t most_bytes = std::size_t{4} << 20U;

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
    void add(const janus::Participant& participant, std::vector<Notice>& notices);
    /// Whether so many more bytes may be kept; the first time when not, a warning is added.
    [[nodiscard]] bool
    has_room(std::size_t people, std::size_t bytes, std::vector<Notice>& notices);
    void merge_one(const janus::Participant& update, std::vector<Notice>& notices);
    [[nodiscard]] std::vector<Notice> remove(const base::ParticipantId& id,
                                             ParticipantChange change);
    static void hush(janus::Participant& participant, std::vector<Notice>& notices);

    std::optional<base::ParticipantId> self_;
    std::string self_display_;
    bool self_talking_ = false;
    std::map<base::ParticipantId, janus::Participant> others_;
    std::size_t bytes_ = 0;
    bool told_full_ = false;
};

} // namespace janus_talk::core
