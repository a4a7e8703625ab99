// SPDX-License-Identifier: MIT
#include "core/goal.hpp"

#include <algorithm>
#include <utility>

namespace janus_talk::core {

Goal::Goal(Wish wish) : until_(std::move(wish.until)) {
    for (auto& rule : wish.limits)
        limits_.push_back({std::move(rule)});
}

std::vector<AssertionChecked> Goal::add(const Notice& notice, TimePoint now) {
    std::vector<AssertionChecked> broken;
    room_.add(notice, now);
    if (const auto* change = std::get_if<StateChanged>(&notice))
        up_ = change->to == Phase::up;
    if (!up_)
        return broken;
    for (auto& [rule, is_broken] : limits_) {
        rule.add(notice, now);
        const auto value = rule.value();
        if (is_broken || !value || !rule.is_broken_by(*value))
            continue;
        is_broken = true;
        broken.push_back({rule.text(), value, rule.window(), false});
    }
    return broken;
}

bool Goal::is_reached(TimePoint now) {
    reached_ = reached_ || (until_ && until_->holds(room_, now));
    return reached_;
}

std::optional<TimePoint> Goal::deadline(TimePoint now) const {
    return until_ ? until_->deadline(room_, now) : std::nullopt;
}

const Condition* Goal::missing() const {
    return until_ && !reached_ ? &*until_ : nullptr;
}

bool Goal::is_open() const {
    return missing() != nullptr ||
           std::any_of(limits_.begin(), limits_.end(), [](const Limit& limit) {
               return !limit.broken && !limit.rule.value_so_far();
           });
}

std::vector<AssertionChecked> Goal::rest() const {
    std::vector<AssertionChecked> all;
    for (const auto& [rule, broken] : limits_) {
        if (broken)
            continue;
        const auto value = rule.value_so_far();
        all.push_back({rule.text(), value, rule.window(), value && !rule.is_broken_by(*value)});
    }
    return all;
}

} // namespace janus_talk::core
