// SPDX-License-Identifier: MIT
#include "media/ice_agent.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk::media;

TEST_CASE("UDP candidates with an address that can be reached are usable") {
    CHECK(is_usable_candidate("candidate:1 1 UDP 2015363327 192.0.2.1 41234 typ host"));
    CHECK(is_usable_candidate("candidate:1 1 udp 2015363327 2001:db8::1 41234 typ host"));
    CHECK(is_usable_candidate(
            "candidate:3 1 UDP 1 198.51.100.1 5 typ relay raddr 192.0.2.1 rport 9"));
}

TEST_CASE("TCP, link-local IPv6 and the end of candidates are not") {
    CHECK_FALSE(is_usable_candidate(""));
    CHECK_FALSE(is_usable_candidate("end-of-candidates"));
    CHECK_FALSE(is_usable_candidate(
            "candidate:4 1 TCP 1015021823 192.0.2.1 9 typ host tcptype active"));
    CHECK_FALSE(is_usable_candidate("candidate:1 1 UDP 2015363327 fe80::1 41234 typ host"));
    CHECK_FALSE(is_usable_candidate("candidate:1 1 UDP 2015363327 FEBF::1 41234 typ host"));
    CHECK_FALSE(is_usable_candidate("candidate:1 1 UDP 2015363327 192.0.2.1"));
}

TEST_CASE("Unusable candidates leave a description, and nothing else does") {
    const std::string head = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n";
    const std::string good = "a=candidate:1 1 UDP 1 192.0.2.1 4 typ host\r\n";
    const std::string bad = "a=candidate:1 1 UDP 1 fe80::1 4 typ host\r\n";
    CHECK(without_unusable_candidates(head + bad + good + "a=mid:audio0\r\n") ==
          head + good + "a=mid:audio0\r\n");
    CHECK(without_unusable_candidates(head) == head);
    CHECK(without_unusable_candidates("no line end") == "no line end");
    CHECK(without_unusable_candidates("").empty());
}
