// SPDX-License-Identifier: MIT
#include "json/canonical.hpp"
#include "json/writer.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <string>

using namespace janus_talk;
using json::Writer;

TEST_CASE("what is left open is closed") {
    Writer writer;
    CHECK(writer.begin_object().key("a").begin_array().value(1).take() == R"({"a":[1]})");
    CHECK(writer.begin_object().key("a").take() == R"({"a":null})");
}

TEST_CASE("calls that make no sense are left out") {
    Writer writer;
    CHECK(writer.value(1).value(2).take() == "1");
    CHECK(writer.begin_object()
                  .value(1)
                  .key("a")
                  .key("b")
                  .value(2)
                  .end_array()
                  .end_object()
                  .take() == R"({"a":2})");
    CHECK(writer.begin_array().key("a").end_object().value(1).end_array().end_array().take() ==
          "[1]");
    CHECK(writer.end_object().key("a").take().empty());
}

TEST_CASE("any order of calls makes JSON or nothing") {
    std::mt19937 random{GENERATE(range(1U, 9U))};
    std::uniform_int_distribution<int> call{0, 8};
    for (int round = 0; round < 500; ++round) {
        Writer writer;
        for (int calls = call(random) * 3; calls > 0; --calls) {
            switch (call(random)) {
            case 0:
                writer.begin_object();
                break;
            case 1:
                writer.end_object();
                break;
            case 2:
                writer.begin_array();
                break;
            case 3:
                writer.end_array();
                break;
            case 4:
            case 5:
                writer.key("k" + std::to_string(calls));
                break;
            case 6:
                writer.value("text");
                break;
            case 7:
                writer.fixed(1.5, 1);
                break;
            default:
                writer.null();
                break;
            }
        }
        const std::string text = writer.take();
        CAPTURE(text);
        REQUIRE((text.empty() || test::refusal(text).empty()));
    }
}
