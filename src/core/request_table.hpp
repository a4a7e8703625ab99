// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"
#include "core/event.hpp"

#include <optional>
#include <vector>

namespace janus_talk::core {

/// What an open request is for: it decides what its answer means.
enum class Purpose {
    info,
    claim_session,
    create_session,
    attach,
    create_room,
    join,
    offer,
    mute,
    configure,
    change_room,
    keep_alive,
    /// A keepalive whose answer is awaited impatiently.
    probe,
    list,
    hang_up,
    leave,
    destroy_room,
    detach,
    destroy_session,
    question,
};

/// The requests that still wait for their answer, oldest first; never more than a handful.
class RequestTable {
public:
    struct Open {
        base::TransactionId transaction;
        Purpose purpose = Purpose::info;
        TimePoint deadline;
    };

    void add(Open request) { open_.push_back(std::move(request)); }

    /// Removes and returns the request that an answer belongs to. Answers without a transaction
    /// (Janus sends them for messages that it could not parse) belong to the only open request, or
    /// to none.
    [[nodiscard]] std::optional<Open> take(const std::optional<base::TransactionId>& transaction);
    /// The purpose without closing the request: for an ack, whose answer is still to come.
    [[nodiscard]] std::optional<Purpose> find(const base::TransactionId& transaction) const;
    [[nodiscard]] std::optional<Open> take_expired(TimePoint now);
    [[nodiscard]] std::optional<TimePoint> deadline() const;
    [[nodiscard]] bool has(Purpose purpose) const;
    void keep_only(Purpose purpose);

    void clear() { open_.clear(); }

private:
    std::vector<Open> open_;
};

} // namespace janus_talk::core
