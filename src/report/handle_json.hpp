// SPDX-License-Identifier: MIT
#pragma once

#include "janus/handle_info.hpp"

#include <string>

namespace janus_talk::report {

/// Everything the server said about a handle as one JSON object: units in the names, points in time
/// as ages in seconds (`…_age_s`), absent rather than null. What the AudioBridge says is in
/// `participant`.
/// @param with_sdp also the session descriptions, without their ICE passwords
[[nodiscard]] std::string handle_members(const janus::HandleInfo& info, bool with_sdp);

} // namespace janus_talk::report
