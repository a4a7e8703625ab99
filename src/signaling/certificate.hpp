// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "signaling/url.hpp"

#include <openssl/x509_vfy.h>
#include <optional>

// Private to this room: OpenSSL.

namespace janus_talk::signaling {

/// Judges one certificate of the server's chain, as OpenSSL's verification walks through it. The
/// name check is here and not in libwebsockets, because 4.1 compares with the Host header up to its
/// first ':', which for an IPv6 address is nothing at all: any certificate would do.
/// @param chain_is_fine what OpenSSL thinks of the chain so far
/// @return why the certificate is refused, in words that name the problem; nothing when it is fine.
/// The error is also left in `chain`, for the alert that the server gets.
[[nodiscard]] std::optional<base::Failure>
refuse_certificate(X509_STORE_CTX* chain, bool chain_is_fine, const Url& url);

} // namespace janus_talk::signaling
