// SPDX-License-Identifier: MIT
#include "json/canonical.hpp"
#include "json/document.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace janus_talk;
using test::parsed;

TEST_CASE("every kind of value is told apart") {
    const auto document = parsed(R"({"n":null,"t":true,"f":false,"i":7,"s":"x","a":[],"o":{}})");
    const json::Value root = document.root();
    CHECK(root.is_object());
    CHECK(root.size() == 7);
    CHECK(root.member("n")->is_null());
    CHECK(root.member("t")->boolean() == true);
    CHECK(root.member("f")->boolean() == false);
    CHECK(root.member("i")->unsigned_integer() == 7U);
    CHECK(root.member("s")->string() == "x");
    CHECK(root.member("a")->is_array());
    CHECK(root.member("o")->is_object());
    CHECK_FALSE(root.member("x"));
}

TEST_CASE("accessors answer nothing for another kind") {
    const auto document = parsed(R"(["1",1,true,null,[1],{"a":1}])");
    std::vector<json::Value> values;
    for (const json::Value value : document.root().elements())
        values.push_back(value);
    REQUIRE(values.size() == 6);
    CHECK_FALSE(values[0].unsigned_integer());
    CHECK_FALSE(values[0].signed_integer());
    CHECK_FALSE(values[0].number());
    CHECK_FALSE(values[0].boolean());
    CHECK_FALSE(values[1].string());
    CHECK_FALSE(values[1].boolean());
    CHECK_FALSE(values[2].unsigned_integer());
    CHECK_FALSE(values[3].string());
    CHECK_FALSE(values[4].member("a"));
    CHECK(values[4].members().begin() == values[4].members().end());
    CHECK(values[5].elements().begin() == values[5].elements().end());
    CHECK(values[0].elements().begin() == values[0].elements().end());
    CHECK(values[0].size() == 0);
}

TEST_CASE("integers are exact over the whole range of 64 bits") {
    const auto document = parsed("[0,9007199254740993,9223372036854775807,18446744073709551615,"
                                 "-9223372036854775808,18446744073709551616,-1]");
    std::vector<json::Value> values;
    for (const json::Value value : document.root().elements())
        values.push_back(value);
    CHECK(values[0].unsigned_integer() == 0U);
    CHECK(values[1].unsigned_integer() == 9007199254740993U);
    CHECK(values[2].signed_integer() == std::numeric_limits<std::int64_t>::max());
    CHECK(values[3].unsigned_integer() == std::numeric_limits<std::uint64_t>::max());
    CHECK_FALSE(values[3].signed_integer());
    CHECK(values[4].signed_integer() == std::numeric_limits<std::int64_t>::min());
    CHECK_FALSE(values[4].unsigned_integer());
    CHECK_FALSE(values[5].unsigned_integer());
    CHECK(values[5].number() == 18446744073709551616.0);
    CHECK_FALSE(values[6].unsigned_integer());
    CHECK(values[6].signed_integer() == -1);
}

TEST_CASE("only a plain integer is an integer") {
    const std::string text = GENERATE("5.0", "5e0", "5E15", "-0", "0.5");
    const auto document = parsed(text);
    CHECK_FALSE(document.root().unsigned_integer());
    CHECK(document.root().number());
}

TEST_CASE("doubles are rounded correctly") {
    CHECK(parsed("0.1").root().number() == 0.1);
    CHECK(parsed("123456789012345.678").root().number() == 123456789012345.678);
    CHECK(parsed("1.7976931348623157e308").root().number() == std::numeric_limits<double>::max());
    CHECK(parsed("-2.5e-3").root().number() == -0.0025);
}

TEST_CASE("strings come unescaped, names too") {
    const auto document = parsed(R"({"\u006bey":"tab\t \"quote\" \\ \/ \u00e9 \ud83c\udfa4"})");
    const auto value = document.root().member("key");
    REQUIRE(value);
    CHECK(value->string() == "tab\t \"quote\" \\ / é 🎤");
    CHECK(value->name() == "key");
}

TEST_CASE("members and elements keep their order, and containers are skipped as one") {
    const auto document = parsed(R"({"z":[1,[2,3],{"q":4}],"a":5,"m":{"x":{}}})");
    std::string names;
    for (const json::Value member : document.root().members())
        names += member.name();
    CHECK(names == "zam");
    CHECK(document.root().member("z")->size() == 3);
    CHECK(document.root().member("a")->unsigned_integer() == 5U);
    CHECK_FALSE(document.root().member("q"));
    CHECK(document.root().member("m")->member("x")->size() == 0);
}

TEST_CASE("values outlive a move of their document and the text it came from") {
    std::string text = R"({"display":"Ada"})";
    auto document = parsed(text);
    const json::Value display = *document.root().member("display");
    text.assign(text.size(), '#');
    const json::Document moved = std::move(document);
    CHECK(display.string() == "Ada");
    CHECK(moved.root().member("display")->string() == "Ada");
}

TEST_CASE("white space may surround a text, as the indented answers of a server show") {
    CHECK(test::canonical(" \r\n\t{ \"a\" : [ 1 , 2 ] }\n") == test::canonical(R"({"a":[1,2]})"));
}
