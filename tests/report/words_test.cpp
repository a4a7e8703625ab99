// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "report/words.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <string>

using namespace janus_talk::report;
using namespace std::chrono_literals;

namespace {

std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i)
        all += text;
    return all;
}

} // namespace

TEST_CASE("names are cut after 64 characters, not bytes") {
    CHECK(shown_name(repeated("é", 64)) == repeated("é", 64));
    CHECK(shown_name(repeated("é", 65)) == repeated("é", 64) + "…");
    CHECK(shown_name(repeated("名", 64)) == repeated("名", 64));
    CHECK(shown_name(repeated("🎤", 65)) == repeated("🎤", 64) + "…");
    CHECK(shown_name(std::string(1'000'000, 'x')) == std::string(64, 'x') + "…");
    CHECK(shown_name("").empty());
}

TEST_CASE("bytes that are no characters can't make a name long") {
    const std::string stray = shown_name(std::string(1'000'000, '\x80'));
    CHECK(janus_talk::base::is_valid_utf8(stray));
    CHECK(stray == repeated("\\u{80}", 64) + "…");
    CHECK(shown_name("\xff"
                     "a") == "\\u{ff}a");
}

TEST_CASE("numbers for people don't depend on a locale and have no exponent") {
    CHECK(decimal(1234567.25, 1) == "1234567.2");
    CHECK(decimal(1e20, 0) == "100000000000000000000");
    CHECK(decimal(1e-9, 2) == "0.00");
    CHECK(decimal(std::numeric_limits<double>::max(), 1).size() == 311);
    CHECK(decimal(std::numeric_limits<double>::quiet_NaN(), 1) == "?");
    CHECK(seconds(431ms) == "0.43 s");
    CHECK(counted(1, "packet") == "1 packet");
    CHECK(counted(0, "packet") == "0 packets");
}
