// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "json/canonical.hpp"
#include "json/document.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <random>
#include <string>
#include <string_view>

using namespace janus_talk;
using namespace std::string_literals;
using test::refusal;

namespace {

std::string repeated(std::string_view part, std::size_t times) {
    std::string text;
    text.reserve(part.size() * times);
    for (std::size_t round = 0; round < times; ++round)
        text += part;
    return text;
}

/// Everything that can be asked of a document, so that a sanitizer sees each access.
std::size_t visit_all(json::Value value) {
    std::size_t seen = 1 + value.name().size() + value.string().value_or("").size();
    if (value.number())
        ++seen;
    if (value.unsigned_integer())
        ++seen;
    if (value.signed_integer())
        ++seen;
    REQUIRE(base::is_valid_utf8(value.string().value_or("")));
    for (const json::Value member : value.members()) {
        REQUIRE(value.member(member.name()));
        seen += visit_all(member);
    }
    for (const json::Value element : value.elements())
        seen += visit_all(element);
    return seen;
}

} // namespace

TEST_CASE("a hundred thousand nested arrays neither crash nor pass") {
    CHECK(refusal(repeated("[", 100'000)) == "nested too deeply");
    CHECK(refusal(repeated("[", 100'000) + repeated("]", 100'000)) == "nested too deeply");
    CHECK(refusal(repeated(R"({"a":)", 100'000)) == "nested too deeply");
}

TEST_CASE("the depth limit counts the outermost container") {
    CHECK(refusal(repeated("[", 32) + repeated("]", 32)).empty());
    CHECK(refusal(repeated("[", 33) + repeated("]", 33)) == "nested too deeply");
    CHECK(refusal("[]", {.depth = 0}) == "nested too deeply");
    CHECK(refusal("1", {.depth = 0}).empty());
}

TEST_CASE("size and number of values are limited") {
    CHECK(refusal("") == "empty");
    CHECK(refusal("[" + repeated("1,", 19'998) + "1]").empty());
    CHECK(refusal("[" + repeated("1,", 19'999) + "1]") == "too many values");
    const std::string large = "\"" + std::string(1024 * 1024 - 2, 'x') + "\"";
    CHECK(refusal(large).empty());
    CHECK(refusal(large + " ") == "too large");
    CHECK(refusal("[1,2]", {.bytes = 4}) == "too large");
    CHECK(refusal(R"({")" + std::string(256, 'k') + R"(":1})").empty());
    CHECK(refusal(R"({")" + std::string(257, 'k') + R"(":1})") == "a member name is too long");
}

TEST_CASE("exponents that overflow other parsers do no harm") {
    // The first two are the inputs of CVE-2024-38517 and its relatives.
    CHECK(refusal("0.0000074836628E-2147483636").empty());
    CHECK(refusal("1e-2147483647").empty());
    CHECK(refusal("1e-99999999999999999999").empty());
    CHECK_FALSE(test::parsed("1e-2147483647").root().number());
    CHECK(refusal("1e400") == "a number is too big");
    CHECK(refusal("[1E2147483648]") == "a number is too big");
    CHECK(refusal("1e" + std::string(40, '9')) == "a number is too big");
}

TEST_CASE("a number that no double can hold is no number") {
    const auto document = test::parsed("[2E308,-2E308]");
    for (const json::Value value : document.root().elements()) {
        CHECK_FALSE(value.number());
        CHECK_FALSE(value.unsigned_integer());
    }
}

TEST_CASE("endless numbers are refused") {
    CHECK(refusal(std::string(32, '1')).empty());
    CHECK(refusal(std::string(33, '1')) == "a number is too long");
    CHECK(refusal(std::string(100'000, '9')) == "a number is too big");
    CHECK(refusal("0." + std::string(100'000, '0')) == "a number is too long");
    CHECK(refusal("1e-" + std::string(100'000, '9')) == "a number is too long");
}

TEST_CASE("invalid UTF-8 is refused before it reaches the parser") {
    // Cut sequences stand at the very end: a reader that trusts its input runs past it.
    const std::string text = GENERATE("\"\xc3"s,
                                      "\"\xe2\x82"s,
                                      "\"\xf0\x9f\x8e"s,
                                      "\"\xc0\x80\""s,
                                      "\"\xed\xb0\x80\""s,
                                      "\"\xf5\x80\x80\x80\""s,
                                      "\"\xff\""s,
                                      "{\"\x80\":1}"s,
                                      "\xff\xfe{\0}\0"s.substr(0, 3));
    CHECK(refusal(text) == "not UTF-8");
}

TEST_CASE("escapes cannot smuggle in what raw bytes may not be") {
    CHECK(refusal(R"("\udc00")") == "a string holds a lone surrogate");
    CHECK(refusal(R"("\ud800")") == "a string holds a lone surrogate");
    CHECK(refusal(R"("\ud800x")") == "a string holds a lone surrogate");
    CHECK(refusal(R"("\ud800\ud800")") == "a string holds a lone surrogate");
    CHECK(refusal(R"({"\udfff":1})") == "a string holds a lone surrogate");
    CHECK(refusal(R"("a\u0000b")") == "a string holds NUL");
    CHECK(refusal(R"({"janus\u0000":1})") == "a string holds NUL");
}

TEST_CASE("a NUL byte never ends a text early") {
    CHECK(refusal("{}\0{}"s) == "NUL byte");
    CHECK(refusal("\"a\0b\""s) == "NUL byte");
    CHECK(refusal("\0"s) == "NUL byte");
}

TEST_CASE("two members of one name are refused wherever they stand") {
    CHECK(refusal(R"({"janus":"ack","janus":"event"})") == "an object has two members of one name");
    CHECK(refusal(R"({"a":1,"\u0061":2})") == "an object has two members of one name");
    CHECK(refusal(R"([{"x":{"b":1,"c":{},"b":2}}])") == "an object has two members of one name");
    CHECK(refusal(R"({"a":{"a":{"a":1}},"b":{"a":1}})").empty());
}

TEST_CASE("finding a doubled name takes no quadratic time") {
    std::string text = "{";
    for (int index = 0; index < 19'990; ++index)
        text += "\"member" + std::to_string(index) + "\":0,";
    CHECK(refusal(text + R"("member0":0})") == "an object has two members of one name");
}

TEST_CASE("what is not exactly one JSON text is refused") {
    const std::string text = GENERATE("{",
                                      "}",
                                      "[1,]",
                                      "{\"a\":1,}",
                                      "{\"a\" 1}",
                                      "{a:1}",
                                      "{'a':1}",
                                      "\"open",
                                      "\"\\x\"",
                                      "\"\\u12g4\"",
                                      "\"line\nbreak\"",
                                      "tru",
                                      "nul",
                                      "NaN",
                                      "Infinity",
                                      "-",
                                      "+1",
                                      "1.",
                                      ".5",
                                      "1e",
                                      "// comment\n1",
                                      "\xEF\xBB\xBF{}",
                                      " ",
                                      "\n");
    CAPTURE(text);
    CHECK(refusal(text) == "not JSON");
}

TEST_CASE("something after the text is refused") {
    CHECK(refusal("{}{}") == "something follows the JSON text");
    CHECK(refusal("{} x") == "something follows the JSON text");
    CHECK(refusal("01") == "something follows the JSON text");
}

TEST_CASE("a refusal repeats nothing of the text") {
    const auto result = json::parse(R"({"pin":"s3cret","pin":"s3cret"})");
    CHECK(std::get<json::ParseFailure>(result).text.find("s3cret") == std::string::npos);
}

TEST_CASE("random bytes and damaged texts never do harm") {
    const std::string whole =
            R"({"janus":"event","sender":18446744073709551615,"plugindata":{"data":{"a":[1,-2.5e3,true,null,"\u00e9\ud83c\udfa4"]}}})";
    constexpr std::array pieces{"{",
                                "}",
                                "[",
                                "]",
                                ",",
                                ":",
                                "\"",
                                "\\",
                                "\\u",
                                "1e",
                                "-",
                                "0.",
                                "\xc3",
                                "tru",
                                "\\ud800"};
    std::mt19937 random{GENERATE(range(1U, 9U))};
    const auto below = [&](std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>{0, limit - 1}(random);
    };
    for (int round = 0; round < 1500; ++round) {
        std::string text = whole;
        for (std::size_t damage = below(4) + 1; damage > 0; --damage) {
            switch (below(4)) {
            case 0:
                text[below(text.size())] = static_cast<char>(below(256));
                break;
            case 1:
                text.resize(below(text.size()) + 1);
                break;
            case 2:
                text.erase(below(text.size()), 1);
                break;
            default:
                text.insert(below(text.size()), pieces.at(below(pieces.size())));
                break;
            }
            if (text.empty())
                text = "0";
        }
        const auto result = json::parse(text);
        if (const auto* document = std::get_if<json::Document>(&result)) {
            REQUIRE(visit_all(document->root()) > 0);
        }
    }
}
