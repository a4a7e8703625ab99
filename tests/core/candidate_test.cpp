// SPDX-License-Identifier: MIT
#include "core/candidate.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

using janus_talk::core::checked_candidate;

namespace {

std::string host_at(const std::string& address, const std::string& port = "20450") {
    return "candidate:1 1 udp 2015363327 " + address + " " + port + " typ host";
}

} // namespace

TEST_CASE("a host candidate of Janus passes unchanged") {
    const std::string candidate = host_at("188.213.167.189");
    CHECK(checked_candidate(candidate) == candidate);
}

TEST_CASE("the prefix of the attribute is understood, and none, and a line end behind it") {
    const std::string bare = "1 1 udp 2015363327 10.77.50.1 20450 typ host";
    for (const std::string& given :
         {"a=candidate:" + bare, "candidate:" + bare, bare, bare + "\r\n"})
        CHECK(checked_candidate(given) == "candidate:" + bare);
}

TEST_CASE("addresses that a server can have are kept") {
    const std::string address = GENERATE("10.77.50.1",
                                         "127.0.0.1",
                                         "192.168.1.10",
                                         "172.17.0.1",
                                         "169.253.0.1",
                                         "1.254.0.1",
                                         "223.255.255.255",
                                         "::1",
                                         "2001:db8::7",
                                         "2080::1",
                                         "fd00::1",
                                         "fec0::1",
                                         "64:ff9b::a4d:3201");
    CHECK(checked_candidate(host_at(address)) == host_at(address));
}

TEST_CASE("addresses are rewritten in their canonical form") {
    CHECK(checked_candidate(host_at("2001:DB8:0:0:0:0:0:7")) == host_at("2001:db8::7"));
}

TEST_CASE("addresses that are no unicast address of a server are left out") {
    const std::string address = GENERATE("0.0.0.0",
                                         "0.1.2.3",
                                         "169.254.7.7",
                                         "224.0.0.251",
                                         "239.255.255.250",
                                         "240.0.0.1",
                                         "255.255.255.255",
                                         "::",
                                         "ff02::fb",
                                         "fe80::1",
                                         "febf::1",
                                         "::ffff:10.0.0.1",
                                         "::10.0.0.1");
    CAPTURE(address);
    CHECK_FALSE(checked_candidate(host_at(address)));
}

TEST_CASE("names and odd spellings of addresses are left out, so that nothing is ever resolved") {
    const std::string address = GENERATE("example.com",
                                         "3f2c1b7a-9a68-4f7e-8a54-8f5a2b1c0d9e.local",
                                         "localhost",
                                         "127.1",
                                         "2130706433",
                                         "0x7f.0.0.1",
                                         "010.0.0.1",
                                         "10.0.0.256",
                                         "10.0.0.1.",
                                         "[::1]",
                                         "fe80::1%eth0",
                                         "2001:db8::7%1",
                                         "1:2:3:4:5:6:7:8:9",
                                         "");
    CAPTURE(address);
    CHECK_FALSE(checked_candidate(host_at(address)));
}

TEST_CASE("ports must be real") {
    const std::string port = GENERATE("0", "65536", "-1", "+9", "9x", "99999999999999999999", "");
    CAPTURE(port);
    CHECK_FALSE(checked_candidate(host_at("10.0.0.1", port)));
}

TEST_CASE("malformed and unwanted candidates are left out") {
    const std::vector<std::pair<std::string, std::string>> candidates{
            {"empty", ""},
            {"prefix only", "candidate:"},
            {"cut short", "candidate:1 1 udp 1 10.0.0.1 9 typ"},
            {"TCP", "candidate:1 1 tcp 1518280447 10.0.0.1 9 typ host tcptype active"},
            {"ICE-TCP under another name", "candidate:1 1 ssltcp 1518280447 10.0.0.1 443 typ host"},
            {"RTCP component", "candidate:1 2 udp 2015363326 10.0.0.1 9 typ host"},
            {"no such component", "candidate:1 257 udp 2015363326 10.0.0.1 9 typ host"},
            {"priority 0", "candidate:1 1 udp 0 10.0.0.1 9 typ host"},
            {"priority above 31 bits", "candidate:1 1 udp 2147483648 10.0.0.1 9 typ host"},
            {"negative priority", "candidate:1 1 udp -1 10.0.0.1 9 typ host"},
            {"foundation with a quote", "candidate:a\" 1 udp 1 10.0.0.1 9 typ host"},
            {"foundation too long",
             "candidate:" + std::string(33, 'f') + " 1 udp 1 10.0.0.1 9 typ host"},
            {"no foundation", "candidate: 1 udp 1 10.0.0.1 9 typ host"},
            {"unknown type", "candidate:1 1 udp 1 10.0.0.1 9 typ hosts"},
            {"no typ", "candidate:1 1 udp 1 10.0.0.1 9 type host"},
            {"two spaces", "candidate:1  1 udp 1 10.0.0.1 9 typ host"},
            {"tabs", "candidate:1\t1\tudp\t1\t10.0.0.1\t9\ttyp\thost"},
            {"a second line", "candidate:1 1 udp 1 10.0.0.1 9 typ host\r\na=setup:passive"},
            {"NUL in the address", host_at(std::string("10.0.0.1\0x", 10))},
            {"huge", host_at("10.0.0.1") + " " + std::string(1'000'000, 'x')}};
    for (const auto& [name, candidate] : candidates) {
        CAPTURE(name);
        CHECK_FALSE(checked_candidate(candidate));
    }
}

TEST_CASE("related addresses stay when they are literal, extensions never") {
    const std::string reflexive = "candidate:5 1 udp 1677722111 79.175.166.178 47395 typ srflx";
    const std::string related = " raddr 172.21.0.1 rport 47395";
    CHECK(checked_candidate(reflexive + related + " generation 0 network-cost 999") ==
          reflexive + related);
    CHECK(checked_candidate(reflexive + " generation 0" + related) == reflexive + related);
    CHECK(checked_candidate(reflexive) == reflexive);
    CHECK(checked_candidate(reflexive + " raddr host.local rport 9") == reflexive);
    CHECK(checked_candidate(reflexive + " raddr 172.21.0.1") == reflexive);
    CHECK(checked_candidate(reflexive + " raddr 0.0.0.0 rport 0") ==
          reflexive + " raddr 0.0.0.0 rport 0");
    CHECK(checked_candidate(host_at("10.0.0.1") + " ufrag o3Gl network-id 1") ==
          host_at("10.0.0.1"));
    CHECK(checked_candidate(
                  "candidate:2 1 UDP 41885439 203.0.113.9 49160 typ relay raddr 2001:db8::7 "
                  "rport 40000") ==
          "candidate:2 1 udp 41885439 203.0.113.9 49160 typ relay raddr 2001:db8::7 rport 40000");
}

TEST_CASE("what has passed once passes again unchanged") {
    const std::string candidate = GENERATE("candidate:1 1 udp 2015363327 10.77.50.1 20450 typ host",
                                           "candidate:5 1 udp 1677722111 79.175.166.178 47395 typ "
                                           "srflx raddr 172.21.0.1 rport 47395",
                                           "candidate:r+/ 1 UDP 1853824767 2001:DB8::1 58071 typ "
                                           "prflx raddr ::1 rport 1 generation 0");
    const auto once = checked_candidate(candidate);
    REQUIRE(once);
    CHECK(checked_candidate(*once) == once);
}

TEST_CASE("a server elsewhere can't point at this host") {
    constexpr janus_talk::core::CandidateScope elsewhere{.loopback = false};
    const std::string local = GENERATE("127.0.0.1", "127.255.0.9", "::1");
    CHECK(checked_candidate(host_at(local)));
    CHECK_FALSE(checked_candidate(host_at(local), elsewhere));
    const std::string other = GENERATE("10.77.50.1", "128.0.0.1", "2001:db8::7");
    CHECK(checked_candidate(host_at(other), elsewhere) == host_at(other));
}
