// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace janus_talk::core {

/// Where the server's media may be.
struct CandidateScope {
    /// Also on this host. Only where its signalling is: a server elsewhere has no business with the
    /// ports of this host that nobody else can reach.
    bool loopback = true;
};

/// Judges one ICE candidate of the server, from the answer or trickled, and rebuilds it from
/// checked parts, so that the ICE agent never resolves a name or probes an address that can't be
/// the server's.
///
/// Kept are component 1 (RTCP is multiplexed) over UDP with a literal unicast IPv4 or IPv6 address
/// and a port ≠ 0. Left out are host names and mDNS, TCP, link-local, multicast, broadcast,
/// reserved, unspecified and IPv4-in-IPv6 addresses, and loop-back unless `scope` has it. Extension
/// attributes are dropped.
///
/// The prefixes "candidate:" and "a=candidate:" are understood, and none at all. The result starts
/// with "candidate:" and passes again unchanged; empty means: don't use it (nothing to report,
/// others may do).
/// @source RFC 8839, section 5.1; RFC 8445, section 5.1.1.1
[[nodiscard]] std::optional<std::string> checked_candidate(std::string_view candidate,
                                                           CandidateScope scope = {});

} // namespace janus_talk::core
