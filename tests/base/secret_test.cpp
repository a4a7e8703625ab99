// SPDX-License-Identifier: MIT
#include "base/secret.hpp"

#include <catch2/catch.hpp>

#include <ostream>
#include <type_traits>
#include <utility>

using janus_talk::base::Secret;

namespace {
template <typename T>
concept Streamable = requires(std::ostream& out, const T& value) {
    out << value;
};
} // namespace

TEST_CASE("a secret can't be printed or converted by accident") {
    STATIC_REQUIRE_FALSE(Streamable<Secret>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<Secret, std::string>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<std::string, Secret>);
}

TEST_CASE("a secret survives copies and moves, and leaves nothing behind where it moved from") {
    Secret first{"short"};
    const Secret copy = first;
    CHECK(copy.reveal() == "short");
    const char* inside = first.reveal().data();
    const Secret moved = std::move(first);
    CHECK(moved.reveal() == "short");
    CHECK(first.empty()); // NOLINT(bugprone-use-after-move): that is the point
    CHECK(inside[0] == '\0');
}
