// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "json/canonical.hpp"
#include "json/writer.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <random>
#include <string>

using namespace janus_talk;
using json::Writer;

namespace {

template <typename Type>
std::string written(const Type& content) {
    Writer writer;
    return writer.value(content).take();
}

std::string fixed(double number, int decimals) {
    Writer writer;
    return writer.fixed(number, decimals).take();
}

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

} // namespace

TEST_CASE("an object is written compactly in the order of the calls") {
    Writer writer;
    writer.begin_object()
            .member("type", "joined")
            .member("room", 1234)
            .key("participants")
            .begin_array()
            .begin_object()
            .member("id", std::uint64_t{18446744073709551615U})
            .member("muted", false)
            .end_object()
            .value("x")
            .null()
            .end_array()
            .key("empty")
            .begin_array()
            .end_array()
            .key("none")
            .begin_object()
            .end_object()
            .member("last", -5)
            .end_object();
    CHECK(writer.take() ==
          R"({"type":"joined","room":1234,"participants":[{"id":18446744073709551615,"muted":false},)"
          R"("x",null],"empty":[],"none":{},"last":-5})");
}

TEST_CASE("a writer can be used again after its text was taken") {
    Writer writer;
    CHECK(writer.begin_array().value(1).end_array().take() == "[1]");
    CHECK(writer.begin_object().member("a", 1).end_object().take() == R"({"a":1})");
    CHECK(writer.take().empty());
}

TEST_CASE("integers keep all their digits") {
    CHECK(written(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
    CHECK(written(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
    CHECK(written(std::uint8_t{7}) == "7");
    CHECK(written(static_cast<signed char>(-7)) == "-7");
}

TEST_CASE("doubles are printed with the fewest digits that say the same") {
    CHECK(written(0.1) == "0.1");
    CHECK(written(5.0) == "5");
    CHECK(written(-2.5) == "-2.5");
    CHECK(written(1e300) == "1e+300");
    CHECK(written(-0.0) == "0");
    CHECK(written(1.5F) == "1.5");
    std::mt19937_64 random{7};
    for (int round = 0; round < 2000; ++round) {
        double number = 0;
        const std::uint64_t bits = random();
        static_assert(sizeof number == sizeof bits);
        std::memcpy(&number, &bits, sizeof number);
        if (!std::isfinite(number))
            continue;
        const auto read = test::parsed(written(number)).root().number();
        REQUIRE(read);
        REQUIRE(*read == number);
    }
}

TEST_CASE("a given number of decimals is kept, and rounding leaves no minus zero") {
    CHECK(fixed(1.005, 1) == "1.0");
    CHECK(fixed(-23.456, 2) == "-23.46");
    CHECK(fixed(-0.004, 2) == "0.00");
    CHECK(fixed(3.7, 0) == "4");
    CHECK(fixed(std::numeric_limits<double>::max(), 99).size() > 300);
    CHECK(test::refusal(fixed(1.5, 99)).empty());
}

TEST_CASE("what is no number becomes null, or as a member nothing") {
    CHECK(written(not_a_number) == "null");
    CHECK(written(-infinity) == "null");
    CHECK(fixed(infinity, 2) == "null");
    Writer writer;
    writer.begin_object()
            .member("a", not_a_number)
            .fixed_member("b", infinity, 1)
            .member("c", 1.5)
            .fixed_member("d", 2, 1);
    CHECK(writer.end_object().take() == R"({"c":1.5,"d":2.0})");
}

TEST_CASE("an optional without content leaves no trace") {
    Writer writer;
    writer.begin_object()
            .member("a", std::optional<int>{})
            .member("b", std::optional<std::string>{"x"})
            .member("c", std::optional{true});
    CHECK(writer.end_object().take() == R"({"b":"x","c":true})");
}

TEST_CASE("text is escaped so that a line stays a line and moves no cursor") {
    CHECK(written("a\"b\\c/d") == R"("a\"b\\c/d")");
    CHECK(written("\n\r\t\b\f") == R"("\n\r\t\b\f")");
    CHECK(written(std::string("\0\x1b\x7f", 3)) == R"("\u0000\u001b\u007f")");
    CHECK(written("\xc2\x9b[31m") == R"("\u009b[31m")");
    CHECK(written("\xe2\x80\xa8\xe2\x80\xa9") == R"("\u2028\u2029")");
    CHECK(written("\xe2\x80\xae\xef\xbb\xbf") == R"("\u202e\ufeff")");
    CHECK(written("محسن 🎤 名前") == "\"محسن 🎤 名前\"");
}

TEST_CASE("keys are escaped like values") {
    Writer writer;
    CHECK(writer.begin_object().member("a\"\n", 1).end_object().take() == R"({"a\"\n":1})");
}

TEST_CASE("bytes that are no UTF-8 become replacement characters") {
    CHECK(written("a\xffz") == "\"a\xEF\xBF\xBDz\"");
    CHECK(written("\xed\xa0\x80").find("\xed\xa0") == std::string::npos);
}

TEST_CASE("whatever text goes in, valid JSON on one line comes out and means the same") {
    std::mt19937 random{GENERATE(range(1U, 5U))};
    std::uniform_int_distribution<int> byte{0, 255};
    for (int round = 0; round < 400; ++round) {
        std::string text(static_cast<std::size_t>(byte(random)), '\0');
        for (char& c : text)
            c = static_cast<char>(byte(random));
        const std::string json = written(text);
        REQUIRE(base::is_valid_utf8(json));
        REQUIRE(json.find('\n') == std::string::npos);
        // The reader refuses NUL, so leave it out where the meaning is compared.
        std::erase(text, '\0');
        REQUIRE(test::parsed(written(text)).root().string() == base::to_valid_utf8(text));
    }
}
