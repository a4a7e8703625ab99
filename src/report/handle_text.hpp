// SPDX-License-Identifier: MIT
#pragma once

#include "janus/handle_info.hpp"

#include <string>
#include <vector>

namespace janus_talk::report {

/// Everything about one handle for people, in sections with units. Loss, jitter and traffic are
/// named from the server's point of view: "in" is what it received.
[[nodiscard]] std::string handle_text(const janus::HandleInfo& info, bool with_sdp);

/// SESSION HANDLE, in the long form also PLUGIN ROOM DISPLAY STATE.
[[nodiscard]] std::string handles_table(const std::vector<janus::HandleInfo>& handles,
                                        bool long_form);

/// The same as one JSON object with the array `handles`.
[[nodiscard]] std::string handles_members(const std::vector<janus::HandleInfo>& handles,
                                          bool long_form);

} // namespace janus_talk::report
