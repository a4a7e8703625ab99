// SPDX-License-Identifier: MIT
#include "media/fingerprint.hpp"

#include "media/gst_ptr.hpp"

#include <map>
#include <optional>

namespace janus_talk::media {

namespace {

std::optional<GChecksumType> checksum_type(const std::string& algorithm) {
    static const std::map<std::string, GChecksumType, std::less<>> known{
            {"sha-256", G_CHECKSUM_SHA256},
            {"sha-384", G_CHECKSUM_SHA384},
            {"sha-512", G_CHECKSUM_SHA512}};
    const auto found = known.find(algorithm);
    if (found == known.end())
        return std::nullopt;
    return found->second;
}

std::vector<unsigned char> der_of(std::string_view pem) {
    constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----";
    constexpr std::string_view end = "-----END CERTIFICATE-----";
    const auto from = pem.find(begin);
    if (from == std::string_view::npos)
        return {};
    const auto body = from + begin.size();
    const auto to = pem.find(end, body);
    if (to == std::string_view::npos)
        return {};
    const std::string base64{pem.substr(body, to - body)};
    gsize size = 0;
    guchar* bytes = g_base64_decode(base64.c_str(), &size);
    const std::unique_ptr<guchar, release::Memory> owned{bytes};
    return {bytes, bytes + size};
}

} // namespace

std::vector<unsigned char> certificate_digest(std::string_view pem, const std::string& algorithm) {
    const auto type = checksum_type(algorithm);
    const std::vector<unsigned char> der = der_of(pem);
    if (!type || der.empty())
        return {};
    const std::unique_ptr<GChecksum, decltype(&g_checksum_free)> checksum{g_checksum_new(*type),
                                                                          &g_checksum_free};
    g_checksum_update(checksum.get(), der.data(), static_cast<gssize>(der.size()));
    auto size = static_cast<gsize>(g_checksum_type_get_length(*type));
    std::vector<unsigned char> digest(size);
    g_checksum_get_digest(checksum.get(), digest.data(), &size);
    return digest;
}

std::string fingerprint_text(std::string_view pem, const std::string& algorithm) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (const unsigned char byte : certificate_digest(pem, algorithm)) {
        if (!text.empty())
            text += ':';
        text += digits[byte / 16];
        text += digits[byte % 16];
    }
    return text;
}

bool matches(std::string_view pem, const core::Fingerprint& fingerprint) {
    const std::vector<unsigned char> digest = certificate_digest(pem, fingerprint.algorithm);
    if (digest.empty() || digest.size() != fingerprint.digest.size())
        return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < digest.size(); ++i)
        difference |= static_cast<unsigned>(digest[i] ^ fingerprint.digest[i]);
    return difference == 0;
}

} // namespace janus_talk::media
