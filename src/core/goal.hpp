// SPDX-License-Identifier: MIT
#pragma once

#include "core/condition.hpp"
#include "core/limit_rule.hpp"
#include "core/notice.hpp"

#include <optional>
#include <string>
#include <vector>

namespace janus_talk::core {

/// What a conference must reach, and what must not happen in it: --until and --fail-if. Pure.
class Goal {
public:
    struct Wish {
        std::optional<Condition> until;
        std::vector<LimitRule> limits;
    };

    explicit Goal(Wish wish);

    /// Every notice, in order. Gives the rules that are broken now, each only once.
    [[nodiscard]] std::vector<AssertionChecked> add(const Notice& notice, TimePoint now);

    void set_destroyed() noexcept { room_.set_destroyed(); }

    /// Does what we wait for hold? Once it did, it stays so.
    [[nodiscard]] bool is_reached(TimePoint now);
    [[nodiscard]] std::optional<TimePoint> deadline(TimePoint now) const;
    /// What we wait for, if we still do.
    [[nodiscard]] const Condition* missing() const;
    /// There is still no verdict: something is waited for, or a rule has no figures yet.
    [[nodiscard]] bool is_open() const;
    /// At the end: the rules that were never broken, by what there was of their last window.
    [[nodiscard]] std::vector<AssertionChecked> rest() const;

private:
    struct Limit {
        LimitRule rule;
        bool broken = false;
    };

    std::optional<Condition> until_;
    bool reached_ = false;
    std::vector<Limit> limits_;
    RoomView room_;
    /// Figures from before the sound flowed, or from an outage, say nothing.
    bool up_ = false;
};

} // namespace janus_talk::core
