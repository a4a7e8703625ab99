// SPDX-License-Identifier: MIT
#include "base/text.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <string>

using janus_talk::base::harmless;
using janus_talk::base::host_and_port;
using janus_talk::base::is_valid_utf8;
using janus_talk::base::to_valid_utf8;

TEST_CASE("ordinary names are left alone") {
    const std::string name = GENERATE("mohsen", "محسن", "Zoë", "名前 🎤", "");
    CHECK(harmless(name) == name);
    CHECK(is_valid_utf8(name));
    CHECK(to_valid_utf8(name) == name);
}

TEST_CASE("the port of an IPv6 address can be told from its end") {
    CHECK(host_and_port("192.0.2.1", "80") == "192.0.2.1:80");
    CHECK(host_and_port("janus.example.org", "8188") == "janus.example.org:8188");
    CHECK(host_and_port("2001:db8::1", "80") == "[2001:db8::1]:80");
}

TEST_CASE("characters that could steer a terminal become visible") {
    CHECK(harmless("\x1b]0;title\x07") == "\\u{1b}]0;title\\u{7}");
    CHECK(harmless("a\nb\r\tc") == "a\\u{a}b\\u{d}\\u{9}c");
    CHECK(harmless("\xc2\x9b"
                   "31m") == "\\u{9b}31m");
    CHECK(harmless("\x9b") == "\\u{9b}");
    CHECK(harmless("x\xe2\x80\xae"
                   "y") == "x\\u{202e}y");
    CHECK(harmless("\xe2\x81\xa6") == "\\u{2066}");
    CHECK(harmless("\xef\xbf\xbf") == "\\u{ffff}"); // no character, and no XML
    CHECK(harmless("\x7f") == "\\u{7f}");
    CHECK(harmless(std::string("a\0b", 3)) == "a\\u{0}b");
}

TEST_CASE("invalid UTF-8 is told apart from valid") {
    CHECK_FALSE(is_valid_utf8("\xc0\x80"));         // overlong NUL
    CHECK_FALSE(is_valid_utf8("\xed\xa0\x80"));     // surrogate
    CHECK_FALSE(is_valid_utf8("\xf4\x90\x80\x80")); // above U+10FFFF
    CHECK_FALSE(is_valid_utf8("\xe2\x82"));         // cut short
    CHECK_FALSE(is_valid_utf8("\x80"));
    CHECK(is_valid_utf8("\xf4\x8f\xbf\xbf"));
    CHECK(to_valid_utf8("a\xc0z") == "a\xEF\xBF\xBDz");
}

TEST_CASE("long text is cut at a character and marked") {
    const std::string shown = harmless(std::string(10'000, 'x'), 64);
    CHECK(shown == std::string(64, 'x') + "…");
    CHECK(is_valid_utf8(harmless("ééééé", 5)));
}

TEST_CASE("any bytes become one harmless line of valid UTF-8, and doing it twice changes nothing") {
    std::mt19937 random{GENERATE(1U, 2U, 3U, 4U)};
    std::uniform_int_distribution<int> byte{0, 255};
    for (int round = 0; round < 500; ++round) {
        std::string text(static_cast<std::size_t>(byte(random)), '\0');
        for (char& c : text)
            c = static_cast<char>(byte(random));
        const std::string shown = harmless(text, 1000);
        REQUIRE(is_valid_utf8(shown));
        REQUIRE(shown.find_first_of(std::string("\n\r\x1b\0", 4)) == std::string::npos);
        REQUIRE(harmless(shown, 100'000) == shown);
        REQUIRE(is_valid_utf8(to_valid_utf8(text)));
    }
}

TEST_CASE("percent signs stand for bytes where two digits follow") {
    using janus_talk::base::percent_decoded;
    CHECK(percent_decoded("a%20b%2Fc%c3%A4") == "a b/c\xc3\xa4");
    CHECK(percent_decoded("%41") == "A");
    CHECK(percent_decoded("100%") == "100%");
    CHECK(percent_decoded("%4") == "%4");
    CHECK(percent_decoded("%zz%%41") == "%zz%A");
    CHECK(percent_decoded("").empty());
}
