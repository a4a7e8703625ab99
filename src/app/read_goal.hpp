// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "base/text.hpp"
#include "core/goal_scanner.hpp"

#include <string>

namespace janus_talk::app {

/// `Thing` is made of the text of `option`; where that makes no sense is shown.
/// @throws base::Error usage
template <typename Thing>
Thing read_goal(const std::string& option, const std::string& text) {
    constexpr std::size_t shown = 24;
    try {
        return Thing{text};
    } catch (const core::GoalSyntaxError& error) {
        throw base::Error({base::ExitCode::usage,
                           option + " '" + base::harmless(text) + "': " + error.what() + ", at '" +
                                   base::harmless(text.substr(error.position(), shown)) +
                                   "' (column " + std::to_string(error.position() + 1) + ").",
                           "See the examples in: janus-talk help join",
                           {}});
    }
}

} // namespace janus_talk::app
