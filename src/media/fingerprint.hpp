// SPDX-License-Identifier: MIT
#pragma once

#include "core/ports.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace janus_talk::media {

/// Hashes the first certificate of a PEM text with one of the digests of RFC 8122 that SHA-2
/// offers. Empty when the text holds no certificate or the algorithm is not known.
[[nodiscard]] std::vector<unsigned char> certificate_digest(std::string_view pem,
                                                            const std::string& algorithm);

/// The digest as SDP writes it: "AB:CD:…". Empty as above.
[[nodiscard]] std::string fingerprint_text(std::string_view pem, const std::string& algorithm);

/// Does the certificate that the peer used have the fingerprint that the answer announced?
/// webrtcbin 1.22 does not ask this question, so an attacker on the media path could decrypt and
/// inject without it. The comparison takes the same time wherever the digests differ.
[[nodiscard]] bool matches(std::string_view pem, const core::Fingerprint& fingerprint);

} // namespace janus_talk::media
