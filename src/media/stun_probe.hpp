// SPDX-License-Identifier: MIT
#pragma once

#include "base/secret.hpp"
#include "core/diagnosis.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace janus_talk::media {

/// Asks a STUN server over UDP how it sees us, by itself and apart from any call: libnice does not
/// tell whether a server answered when that gives no new address. Blocks.
[[nodiscard]] core::StunEvidence probe_stun(const std::string& uri,
                                            std::chrono::milliseconds limit);

/// Asks a TURN server the same, which needs no credentials. @return nothing when it is not spoken
/// to over UDP
[[nodiscard]] std::optional<core::StunEvidence> probe_turn(const base::Secret& uri,
                                                           std::chrono::milliseconds limit);

} // namespace janus_talk::media
