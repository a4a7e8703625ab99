// SPDX-License-Identifier: MIT
#include "signaling/address_plan.hpp"

#include <algorithm>
#include <utility>

namespace janus_talk::signaling {

AddressPlan::AddressPlan(std::vector<std::string> addresses, Limits limits)
    : addresses_(std::move(addresses)), limits_(limits) {}

std::optional<AddressPlan::Attempt> AddressPlan::next(TimePoint now) {
    const auto left = std::chrono::duration_cast<Duration>(limits_.all - now);
    if (tried_ == addresses_.size() || left <= Duration::zero())
        return std::nullopt;
    const auto share = left / static_cast<Duration::rep>(addresses_.size() - tried_);
    const Duration limit = std::min(limits_.one_address, std::max(share, Duration{1}));
    return Attempt{addresses_[tried_++], limit, now + limit};
}

void AddressPlan::note(std::string reason) {
    reasons_.push_back(std::move(reason));
}

base::Failure AddressPlan::sum_up(base::Failure last) const {
    constexpr std::size_t most_shown = 4;
    if (addresses_.size() < 2)
        return last;
    std::string list;
    for (std::size_t index = 0; index < std::min(reasons_.size(), most_shown); ++index) {
        list += (index == 0 ? "" : "; ") + addresses_[index] + ": " + reasons_[index];
    }
    if (addresses_.size() > most_shown)
        list += "; …";
    last.text += " (" + std::to_string(addresses_.size()) + " addresses; " + list + ")";
    return last;
}

} // namespace janus_talk::signaling
