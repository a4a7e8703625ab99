// SPDX-License-Identifier: MIT
#include "janus/token.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace janus_talk::janus {

namespace {

constexpr std::size_t digest_size = 20;
constexpr std::size_t longest_token = 4096;
/// 9999-12-31, the last day that has four digits in its year.
constexpr std::int64_t latest_expiry = 253'402'300'799;

const unsigned char* bytes_of(std::string_view text) {
    // The interfaces of OpenSSL take bytes where we have characters.
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string signature_of(std::string_view text, const base::Secret& key) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    const std::string& secret = key.reveal();
    HMAC(EVP_sha1(),
         secret.data(),
         static_cast<int>(secret.size()),
         bytes_of(text),
         text.size(),
         digest.data(),
         &size);
    std::array<unsigned char, (digest_size + 2) / 3 * 4 + 1> encoded{};
    const int length = EVP_EncodeBlock(encoded.data(), digest.data(), digest_size);
    return {encoded.begin(), encoded.begin() + length};
}

bool equal_in_constant_time(std::string_view one, std::string_view other) {
    return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> words;
    while (true) {
        const auto comma = text.find(',');
        words.emplace_back(text.substr(0, comma));
        if (comma == std::string_view::npos)
            return words;
        text.remove_prefix(comma + 1);
    }
}

std::optional<TokenClaims> claims_of(std::string_view text) {
    std::vector<std::string> words = split(text);
    if (words.size() < 2 || !std::all_of(words.begin(), words.end(), is_token_word))
        return std::nullopt;
    std::int64_t expiry = 0;
    const std::string& digits = words.front();
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), expiry);
    if (error != std::errc{} || end != digits.data() + digits.size() || expiry < 0 ||
        expiry > latest_expiry) {
        return std::nullopt;
    }
    TokenClaims claims{std::chrono::sys_seconds{std::chrono::seconds{expiry}}, words[1], {}};
    claims.descriptors.assign(words.begin() + 2, words.end());
    return claims;
}

} // namespace

bool is_token_word(std::string_view word) noexcept {
    return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
        return static_cast<unsigned char>(c) > ' ' && c != '\x7f' && c != ',' && c != ':';
    });
}

std::string mint_token(const TokenClaims& claims, const base::Secret& key) {
    std::string text =
            std::to_string(claims.expiry.time_since_epoch().count()) + "," + claims.realm;
    for (const std::string& descriptor : claims.descriptors)
        text += "," + descriptor;
    return text + ":" + signature_of(text, key);
}

std::string_view name_of(TokenVerdict verdict) noexcept {
    switch (verdict) {
    case TokenVerdict::valid:
        return "valid";
    case TokenVerdict::expired:
        return "expired";
    case TokenVerdict::wrong_signature:
        return "wrong-signature";
    case TokenVerdict::malformed:
        return "malformed";
    }
    return "";
}

TokenCheck
check_token(std::string_view token, const base::Secret& key, std::chrono::sys_seconds now) {
    const auto colon = token.find(':');
    if (token.size() > longest_token || colon == std::string_view::npos)
        return {};
    const std::string_view text = token.substr(0, colon);
    TokenCheck check{TokenVerdict::malformed, claims_of(text)};
    if (!check.claims)
        return check;
    if (!equal_in_constant_time(token.substr(colon + 1), signature_of(text, key)))
        check.verdict = TokenVerdict::wrong_signature;
    else
        check.verdict = now > check.claims->expiry ? TokenVerdict::expired : TokenVerdict::valid;
    return check;
}

} // namespace janus_talk::janus
