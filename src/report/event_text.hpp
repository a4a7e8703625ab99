// SPDX-License-Identifier: MIT
#pragma once

#include "core/notice.hpp"

#include <optional>
#include <string>

namespace janus_talk::report {

/// How much people are told: -1 errors only, 0 what happens in the room, 1 states, media and
/// statistics too.
struct TextStyle {
    int verbosity = 0;
    /// ANSI colours.
    bool colour = false;
    /// A status line shows who talks, so that at verbosity 0 no line does.
    bool has_status_line = false;
};

/// One line for people (without the newline), or nothing when the notice is not worth one at this
/// verbosity. Text from others is made harmless. Warnings and errors begin with "janus-talk:
/// warning: " and "janus-talk: error: "; hints follow on an indented line of their own.
[[nodiscard]] std::optional<std::string> text_of(const core::Notice& notice,
                                                 const TextStyle& style);

} // namespace janus_talk::report
