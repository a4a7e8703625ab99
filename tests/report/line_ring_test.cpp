// SPDX-License-Identifier: MIT
#include "report/line_ring.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <string>

using janus_talk::report::LineRing;

TEST_CASE("an empty ring of lines is an empty text") {
    const LineRing ring{3, 100};
    CHECK(ring.empty());
    CHECK(ring.text().empty());
    CHECK(ring.left_out() == 0);
}

TEST_CASE("the last lines stay, and the others are counted") {
    LineRing ring{3, 100};
    for (const char* line : {"a", "b", "c"})
        ring.add(line);
    CHECK(ring.text() == "a\nb\nc\n");
    CHECK(ring.left_out() == 0);
    ring.add("d");
    CHECK(ring.text() == "b\nc\nd\n");
    ring.add("");
    CHECK(ring.text() == "c\nd\n\n");
    CHECK(ring.left_out() == 2);
    CHECK_FALSE(ring.empty());
}

TEST_CASE("bytes are bounded, newlines included, and to the byte") {
    LineRing ring{1000, 8};
    ring.add("abc");
    ring.add("def");
    CHECK(ring.text() == "abc\ndef\n");
    ring.add("");
    CHECK(ring.text() == "def\n\n");
    ring.add("1234567");
    CHECK(ring.text() == "1234567\n");
    CHECK(ring.left_out() == 3);
}

TEST_CASE("a line that is too long alone is left out, and takes nothing with it") {
    LineRing ring{1000, 8};
    ring.add("abc");
    ring.add("12345678");
    CHECK(ring.text() == "abc\n");
    CHECK(ring.left_out() == 1);
}

TEST_CASE("a ring without room keeps nothing") {
    LineRing no_lines{0, 100};
    no_lines.add("a");
    CHECK(no_lines.text().empty());
    LineRing no_bytes{100, 0};
    no_bytes.add("");
    CHECK(no_bytes.text().empty());
    CHECK(no_bytes.left_out() == 1);
}

TEST_CASE("what is kept never exceeds the bounds, whatever comes") {
    LineRing ring{17, 333};
    std::uint64_t added = 0;
    for (unsigned seed = 1; added < 5000; ++added) {
        seed = seed * 1103515245U + 12345U;
        ring.add(std::string((seed >> 16U) % 400, 'x'));
        const std::string text = ring.text();
        CHECK(text.size() <= 333);
        const auto lines = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
        CHECK(lines <= 17);
        CHECK(lines + ring.left_out() == added + 1);
    }
}
