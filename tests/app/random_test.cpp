// SPDX-License-Identifier: MIT
#include "app/random.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace janus_talk;

TEST_CASE("session ids have 53 bits, are never 0 and never repeat") {
    std::set<std::uint64_t> seen;
    for (int n = 0; n < 1000; ++n) {
        const auto id = app::random_session_id();
        CHECK(id != 0);
        CHECK(id < (std::uint64_t{1} << 53U));
        seen.insert(id);
    }
    CHECK(seen.size() == 1000);
    CHECK(*seen.rbegin() > (std::uint64_t{1} << 50U)); // not just 32 bits
}

TEST_CASE("random words have the length asked for and plain characters") {
    const std::string word = app::random_word(12);
    CHECK(word.size() == 12);
    CHECK(std::all_of(
            word.begin(), word.end(), [](unsigned char c) { return std::isalnum(c) != 0; }));
    CHECK(word != app::random_word(12));
}
