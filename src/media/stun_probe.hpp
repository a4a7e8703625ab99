// SPDX-License-Identifier: MIT
#pragma once

#include "core/diagnosis.hpp"
#include "media/media_options.hpp"

#include <chrono>
#include <optional>

namespace janus_talk::media {

/// Asks the STUN server of `options` over UDP how it sees us, by itself and apart from any call:
/// libnice does not tell whether a server answered when that gives no new address. Blocks.
/// @return nothing when none is named
[[nodiscard]] std::optional<core::StunEvidence> probe_stun(const MediaOptions& options,
                                                           std::chrono::milliseconds limit);

/// Asks the first TURN server the same, which needs no credentials. @return nothing when none is
/// named, or when it is not spoken to over UDP
[[nodiscard]] std::optional<core::StunEvidence> probe_turn(const MediaOptions& options,
                                                           std::chrono::milliseconds limit);

} // namespace janus_talk::media
