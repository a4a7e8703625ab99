// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "janus/admin.hpp"
#include "janus/decode.hpp"
#include "janus/fixture.hpp"
#include "janus/redact.hpp"
#include "json/canonical.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <random>
#include <string>
#include <string_view>

using namespace janus_talk;
using namespace janus_talk::janus;
using test::decoded;
using test::failure_of;

namespace {

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>{0, limit - 1}(random);
}

/// What a hostile or broken server might do to an honest message.
std::string damaged(std::string text, Random& random) {
    constexpr std::array values{"null",
                                "true",
                                "-1",
                                "18446744073709551615",
                                "1e308",
                                "1e-999",
                                "\"\"",
                                "[]",
                                "{}",
                                "\"\\u001b[2J\"",
                                "\"\\ud83c\\udfa4\"",
                                "99999999999999999999",
                                "0.5",
                                "[[[[]]]]"};
    for (std::size_t rounds = below(random, 3) + 1; rounds > 0; --rounds) {
        const auto colon = text.find(": ", below(random, text.size()));
        switch (below(random, 4)) {
        case 0:
            text[below(random, text.size())] = static_cast<char>(below(random, 256));
            break;
        case 1:
            text.erase(below(random, text.size()), 1 + below(random, 12));
            break;
        case 2:
            // Another value in the place of a scalar: still JSON, and the more dangerous for it.
            if (colon != std::string::npos) {
                const auto end = text.find_first_of(",\n", colon + 2);
                if (end != std::string::npos)
                    text.replace(
                            colon + 2, end - colon - 2, values.at(below(random, values.size())));
            }
            break;
        default:
            text.resize(1 + below(random, text.size()));
            break;
        }
        if (text.empty())
            text = "{";
    }
    return text;
}

void try_everything(const std::string& text) {
    const auto message = decode(text);
    if (const auto* failure = std::get_if<DecodeFailure>(&message)) {
        REQUIRE_FALSE(failure->text.empty());
        REQUIRE(base::harmless(failure->text) == failure->text);
    }
    const auto admin = decode_admin(text);
    const auto info = decode_handle_info(std::string_view{text});
    REQUIRE_FALSE(admin.valueless_by_exception());
    REQUIRE_FALSE(info.valueless_by_exception());
    const std::string shown = redact(text);
    REQUIRE(base::is_valid_utf8(shown));
    REQUIRE(shown.find('\n') == std::string::npos);
}

} // namespace

TEST_CASE("the fence of the parser stands in front of the codec") {
    CHECK(failure_of("") == "empty (byte 0)");
    CHECK(failure_of("nonsense") == "not JSON (byte 1)");
    CHECK(failure_of("[1]") == "not a JSON object");
    CHECK(failure_of("7") == "not a JSON object");
    CHECK(failure_of("null") == "not a JSON object");
    CHECK(failure_of(std::string(100'000, '[')) == "nested too deeply (byte 32)");
    CHECK(failure_of(R"({"janus":"ack","janus":"event"})")
                  .starts_with("an object has two members of one name"));
    CHECK(failure_of("{\"janus\":\"\xff\"}") == "not UTF-8 (byte 0)");
    CHECK(failure_of(R"({"janus":"ack","transaction":"\udc00"})")
                  .starts_with("a string holds a lone surrogate"));
    CHECK(failure_of(R"({"janus":"ack","transaction":"\u0000"})")
                  .starts_with("a string holds NUL"));
    CHECK(failure_of(R"({"janus":"ack"}{"janus":"ack"})")
                  .starts_with("something follows the JSON text"));
    CHECK(failure_of("{\"janus\":\"" + std::string(1024 * 1024, 'x') + "\"}") ==
          "too large (byte 0)");
    CHECK(failure_of(R"({"janus":"ack","x":0.0000074836628E-2147483636})").empty());
}

TEST_CASE("hostile display names arrive unharmed and harm nobody") {
    const std::string name = R"(\u001b]0;title\u0007\n\u202e)" + std::string(200'000, 'x');
    const auto message = decoded(
            R"({"janus":"event","plugindata":{"plugin":"janus.plugin.audiobridge","data":{"audiobridge":"joined","room":1,)"
            R"("participants":[{"id":7,"display":")" +
            name + R"("}]}}})");
    const auto joined = test::event_of<ParticipantsJoined>(message);
    CHECK(joined.participants[0].display->size() > 200'000);
    CHECK(joined.participants[0].display->front() == '\x1b');
}

TEST_CASE("a thousand participants fit, a hundred thousand are an attack") {
    const auto list_of = [](int count) {
        std::string text =
                R"({"janus":"event","plugindata":{"plugin":"janus.plugin.audiobridge","data":)"
                R"({"audiobridge":"participants","room":1,"participants":[)";
        for (int id = 0; id < count; ++id)
            text += R"({"id":)" + std::to_string(id) + "},";
        return text + R"({"id":9999999}]}}})";
    };
    CHECK(test::event_of<ParticipantList>(decoded(list_of(1000))).participants.size() == 1001);
    CHECK(failure_of(list_of(100'000)).find("too") != std::string::npos);
}

TEST_CASE("honest messages that were damaged on the way never do harm") {
    auto names = test::fixtures_in("protocol");
    const auto recorded = test::fixtures_in("janus-1.1.2");
    names.insert(names.end(), recorded.begin(), recorded.end());
    const unsigned seed = GENERATE(1U, 2U, 3U, 4U);
    Random random{seed};
    for (const std::string& name : names) {
        const std::string text = test::fixture(name);
        for (int round = 0; round < 60; ++round)
            try_everything(damaged(text, random));
    }
}

TEST_CASE("random bytes never do harm") {
    Random random{GENERATE(11U, 12U)};
    for (int round = 0; round < 2000; ++round) {
        std::string text(below(random, 300), '\0');
        for (char& c : text)
            c = static_cast<char>(below(random, 256));
        try_everything(text);
    }
}

TEST_CASE("every prefix of a message is refused, the whole is understood") {
    const std::string name =
            GENERATE("protocol/13-answer-event.json", "janus-1.1.2/handle-info.json");
    std::string text = test::fixture(name);
    text.erase(text.find_last_not_of('\n') + 1);
    for (std::size_t size = 0; size < text.size(); size += 7)
        CHECK_FALSE(failure_of(text.substr(0, size)).empty());
    CHECK(failure_of(text).empty());
}
