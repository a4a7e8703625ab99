// SPDX-License-Identifier: MIT
#pragma once

#include "base/secret.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Signed tokens: text that says what its bearer may do and until when, with an HMAC-SHA1 over it.
// The server keeps none of them; it only knows the key (token_auth_secret).
// @source Janus documentation, "Signed-token authentication"

namespace janus_talk::janus {

/// Realm of tokens for the server itself; their descriptors are plug-ins' package names.
inline constexpr std::string_view core_realm = "janus";
/// Realm of tokens for rooms with `signed_tokens`; their descriptor is "room=<id>".
inline constexpr std::string_view room_realm = "janus.plugin.audiobridge";

struct TokenClaims {
    /// The last second in which it is valid.
    std::chrono::sys_seconds expiry;
    std::string realm;
    std::vector<std::string> descriptors;

    bool operator==(const TokenClaims&) const = default;
};

/// Whether a word can stand in a token as realm or descriptor: not empty, without comma, colon,
/// blank or control character.
[[nodiscard]] bool is_token_word(std::string_view word) noexcept;

/// @pre is_token_word() of the realm and of every descriptor
[[nodiscard]] std::string mint_token(const TokenClaims& claims, const base::Secret& key);

enum class TokenVerdict { valid, expired, wrong_signature, malformed };

[[nodiscard]] std::string_view name_of(TokenVerdict verdict) noexcept;

struct TokenCheck {
    TokenVerdict verdict = TokenVerdict::malformed;
    /// What it says; with wrong_signature anybody may have said it.
    std::optional<TokenClaims> claims;
};

/// Judges as the server does: the signature first, then the time.
[[nodiscard]] TokenCheck
check_token(std::string_view token, const base::Secret& key, std::chrono::sys_seconds now);

} // namespace janus_talk::janus
