// SPDX-License-Identifier: MIT
#include "janus/cut_message.hpp"
#include "janus/fixture.hpp"
#include "json/document.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk;
using namespace janus_talk::janus;

namespace {

std::string joined(const std::string& participants) {
    return R"({"janus":"event","session_id":7,"transaction":"t","sender":9,"plugindata":)"
           R"({"plugin":"janus.plugin.audiobridge","data":{"audiobridge":"joined","room":1,"id":5,)"
           R"("participants":[)" +
           participants + "]}}}";
}

ServerMessage cut_and_decoded(const std::string& head) {
    auto result = decode_cut(head);
    const auto* message = std::get_if<ServerMessage>(&result);
    REQUIRE(message != nullptr);
    return *message;
}

Joined joined_in(const ServerMessage& message) {
    return std::get<Joined>(std::get<PluginEvent>(message.body).event);
}

} // namespace

TEST_CASE("what is incomplete is dropped, what is open is closed") {
    CHECK(closed_json(R"({"a":1,"b":"xy)") == R"({"a":1})");
    CHECK(closed_json(R"({"a":[{"b":1},{"c":"d)") == R"({"a":[{"b":1},{}]})");
    CHECK(closed_json(R"({"a":"],}\",",)") == R"({"a":"],}\","})");
    CHECK(closed_json(R"({"a":{"b":tr)") == R"({"a":{}})");
    CHECK(closed_json(R"({"a":1})") == R"({"a":1})");
    CHECK(closed_json("no JSON").empty());
    CHECK(closed_json("]]}").size() == 3);
    CHECK(closed_json(std::string(100'000, '[')).empty());
}

TEST_CASE("a participant's name does not hide who else is there") {
    const std::string whole = joined(R"({"id":1,"display":"bob"},{"id":2,"display":")" +
                                     std::string(2'000'000, 'x') + R"("},{"id":3})");
    const auto message = cut_and_decoded(whole.substr(0, std::size_t{1} << 20U));
    CHECK(message.is_cut);
    CHECK(message.transaction == "t");
    const auto event = joined_in(message);
    REQUIRE(event.participants.size() == 2);
    CHECK(event.participants[0].display == "bob");
    CHECK(event.participants[1].id == base::ParticipantId{std::uint64_t{2}});
    CHECK_FALSE(event.participants[1].display);
}

TEST_CASE("a message may be cut anywhere, within a character or an escape too") {
    const std::string whole = joined(R"({"id":1,"display":"é \u001b \\ \" 👩"},{"id":2},{"id":3})");
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        const std::string closed = closed_json(whole.substr(0, length));
        const bool is_json = std::holds_alternative<json::Document>(json::parse(closed));
        CHECK(is_json == (length > 0));
        static_cast<void>(decode_cut(whole.substr(0, length)));
    }
}

TEST_CASE("what was cut before its kind was told is not understood, and says why") {
    const auto result = decode_cut(R"({"transaction":"t","janus":")" + std::string(5000, 'x'));
    const auto* failure = std::get_if<DecodeFailure>(&result);
    REQUIRE(failure != nullptr);
    CHECK(failure->transaction == "t");
    CHECK(failure->text == "it is too long");
}
