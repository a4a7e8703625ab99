// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "janus/audiobridge_request.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What may be sent to which server.

namespace janus_talk::janus {

/// A version as `info` gives it: 1102 is 1.1.2. 0 is unknown.
using ServerVersion = std::uint64_t;

/// "1.1.2" for 1102.
[[nodiscard]] std::string version_text(ServerVersion version);

/// The plug-in's name of the request, for example "rtp_forward"; of a raw body what it says itself,
/// in lower case.
[[nodiscard]] std::string request_name(const AudioBridgeRequest& request);

/// The first Janus release that knows the request; 0 when 1.1.2 does.
[[nodiscard]] ServerVersion needed_version(std::string_view request_name) noexcept;

/// Whether refusal() needs to know the server's version.
[[nodiscard]] bool depends_on_version(const AudioBridgeRequest& request);

/// Why the request must not be sent to a server of this version: it does not know it, or it would
/// crash or hang for everybody. An unknown version counts as old where harm could come of it.
/// @source AudioBridge of Janus 1.1.2; fixed in 1.2.4 (changeroom)
[[nodiscard]] std::optional<base::Failure> refusal(const AudioBridgeRequest& request,
                                                   ServerVersion version);

} // namespace janus_talk::janus
