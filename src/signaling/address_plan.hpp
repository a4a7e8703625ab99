// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

// Private to this room. Pure: time is an argument.

namespace janus_talk::signaling {

/// Which address of a host is tried next and for how long, and what to say when none was any good.
class AddressPlan {
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    using Duration = std::chrono::milliseconds;

    struct Limits {
        TimePoint all;        ///< when the last attempt must be over
        Duration one_address; ///< most for one attempt
    };

    struct Attempt {
        std::string address;
        Duration limit{};
        TimePoint until;
    };

    AddressPlan(std::vector<std::string> addresses, Limits limits);

    /// The next attempt. Its time is a fair share of what is left, so that a dead address can't use
    /// up the time of the ones behind it. Nothing when all have been tried or the time is over.
    [[nodiscard]] std::optional<Attempt> next(TimePoint now);

    /// Why the last attempt came to nothing, in a few words.
    void note(std::string reason);

    /// The failure of the last attempt, and what every address said if there were several.
    [[nodiscard]] base::Failure sum_up(base::Failure last) const;

private:
    std::vector<std::string> addresses_;
    Limits limits_;
    std::size_t tried_ = 0;
    std::vector<std::string> reasons_;
};

} // namespace janus_talk::signaling
