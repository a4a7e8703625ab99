// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "core/notice.hpp"
#include "core/phase.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace janus_talk::report {

/// As the client gave it; nothing, a number or a text.
using ReplyId = std::variant<std::monostate, std::uint64_t, std::string>;

// Answers of the control socket: one line each, without the newline.

/// {"id":7,"ok":true} or {"id":7,"ok":false,"error":{…}}
[[nodiscard]] std::string reply_line(const ReplyId& id,
                                     const std::optional<base::Failure>& failure);

/// With `state`, and self, room, participants, media and recording once the room is joined.
[[nodiscard]] std::string
state_line(const ReplyId& id, core::Phase phase, const std::optional<core::Snapshot>& snapshot);

/// With `participants`, ourselves excluded.
[[nodiscard]] std::string people_line(const ReplyId& id,
                                      const std::optional<core::Snapshot>& snapshot);

/// With the members of the last `stats` event; none before there was one.
[[nodiscard]] std::string stats_line(const ReplyId& id,
                                     const std::optional<core::media::Stats>& stats);

} // namespace janus_talk::report
