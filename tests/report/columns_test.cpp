// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "report/columns.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace janus_talk::report;

TEST_CASE("columns are counted as terminals do") {
    CHECK(columns_of("") == 0);
    CHECK(columns_of("alice") == 5);
    CHECK(columns_of("Zoë") == 3);
    CHECK(columns_of("Zoe\xcc\x88") == 3); // with a combining diaeresis
    CHECK(columns_of("محسن") == 4);
    CHECK(columns_of("ไทย") == 3);
    CHECK(columns_of("e\xcc\x80\xcd\xaf") == 1);        // the first and the last combining accent
    CHECK(columns_of("\xe1\x84\x80\xe1\x85\x9f") == 4); // the first and the last of a wide range
    CHECK(columns_of("日本語") == 6);
    CHECK(columns_of("ｆｕｌｌ") == 8);
    CHECK(columns_of("한국") == 4);
    CHECK(columns_of("🎤") == 2);
    CHECK(columns_of("█▌…") == 3);
}

TEST_CASE("text is cut at a character and never wider than asked") {
    CHECK(cut_to_columns("alice", 5) == "alice");
    CHECK(cut_to_columns("alice", 4) == "ali…");
    CHECK(cut_to_columns("日本語", 5) == "日本…");
    CHECK(cut_to_columns("日本語", 4) == "日…");
    CHECK(cut_to_columns("日本語", 1) == "…");
    CHECK(cut_to_columns("alice", 0).empty());
    for (std::size_t columns = 0; columns < 30; ++columns) {
        const std::string cut = cut_to_columns("a日é🎤本bc한xyz語", columns);
        CHECK(columns_of(cut) <= columns);
        CHECK(janus_talk::base::is_valid_utf8(cut));
    }
}

TEST_CASE("bytes that are no UTF-8 are counted without reading beyond them") {
    CHECK(columns_of("\xe2\x82") >= 1);
    CHECK(columns_of("\xf0") == 1);
    CHECK(to_ascii("\xf0") == "?");
}

TEST_CASE("where there is no UTF-8, one mark stands for each character") {
    CHECK(to_ascii("Zoë 名前 alice…") == "Zo? ?? alice.");
}
