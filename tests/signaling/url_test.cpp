// SPDX-License-Identifier: MIT
#include "signaling/url.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <utility>

using namespace janus_talk;
using signaling::parse_url;
using signaling::Url;

namespace {

Url good(const std::string& text) {
    INFO(text);
    auto parsed = parse_url(text);
    if (const auto* failure = std::get_if<base::Failure>(&parsed))
        FAIL(failure->text);
    return std::get<Url>(parsed);
}

base::Failure bad(const std::string& text) {
    INFO(text);
    auto parsed = parse_url(text);
    REQUIRE(std::holds_alternative<base::Failure>(parsed));
    const auto failure = std::get<base::Failure>(parsed);
    CHECK(failure.code == base::ExitCode::usage);
    CHECK_FALSE(failure.text.empty());
    return failure;
}

} // namespace

TEST_CASE("a complete URL is taken apart") {
    const Url url = good("wss://voice.example.org:8989/janus/ws?token=abc");
    CHECK(url.secure);
    CHECK(url.host == "voice.example.org");
    CHECK(url.port == 8989);
    CHECK(url.target == "/janus/ws?token=abc");
}

TEST_CASE("what is left out has the usual default") {
    CHECK(good("ws://example.org") == Url{false, "example.org", 80, "/"});
    CHECK(good("wss://example.org") == Url{true, "example.org", 443, "/"});
    CHECK(good("ws://example.org/") == Url{false, "example.org", 80, "/"});
    CHECK(good("ws://example.org?a=1") == Url{false, "example.org", 80, "/?a=1"});
    CHECK(good("ws://example.org:1/x") == Url{false, "example.org", 1, "/x"});
    CHECK(good("ws://example.org:65535") == Url{false, "example.org", 65535, "/"});
    CHECK(good("ws://example.org:0080").port == 80);
}

TEST_CASE("scheme and host are not case-sensitive, the path is") {
    CHECK(good("WSS://Voice.Example.ORG/Janus") == Url{true, "voice.example.org", 443, "/Janus"});
    CHECK(good("ws://[2001:DB8::A]").host == "2001:db8::a");
}

TEST_CASE("host names of every usual kind are accepted") {
    const std::string host = GENERATE(as<std::string>{},
                                      "localhost",
                                      "janus",
                                      "my_janus-1",
                                      "a.b.c.d.example",
                                      "example.org.",
                                      "xn--bcher-kva.example",
                                      "4ward.example",
                                      "127.0.0.1",
                                      "192.0.2.255");
    CHECK(good("ws://" + host + ":8188/").host == host);
}

TEST_CASE("IPv6 addresses stand in brackets") {
    CHECK(good("ws://[::1]:8188").host == "::1");
    CHECK(good("ws://[::1]").port == 80);
    CHECK(good("ws://[2001:db8::1]/x").target == "/x");
    CHECK(good("ws://[::ffff:192.0.2.1]:1").host == "::ffff:192.0.2.1");
    CHECK(good("ws://[::1]:8188").is_ipv6());
    CHECK_FALSE(good("ws://127.0.0.1").is_ipv6());
}

TEST_CASE("a link-local address keeps its zone, however it is written") {
    CHECK(good("ws://[fe80::1%25eth0]:8188").host == "fe80::1%eth0");
    CHECK(good("ws://[fe80::1%eth0.100]:8188").host == "fe80::1%eth0.100");
    CHECK(good("ws://[fe80::1%25eth0]:8188").host_header() == "[fe80::1]:8188");
    bad("ws://[fe80::1%]:8188");
    bad("ws://[fe80::1%25]:8188");
    bad("ws://[fe80::1%eth 0]:8188");
    bad("ws://[fe80::1%averylonginterface]:8188");
}

TEST_CASE("another scheme is refused with the one to use instead") {
    CHECK_THAT(bad("http://host:8088/janus").hint, Catch::Contains("ws://"));
    CHECK_THAT(bad("https://host/janus").hint, Catch::Contains("wss://"));
    CHECK_THAT(bad("HTTP://host").hint, Catch::Contains("ws://"));
    CHECK_THAT(bad("ftp://host").text, Catch::Contains("\"ftp\""));
    CHECK_THAT(bad("://host").hint, Catch::Contains("ws:// or wss://"));
    CHECK_THAT(bad("wsss://host").hint, Catch::Contains("ws:// or wss://"));
}

TEST_CASE("a URL without scheme is refused with an example") {
    for (const std::string text :
         {"localhost", "localhost:8188", "127.0.0.1:8188", "//host", "ws:/host", "ws:host"}) {
        CHECK_THAT(bad(text).hint, Catch::Contains("ws://"));
    }
}

TEST_CASE("an empty or half-written URL is refused") {
    bad("");
    bad("ws://");
    bad("ws:///path");
    bad("ws://:8188");
    bad("ws://?query");
    bad("ws://[]:8188");
    bad("ws://[::1");
    bad("ws://::1]:8188");
}

TEST_CASE("spaces, control characters and what is not ASCII are refused") {
    bad(" ws://host");
    bad("ws://host ");
    bad("ws://ho st/");
    bad("ws://host/a b");
    bad("ws://host/\r\nHost: other");
    bad("ws://host/\x7f");
    bad("ws://host/\t");
    bad(std::string("ws://host/\0x", 12));
    CHECK_THAT(bad("ws://b\xc3\xbc"
                   "cher.example")
                       .hint,
               Catch::Contains("xn--"));
    bad("ws://host/\xff");
}

TEST_CASE("ports are numbers from 1 to 65535") {
    const std::string port = GENERATE(as<std::string>{},
                                      "",
                                      "0",
                                      "65536",
                                      "99999999999999999999",
                                      "-1",
                                      "+80",
                                      "80a",
                                      "8 0",
                                      "0x50");
    bad("ws://host:" + port);
    bad("ws://[::1]:" + port + "/");
}

TEST_CASE("user names and passwords are refused, and not repeated") {
    const auto failure = bad("ws://mohsen:hunter2@host:8188/");
    CHECK(failure.text.find("hunter2") == std::string::npos);
    CHECK(failure.hint.find("hunter2") == std::string::npos);
    bad("ws://mohsen@host");
    bad("ws://@host");
    CHECK(good("ws://host/@home").target == "/@home"); // in the path it is just a character
}

TEST_CASE("a fragment is refused") {
    bad("ws://host/#top");
    bad("ws://host#top");
    bad("ws://host/?a#b");
}

TEST_CASE("what is not a host is refused") {
    const std::string host = GENERATE(as<std::string>{},
                                      "-host",
                                      "host-",
                                      "a..b",
                                      ".host",
                                      ".",
                                      "..",
                                      "ho%73t",
                                      "host!",
                                      "a,b",
                                      "<script>",
                                      "127.1",
                                      "256.0.0.1",
                                      "1.2.3.4.5",
                                      "010.0.0.1",
                                      "2130706433",
                                      "1.2.3.",
                                      "::1",
                                      "2001:db8::1:8188");
    bad("ws://" + host + "/");
}

TEST_CASE("what is not an IPv6 address is refused between brackets") {
    const std::string host =
            GENERATE(as<std::string>{}, "1.2.3.4", "host", ":::", "1::2::3", "12345::", "g::1");
    bad("ws://[" + host + "]/");
    bad("ws://[::1]x/");
    bad("ws://[::1]8188/");
}

TEST_CASE("lengths that libwebsockets would cut silently are refused") {
    const std::string label(50, 'a');
    const std::string longest =
            label + "." + label + "." + std::string(signaling::longest_host - 102, 'b');
    CHECK(good("ws://" + longest + ":65535").host == longest);
    CHECK_THAT(bad("ws://" + longest + "b").text, Catch::Contains("112"));
    bad("ws://" + std::string(64, 'a') + ".example");
    const std::string path = "/" + std::string(signaling::longest_target - 1, 'p');
    CHECK(good("ws://host" + path).target == path);
    bad("ws://host" + path + "p");
}

TEST_CASE("loopback is told apart from hosts that are further away") {
    for (const std::string near : {"127.0.0.1",
                                   "127.255.255.254",
                                   "[::1]",
                                   "[::ffff:127.0.0.1]",
                                   "localhost",
                                   "LOCALHOST",
                                   "localhost.",
                                   "janus.localhost"}) {
        INFO(near);
        CHECK(good("ws://" + near).is_loopback());
    }
    for (const std::string far : {"126.0.0.1",
                                  "128.0.0.1",
                                  "10.0.0.1",
                                  "[::2]",
                                  "[fe80::1%eth0]",
                                  "example.org",
                                  "localhost.example.org",
                                  "notlocalhost",
                                  "[::ffff:10.0.0.1]"}) {
        INFO(far);
        CHECK_FALSE(good("ws://" + far).is_loopback());
    }
}

TEST_CASE("the Host header names the port only when it is not the scheme's own") {
    CHECK(good("ws://host").host_header() == "host");
    CHECK(good("ws://host:8188").host_header() == "host:8188");
    CHECK(good("wss://host:443").host_header() == "host");
    CHECK(good("wss://host:80").host_header() == "host:80");
    CHECK(good("ws://[::1]:8188").host_header() == "[::1]:8188");
    CHECK(good("ws://[::1]").host_header() == "[::1]");
}

TEST_CASE("a URL is shown without its query, which may be a secret") {
    CHECK(good("wss://Host:8989/ws?token=hunter2").shown() == "wss://host:8989/ws?…");
    CHECK(good("ws://[::1]").shown() == "ws://[::1]:80/");
    CHECK(good("ws://host").authority() == "host:80");
}

TEST_CASE("any text is either a URL that survives a round trip or a clear failure") {
    std::mt19937 random{GENERATE(1U, 2U, 3U)};
    const std::string alphabet = "ws:/[]@?#%.0123456789abAB-_ \t\n\xc3\xbc~!";
    std::uniform_int_distribution<std::size_t> pick{0, alphabet.size() - 1};
    std::uniform_int_distribution<int> length{0, 24};
    for (int round = 0; round < 20'000; ++round) {
        std::string text = round % 2 == 0 ? "ws://" : "";
        for (int left = length(random); left > 0; --left)
            text += alphabet[pick(random)];
        const auto parsed = parse_url(text);
        if (const auto* url = std::get_if<Url>(&parsed)) {
            const auto again =
                    parse_url((url->secure ? "wss://" : "ws://") + url->authority() + url->target);
            REQUIRE(std::holds_alternative<Url>(again));
            REQUIRE(std::get<Url>(again) == *url);
        } else {
            REQUIRE(std::get<base::Failure>(parsed).code == base::ExitCode::usage);
        }
    }
}
