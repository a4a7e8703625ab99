// SPDX-License-Identifier: MIT
#pragma once

#include "core/candidate.hpp"
#include "core/ports.hpp"
#include "core/sdp_description.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// Private to the SDP gate: what ICE and DTLS need of an answer. Every function gives either the
// checked value or the rest of the sentence "The server's SDP answer …".

namespace janus_talk::core::sdp {

/// Longer ones are refused; Janus has 4 and 22 characters.
inline constexpr std::size_t longest_ice_text = 256;
/// The rest is left out: a server on a host with hundreds of interfaces must still be reachable,
/// and its first candidates are the ones it likes best.
inline constexpr std::size_t most_candidates = 64;

/// What is wrong with an answer, to follow "The server's SDP answer "; never holds credentials.
struct Fault {
    std::string text;
};

struct IceCredentials {
    std::string_view ufrag;
    std::string_view pwd;
};

[[nodiscard]] std::variant<IceCredentials, Fault> ice_credentials(const Description& answer,
                                                                  const Media& media);

/// "active" or "passive", and not what the offer claimed for us.
[[nodiscard]] std::variant<std::string_view, Fault>
dtls_setup(const Description& answer, const Media& media, std::string_view offered);

/// The strongest of the fingerprints. Weaker ones beside it are ignored; two of the strongest kind
/// are refused, since only one certificate can be compared.
[[nodiscard]] std::variant<Fingerprint, Fault> strongest_fingerprint(const Description& answer,
                                                                     const Media& media);

/// "sha-256 AB:CD:…", as in the attribute.
[[nodiscard]] std::string to_text(const Fingerprint& fingerprint);

/// The usable ones, rebuilt, without repetition, at most most_candidates.
[[nodiscard]] std::vector<std::string> usable_candidates(const Media& media, CandidateScope scope);

} // namespace janus_talk::core::sdp
