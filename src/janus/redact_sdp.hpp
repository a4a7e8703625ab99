// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace janus_talk::janus {

/// A copy of a session description (RFC 8866), or of a part of it, that may be shown. As with
/// redact(), an allow-list keeps what is known to be no secret (addresses and fingerprints of
/// certificates among it); the values of all other lines, attributes and candidate extensions
/// become `***`: above all ice-ufrag, ice-pwd and keys. Lines end with a newline alone. What is no
/// line of a description is replaced as a whole. Pure; every input is hostile.
[[nodiscard]] std::string redact_sdp(std::string_view sdp);

} // namespace janus_talk::janus
