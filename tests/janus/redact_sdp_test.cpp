// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "janus/decode.hpp"
#include "janus/fixture.hpp"
#include "janus/redact_sdp.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <variant>

using namespace janus_talk;
using namespace janus_talk::janus;

namespace {

bool is_part_of(const std::string& part, const std::string& text) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("credentials of a description are hidden, and what helps is shown") {
    CHECK(redact_sdp("v=0\r\n"
                     "o=- 5 1 IN IP4 192.0.2.1\r\n"
                     "s=room 1234\r\n"
                     "t=0 0\r\n"
                     "a=group:BUNDLE audio0\r\n"
                     "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
                     "c=IN IP4 0.0.0.0\r\n"
                     "b=AS:64\r\n"
                     "a=sendrecv\r\n"
                     "a=ice-ufrag:abcd\r\n"
                     "a=ice-pwd:0123456789abcdef012345\r\n"
                     "a=fingerprint:sha-256 AB:CD\r\n"
                     "a=rtpmap:111 opus/48000/2\r\n") == "v=0\n"
                                                         "o=- 5 1 IN IP4 192.0.2.1\n"
                                                         "s=room 1234\n"
                                                         "t=0 0\n"
                                                         "a=group:BUNDLE audio0\n"
                                                         "m=audio 9 UDP/TLS/RTP/SAVPF 111\n"
                                                         "c=IN IP4 0.0.0.0\n"
                                                         "b=AS:64\n"
                                                         "a=sendrecv\n"
                                                         "a=ice-ufrag:***\n"
                                                         "a=ice-pwd:***\n"
                                                         "a=fingerprint:sha-256 AB:CD\n"
                                                         "a=rtpmap:111 opus/48000/2\n");
}

TEST_CASE("keys, what people wrote and what nobody knows are hidden") {
    CHECK(redact_sdp("k=base64:c2VjcmV0\n") == "k=***\n");
    CHECK(redact_sdp("i=call 4711\n") == "i=***\n");
    CHECK(redact_sdp("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0\n") == "a=crypto:***\n");
    CHECK(redact_sdp("a=key-mgmt:mikey AQAFgM0X\n") == "a=key-mgmt:***\n");
    CHECK(redact_sdp("a=x-new-token:secret\n") == "a=x-new-token:***\n");
    CHECK(redact_sdp("a=ICE-PWD:secret\n") == "a=ICE-PWD:***\n");
    CHECK(redact_sdp("a= ice-pwd:secret\n") == "a=***\n");
    CHECK(redact_sdp("A=ice-pwd:secret\n") == "***\n");
    CHECK(redact_sdp(" a=ice-pwd:secret\n") == "***\n");
    CHECK(redact_sdp("secret\n") == "***\n");
    CHECK(redact_sdp("a=candidate\n") == "a=candidate\n");
    CHECK(redact_sdp("a=fingerprint:\n") == "a=fingerprint:\n");
}

TEST_CASE("a candidate shows its addresses and not its user name") {
    CHECK(redact_sdp(
                  "a=candidate:1 1 udp 2015363327 192.0.2.7 20000 typ srflx raddr 10.0.0.1 rport "
                  "9 generation 0 ufrag s3cr3t network-cost 50\n") ==
          "a=candidate:1 1 udp 2015363327 192.0.2.7 20000 typ srflx raddr 10.0.0.1 rport 9 "
          "generation 0 ufrag *** network-cost 50\n");
    CHECK(redact_sdp("a=candidate:1 1 udp 1 192.0.2.7 2 typ host pwd secret ufrag\n") ==
          "a=candidate:1 1 udp 1 192.0.2.7 2 typ host pwd *** ufrag\n");
    CHECK(redact_sdp("a=candidate:1 1 udp\n") == "a=candidate:1 1 udp\n");
}

TEST_CASE("lines end as they like") {
    CHECK(redact_sdp("").empty());
    CHECK(redact_sdp("\r\n\n\r\n").empty());
    CHECK(redact_sdp("a=ice-pwd:secret") == "a=ice-pwd:***\n");
    CHECK(redact_sdp("v=0\na=ice-pwd:secret\r\nt=0 0") == "v=0\na=ice-pwd:***\nt=0 0\n");
    // A lone carriage return is no end of a line, and what stands behind it no new one.
    CHECK_FALSE(is_part_of("secret", redact_sdp("a=ice-pwd:x\ra=mid:secret\n")));
    CHECK(redact_sdp("a=mid:x\ra=ice-pwd:hidden\n").find('\r') == std::string::npos);
}

TEST_CASE("nothing in a description does anything to a terminal") {
    const std::string shown = redact_sdp("s=\x1b[31m\xe2\x80\xae\xff\n" +
                                         ("a=mid:" + std::string(100'000, '\x1b')) + "\n");
    CHECK(shown.find('\x1b') == std::string::npos);
    CHECK(base::is_valid_utf8(shown));
    CHECK(shown.size() < 20'000);
}

TEST_CASE("a real answer loses its credentials and nothing else") {
    const auto decoded = decode(test::fixture("protocol/13-answer-event.json"));
    const auto& event = std::get<PluginEvent>(std::get<ServerMessage>(decoded).body);
    REQUIRE(event.jsep);
    const std::string& sdp = event.jsep->sdp;
    REQUIRE(is_part_of("a=ice-pwd:", sdp));
    std::string expected;
    for (std::size_t at = 0; at < sdp.size();) {
        const auto end = sdp.find("\r\n", at);
        std::string line = sdp.substr(at, end - at);
        if (line.starts_with("a=ice-ufrag:") || line.starts_with("a=ice-pwd:"))
            line = line.substr(0, line.find(':') + 1) + "***";
        expected += line + "\n";
        at = end + 2;
    }
    CHECK(redact_sdp(sdp) == expected);
}
