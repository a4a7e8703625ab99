// SPDX-License-Identifier: MIT
#include "core/sdp_transport.hpp"

#include "core/candidate.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace janus_talk::core::sdp {

namespace {

struct HashFunction {
    std::string_view name;
    std::size_t bytes;
};

/// Weakest first. sha-224 and below no longer count as a proof of identity (RFC 8122, section 5).
constexpr std::array<HashFunction, 3> trusted_hashes{
        {{"sha-256", 32}, {"sha-384", 48}, {"sha-512", 64}}};

std::size_t rank_of(std::string_view algorithm) noexcept {
    for (std::size_t rank = 0; rank < trusted_hashes.size(); ++rank) {
        if (equals_ignoring_case(trusted_hashes.at(rank).name, algorithm))
            return rank + 1;
    }
    return 0;
}

std::optional<unsigned> hex_digit(char c) noexcept {
    constexpr std::string_view digits = "0123456789ABCDEFabcdef";
    const std::size_t at = digits.find(c);
    if (at == std::string_view::npos)
        return std::nullopt;
    return static_cast<unsigned>(at < 16 ? at : at - 6);
}

std::optional<std::vector<unsigned char>> parse_digest(std::string_view text, std::size_t bytes) {
    if (text.size() != bytes * 3 - 1)
        return std::nullopt;
    std::vector<unsigned char> digest;
    for (std::size_t at = 0; at < text.size(); at += 3) {
        const auto high = hex_digit(text[at]);
        const auto low = hex_digit(text[at + 1]);
        if (!high || !low || (at + 2 < text.size() && text[at + 2] != ':'))
            return std::nullopt;
        digest.push_back(static_cast<unsigned char>(*high * 16 + *low));
    }
    return digest;
}

} // namespace

std::variant<IceCredentials, Fault> ice_credentials(const Description& answer, const Media& media) {
    const auto ufrags = values_of(answer, media, "ice-ufrag");
    const auto pwds = values_of(answer, media, "ice-pwd");
    if (ufrags.size() != 1 || !is_ice_text(ufrags[0], 4, longest_ice_text))
        return Fault{"has no valid ice-ufrag"};
    if (pwds.size() != 1 || !is_ice_text(pwds[0], 22, longest_ice_text))
        return Fault{"has no valid ice-pwd"};
    return IceCredentials{ufrags[0], pwds[0]};
}

std::variant<std::string_view, Fault>
dtls_setup(const Description& answer, const Media& media, std::string_view offered) {
    const auto setups = values_of(answer, media, "setup");
    if (setups.size() != 1 || (setups[0] != "active" && setups[0] != "passive"))
        return Fault{"does not say which side starts DTLS (a=setup)"};
    if (setups[0] == offered)
        return Fault{"claims the DTLS role that was offered as ours"};
    return setups[0];
}

std::variant<Fingerprint, Fault> strongest_fingerprint(const Description& answer,
                                                       const Media& media) {
    std::size_t best_rank = 0;
    Fingerprint best;
    for (const std::string_view value : values_of(answer, media, "fingerprint")) {
        const auto words = words_of(value);
        const std::size_t rank = rank_of(words[0]);
        if (rank == 0 || rank < best_rank)
            continue;
        const HashFunction& hash = trusted_hashes.at(rank - 1);
        auto digest = words.size() == 2 ? parse_digest(words[1], hash.bytes) : std::nullopt;
        if (!digest)
            return Fault{"has a malformed fingerprint"};
        if (rank == best_rank && *digest != best.digest)
            return Fault{"has two fingerprints of the same kind"};
        best_rank = rank;
        best = {std::string(hash.name), std::move(*digest)};
    }
    if (best_rank == 0)
        return Fault{"has no fingerprint of sha-256 or better"};
    return best;
}

std::string to_text(const Fingerprint& fingerprint) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text = fingerprint.algorithm;
    char separator = ' ';
    for (const unsigned byte : fingerprint.digest) {
        text += separator;
        text += digits[byte / 16];
        text += digits[byte % 16];
        separator = ':';
    }
    return text;
}

std::vector<std::string> usable_candidates(const Media& media, CandidateScope scope) {
    std::vector<std::string> usable;
    for (const std::string_view value : values_of(media.attributes, "candidate")) {
        if (usable.size() == most_candidates)
            break;
        auto checked = checked_candidate(value, scope);
        if (checked && std::find(usable.begin(), usable.end(), *checked) == usable.end())
            usable.push_back(std::move(*checked));
    }
    return usable;
}

} // namespace janus_talk::core::sdp
