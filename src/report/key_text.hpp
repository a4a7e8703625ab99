// SPDX-License-Identifier: MIT
#pragma once

#include "core/media_event.hpp"
#include "core/notice.hpp"

#include <optional>
#include <string>

// What keys on the terminal are answered with: lines for people, without a newline at the end.
// Names are made harmless.

namespace janus_talk::report {

/// All keys.
[[nodiscard]] std::string keys_text();

/// One line each, us first. @param snapshot empty before the room is joined
[[nodiscard]] std::string people_text(const std::optional<core::Snapshot>& snapshot);

/// What is known of the connection and the sound. Both are empty before the first second.
[[nodiscard]] std::string statistics_text(const std::optional<core::media::Stats>& stats,
                                          const std::optional<core::media::Levels>& levels);

} // namespace janus_talk::report
