// SPDX-License-Identifier: MIT
#include "janus/decode.hpp"
#include "janus/encode.hpp"
#include "json/document.hpp"
#include "support/machine_harness.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

// The whole conversation of the protocol fixtures: text in, machine, text out. Ids and transactions
// are injected, so that what we send can be compared with what the fixtures say.

using namespace janus_talk;
using namespace janus_talk::core;
using namespace janus_talk::test;

namespace {

std::string fixture(const std::string& name) {
    std::ifstream file{std::string(JANUS_TALK_TEST_DATA) + "/protocol/" + name + ".json"};
    REQUIRE(file);
    return {std::istreambuf_iterator<char>{file}, {}};
}

json::Document parsed(const std::string& text) {
    auto result = json::parse(text);
    REQUIRE(std::holds_alternative<json::Document>(result));
    return std::get<json::Document>(std::move(result));
}

/// Same kinds, same members in any order, same values; numbers as integers.
bool same(json::Value left, json::Value right) {
    if (left.kind() != right.kind() || left.size() != right.size())
        return false;
    switch (left.kind()) {
    case json::Kind::object:
        for (const json::Value member : left.members()) {
            const auto other = right.member(member.name());
            if (!other || !same(member, *other))
                return false;
        }
        return true;
    case json::Kind::array: {
        auto other = right.elements().begin();
        for (const json::Value element : left.elements()) {
            if (!same(element, *other))
                return false;
            ++other;
        }
        return true;
    }
    case json::Kind::string:
        return left.string() == right.string();
    case json::Kind::number:
        return left.unsigned_integer() == right.unsigned_integer();
    case json::Kind::boolean:
        return left.boolean() == right.boolean();
    case json::Kind::null:
        return true;
    }
    return false;
}

/// The machine of the fixtures' author: his name, his ids, his transactions in their order.
ConferenceConfig fixture_config() {
    ConferenceConfig config = MachineHarness::default_config();
    config.opaque_id = "audiobridgetest-x4E7Np0dgSz9";
    config.next_transaction = [n = std::size_t{0}]() mutable -> std::string {
        constexpr std::array words{"KnF4JzNk1Njf",
                                   "xa3lrvxc3fEE",
                                   "2dTfMYYV6djS",
                                   "jHed50a6lNo6",
                                   "Q3H2VCQLjSE8",
                                   "XnaPWyrrcD0p",
                                   "info",
                                   "luMmcWUqDocb"};
        return n < words.size() ? words.at(n++) : "later" + std::to_string(n++);
    };
    return config;
}

class Conversation {
public:
    Conversation() : room_(fixture_config()) {}

    void server_says(const std::string& name) {
        auto decoded = janus::decode(fixture(name));
        REQUIRE(std::holds_alternative<janus::ServerMessage>(decoded));
        room_.feed(MessageReceived{std::get<janus::ServerMessage>(std::move(decoded))});
    }

    void feed(Event event) { room_.feed(std::move(event)); }

    /// The n-th request that was sent is the fixture.
    void check_sent(std::size_t index, const std::string& name) {
        REQUIRE(room_.sent().size() > index);
        const std::string text = janus::encode(room_.sent().at(index), {});
        INFO(text);
        CHECK(same(parsed(text).root(), parsed(fixture(name)).root()));
    }

    MachineHarness& room() { return room_; }

private:
    MachineHarness room_;
};

std::string member_text(const std::string& name, std::initializer_list<const char*> path) {
    const json::Document document = parsed(fixture(name));
    json::Value value = document.root();
    for (const char* step : path)
        value = value.member(step).value();
    return std::string{value.string().value()};
}

} // namespace

TEST_CASE("the conversation of the protocol fixtures runs through the machine, text to text") {
    Conversation talk;
    talk.feed(Start{});
    talk.feed(MediaEvent{media::OfferReady{MediaEpoch{1},
                                           member_text("10-configure-request", {"jsep", "sdp"})}});
    talk.feed(MediaEvent{media::LocalCandidate{
            MediaEpoch{1}, 0, member_text("11-trickle-request", {"candidate", "candidate"})}});
    talk.feed(MediaEvent{media::GatheringComplete{MediaEpoch{1}, true}});
    talk.feed(SignalingOpened{});
    talk.check_sent(1, "03-attach-request");

    talk.server_says("02-create-success");
    talk.server_says("04-attach-success");
    talk.check_sent(2, "07-join-request");

    talk.server_says("08-join-ack");
    talk.server_says("09-joined-event");
    talk.check_sent(3, "10-configure-request");
    talk.check_sent(4, "11-trickle-request");
    talk.check_sent(5, "14-trickle-completed-request");

    talk.server_says("12-configure-ack");
    talk.server_says("13-answer-event");
    CHECK(talk.room().machine.phase() == Phase::trickling);
    CHECK(talk.room().count_actions<ApplyAnswer>() == 1);

    talk.server_says("15-webrtcup-event");
    talk.feed(MediaEvent{media::DtlsVerified{MediaEpoch{1}}});
    CHECK(talk.room().machine.phase() == Phase::up);
    talk.feed(MediaEvent{media::FirstAudio{MediaEpoch{1}}});
    talk.server_says("16-media-event");
    talk.server_says("17-slowlink-event");
    CHECK(talk.room().notices<MediaChanged>().back().reason == "we lost 6 packets of the server");

    talk.room().advance(timing::keep_alive_interval);
    talk.check_sent(7, "18-keepalive-request");
}

TEST_CASE("the session is destroyed as the fixture says") {
    auto config = fixture_config();
    config.next_transaction = [n = 0]() mutable {
        return n++ == 2 ? "4QMLKk029JNB" : "t" + std::to_string(n);
    };
    MachineHarness room{std::move(config)};
    room.connect();
    room.feed(LeaveRequested{});
    const std::string text = janus::encode(room.sent().back(), {});
    INFO(text);
    CHECK(same(parsed(text).root(), parsed(fixture("19-destroy-request")).root()));
}

TEST_CASE("the comparison sees differences in value, kind and number of members") {
    const auto differ = [](const char* left, const char* right) {
        return !same(parsed(left).root(), parsed(right).root());
    };
    CHECK(differ(R"({"a":1})", R"({"a":2})"));
    CHECK(differ(R"({"a":1})", R"({"a":"1"})"));
    CHECK(differ(R"({"a":1})", R"({"a":1,"b":1})"));
    CHECK(differ(R"([1,2])", R"([2,1])"));
    CHECK_FALSE(differ(R"({"a":[true,null],"b":"x"})", R"({"b":"x","a":[true,null]})"));
}
