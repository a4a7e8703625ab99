// SPDX-License-Identifier: MIT
#include "core/command_bench.hpp"
#include "core/condition.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace janus_talk;
using namespace janus_talk::core;
using namespace std::chrono_literals;
using base::ExitCode;
using SurveyBench = core::test::CommandBench;

namespace {

janus::ParticipantList people(std::vector<janus::Participant> participants) {
    return {core::test::room, std::move(participants)};
}

janus::Participant seen_person(std::uint64_t id, const char* display, std::optional<bool> talking) {
    janus::Participant participant;
    participant.id = base::ParticipantId{id};
    participant.display = display;
    participant.talking = talking;
    return participant;
}

/// Looks until it has seen `looks` answers.
CommandConfig looking(std::size_t looks) {
    auto config = SurveyBench::config_for({RoomSurvey{core::test::room}});
    config.follow_up = [looks](const Reply& reply) -> FollowUp {
        if (reply.question + 1 == looks)
            return std::vector<Question>{};
        return std::vector<Question>{RoomSurvey{core::test::room, 500ms}};
    };
    return config;
}

} // namespace

TEST_CASE("a room is looked into at intervals, on one session") {
    SurveyBench bench{looking(3)};
    bench.attach();
    for (unsigned n = 1; n < 3; ++n) {
        bench.plugin(people({}));
        CHECK(bench.count<janus::Message>() == n);
        const auto before = bench.now_;
        bench.tick_at_deadline();
        CHECK(bench.now_ - before == 500ms);
        CHECK(bench.count<janus::Message>() == n + 1);
    }
    bench.plugin(people({}));
    CHECK(bench.closes_ == 1);
    CHECK(bench.count<janus::CreateSession>() == 1);
    CHECK(bench.replies_.size() == 3);
    CHECK(std::holds_alternative<janus::ParticipantList>(*bench.replies_[0].event));
}

TEST_CASE("each look has a time limit of its own") {
    SurveyBench bench{looking(100)};
    bench.attach();
    for (unsigned n = 0; n < 50; ++n) {
        bench.now_ += 10s; // the answer takes long, but comes
        bench.plugin(people({}));
        bench.feed(Tick{});
    }
    CHECK(bench.failures_.empty());
    bench.tick_at_deadline();
    REQUIRE(bench.failures_.size() == 1);
    CHECK(bench.failures_[0].code == ExitCode::timeout);
}

TEST_CASE("a room that is not there is an answer, every other refusal a failure") {
    SurveyBench bench{looking(2)};
    bench.attach();
    SECTION("485") {
        bench.plugin(janus::AudioBridgeError{{base::JanusLayer::audiobridge, 485, "x"}});
        REQUIRE(bench.replies_.size() == 1);
        CHECK(bench.replies_[0].is_absent);
        CHECK(bench.failures_.empty());
    }
    SECTION("no answer of the plug-in at all says nothing about the room") {
        bench.answer(janus::Success{}, bench.transaction_of<janus::Message>());
        REQUIRE(bench.replies_.size() == 1);
        CHECK_FALSE(bench.replies_[0].is_absent);
        CHECK_FALSE(bench.replies_[0].event);
    }
    SECTION("another") {
        bench.plugin(janus::AudioBridgeError{{base::JanusLayer::audiobridge, 480, "x"}});
        CHECK(bench.failures_.size() == 1);
    }
}

TEST_CASE("a room seen from outside") {
    RoomView room;
    const TimePoint start{};
    room.observe({seen_person(1, "ann", true), seen_person(2, "bob", false)}, start);
    CHECK(room.count() == 2U);
    CHECK(room.is_here("ann"));
    CHECK(room.talks("ann"));
    CHECK_FALSE(room.talks("bob"));
    CHECK_FALSE(room.quiet_since());

    room.observe({seen_person(2, "bob", false)}, start + 1s);
    CHECK(room.has_left("ann"));
    CHECK(room.quiet_since() == start + 1s);

    // Whether this one talks, nobody knows.
    room.observe({seen_person(2, "bob", false), seen_person(3, "eve", {})}, start + 2s);
    CHECK_FALSE(room.quiet_since());

    room.observe({}, start + 3s);
    CHECK(room.count() == 0U);
    CHECK(room.alone_since() == start + 3s);
    room.observe({seen_person(1, "ann", false)}, start + 4s);
    CHECK_FALSE(room.has_left("ann")); // she came back
    CHECK_FALSE(room.alone_since());
}
