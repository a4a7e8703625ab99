// SPDX-License-Identifier: MIT
#pragma once

#include "base/secret.hpp"
#include "core/diagnosis.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace janus_talk::media {

/// Asks each address of a STUN server over UDP how it sees us, by itself and apart from any call:
/// libnice does not tell whether a server answered when that gives no new address. Blocks, for each
/// address no longer than `limit`.
[[nodiscard]] core::StunEvidence probe_stun(const std::string& uri,
                                            std::chrono::milliseconds limit);

/// Asks a TURN server the same, which needs no credentials. @return nothing when it is not spoken
/// to over UDP
[[nodiscard]] std::optional<core::StunEvidence> probe_turn(const base::Secret& uri,
                                                           std::chrono::milliseconds limit);

/// The part of both that needs no name server: `addresses` are numeric.
[[nodiscard]] std::vector<core::StunTry> ask_stun(const std::vector<std::string>& addresses,
                                                  std::uint16_t port,
                                                  std::chrono::milliseconds limit);

} // namespace janus_talk::media
