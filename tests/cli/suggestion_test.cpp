// SPDX-License-Identifier: MIT
#include "cli/suggestion.hpp"

#include <catch2/catch.hpp>

using janus_talk::cli::nearest;

TEST_CASE("a slip finds the word that was meant") {
    const std::vector<std::string> known{
            "join", "devices", "version", "help", "--room", "--display"};
    CHECK(nearest("jion", known) == "join");
    CHECK(nearest("jxxn", known).empty()); // two edits in four letters could be anything
    CHECK(nearest("joi", known) == "join");
    CHECK(nearest("device", known) == "devices");
    CHECK(nearest("--dispaly", known) == "--display");
    CHECK(nearest("--rom", known) == "--room");
    CHECK(nearest("frobnicate", known).empty());
    CHECK(nearest("", known).empty());
    CHECK(nearest(std::string(10'000, 'x'), known).empty());
}
