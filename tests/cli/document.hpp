// SPDX-License-Identifier: MIT
#pragma once

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

namespace janus_talk::test {

/// The text of a page of the manual.
inline std::string read_document(const char* path) {
    std::ifstream file{path};
    REQUIRE(file);
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// The long options named in a text, without their dashes.
inline std::set<std::string> options_in(const std::string& text) {
    const std::regex option{"--([a-z][a-z-]*[a-z])"};
    std::set<std::string> names;
    for (std::sregex_iterator match{text.begin(), text.end(), option};
         match != std::sregex_iterator{};
         ++match) {
        names.insert((*match)[1]);
    }
    return names;
}

} // namespace janus_talk::test
