// SPDX-License-Identifier: MIT
#include "app/record_name.hpp"
#include "base/failure.hpp"

#include <catch2/catch.hpp>

using janus_talk::app::expand_record_name;
using janus_talk::app::RecordNameParts;

TEST_CASE("a recording's name is filled in") {
    const RecordNameParts parts{std::chrono::system_clock::time_point{}, "1234", "mohsen"};
    CHECK(expand_record_name("plain.wav", parts) == "plain.wav");
    CHECK(expand_record_name("%r-%d.wav", parts) == "1234-mohsen.wav");
    CHECK(expand_record_name("100%%.wav", parts) == "100%.wav");
    CHECK(expand_record_name("%t", parts).size() == std::string("19700101-000000").size());
}

TEST_CASE("a name from outside can't leave the folder, hide or pose as an option") {
    const auto with = [](std::string display) {
        return expand_record_name(
                "%d", {std::chrono::system_clock::time_point{}, "r", std::move(display)});
    };
    CHECK(with("../../etc/passwd") == "_._.._etc_passwd");
    CHECK(with(".hidden") == "_hidden");
    CHECK(with("-rf") == "_rf");
    CHECK(with("a b\n\x1b") == "a_b__");
    CHECK(with("") == "_");
    CHECK(with(std::string(300, 'x')).size() == 40);
    CHECK(with("50%d") == "50_d");
}

TEST_CASE("unknown place holders are refused") {
    const RecordNameParts parts{{}, "r", "d"};
    CHECK_THROWS_AS(expand_record_name("%x.wav", parts), janus_talk::base::Error);
    CHECK_THROWS_AS(expand_record_name("odd%", parts), janus_talk::base::Error);
}
