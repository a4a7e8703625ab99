// SPDX-License-Identifier: MIT
#include "core/request_table.hpp"

#include <algorithm>

namespace janus_talk::core {

std::optional<RequestTable::Open>
RequestTable::take(const std::optional<base::TransactionId>& transaction) {
    if (!transaction && open_.size() != 1)
        return std::nullopt;
    const auto found = std::find_if(open_.begin(), open_.end(), [&](const Open& request) {
        return !transaction || request.transaction == *transaction;
    });
    if (found == open_.end())
        return std::nullopt;
    Open request = std::move(*found);
    open_.erase(found);
    return request;
}

std::optional<Purpose> RequestTable::find(const base::TransactionId& transaction) const {
    for (const Open& request : open_) {
        if (request.transaction == transaction)
            return request.purpose;
    }
    return std::nullopt;
}

std::optional<RequestTable::Open> RequestTable::take_expired(TimePoint now) {
    const auto found = std::find_if(open_.begin(), open_.end(), [now](const Open& request) {
        return request.deadline <= now;
    });
    if (found == open_.end())
        return std::nullopt;
    Open request = std::move(*found);
    open_.erase(found);
    return request;
}

std::optional<TimePoint> RequestTable::deadline() const {
    std::optional<TimePoint> earliest;
    for (const Open& request : open_) {
        earliest = earliest ? std::min(*earliest, request.deadline) : request.deadline;
    }
    return earliest;
}

bool RequestTable::has(Purpose purpose) const {
    return std::any_of(open_.begin(), open_.end(), [purpose](const Open& request) {
        return request.purpose == purpose;
    });
}

void RequestTable::keep_only(Purpose purpose) {
    std::erase_if(open_, [purpose](const Open& request) { return request.purpose != purpose; });
}

} // namespace janus_talk::core
