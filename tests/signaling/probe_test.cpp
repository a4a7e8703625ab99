// SPDX-License-Identifier: MIT
#include "signaling/probe.hpp"
#include "signaling/secure_bench.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>

using namespace janus_talk;
using namespace janus_talk::signaling;
using namespace janus_talk::signaling::test;
using namespace std::chrono_literals;
using End = core::TcpEvidence::End;

namespace {

TlsProbe probe_of(const SecureBench& bench) {
    TlsProbe probe;
    probe.url = bench.secure("localhost").url;
    probe.address = "127.0.0.1";
    probe.ca_file = bench.ca_file;
    return probe;
}

} // namespace

TEST_CASE("a port is open, closed or out of reach") {
    const SecureBench bench{IdentityWishes{{"localhost"}}};
    const auto port = bench.secure("localhost").url.port;
    const auto open = probe_tcp("127.0.0.1", port, 5s);
    CHECK(open.end == End::connected);
    CHECK(open.address == "127.0.0.1:" + std::to_string(port));
    // A port that nobody but root may listen on, and nobody does.
    CHECK(probe_tcp("127.0.0.1", 1, 5s).end == End::refused);
    CHECK(probe_tcp("::1", 1, 5s).address == "[::1]:1");
    CHECK(probe_tcp("no address", 1, 5s).end == End::other);
}

TEST_CASE("a certificate is looked at whether it is accepted or not") {
    const SecureBench bench{IdentityWishes{{"localhost"}}};
    auto probe = probe_of(bench);
    SECTION("it is") {
        const auto seen = probe_tls(probe);
        CHECK_FALSE(seen.refusal);
        CHECK_FALSE(seen.error);
        CHECK(seen.version == "TLSv1.3");
        CHECK(seen.expires.size() == 10);
        REQUIRE(seen.days_left);
        CHECK(*seen.days_left >= 28);
        CHECK_FALSE(seen.issuer.empty());
    }
    SECTION("nobody trusts its authority") {
        probe.ca_file.reset();
        const auto seen = probe_tls(probe);
        REQUIRE(seen.refusal);
        CHECK(seen.refusal->text.find("unknown CA") != std::string::npos);
        CHECK_FALSE(seen.expires.empty());
    }
    SECTION("it is somebody else's") {
        probe.url.host = "other.test";
        const auto seen = probe_tls(probe);
        REQUIRE(seen.refusal);
        CHECK(seen.refusal->text.find("hostname mismatch") != std::string::npos);
    }
}

TEST_CASE("an expired certificate is refused, and when it expired is told") {
    const SecureBench bench{IdentityWishes{{"localhost"}, -10, -3}};
    const auto seen = probe_tls(probe_of(bench));
    REQUIRE(seen.refusal);
    CHECK(seen.refusal->text.find("expired on " + seen.expires) != std::string::npos);
    CHECK(seen.days_left < 0);
    CHECK(core::judge_tls(seen).outcome == core::Outcome::failed);
}

TEST_CASE("what is not TLS is recognised") {
    WsServer plain{[](ServerConnection& connection) {
        connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
        connection.wait_for_end();
    }};
    TlsProbe probe;
    probe.url.host = "localhost";
    probe.url.port = plain.port();
    probe.address = "127.0.0.1";
    const auto seen = probe_tls(probe);
    CHECK(seen.is_not_tls);
    CHECK(seen.error);
}
