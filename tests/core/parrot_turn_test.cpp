// SPDX-License-Identifier: MIT
#include "core/parrot_turn.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace janus_talk;
using namespace janus_talk::core;

namespace {

janus::Participant somebody(std::uint64_t id, std::string display) {
    janus::Participant participant;
    participant.id.value = id;
    participant.display = std::move(display);
    return participant;
}

RoomJoined joined_as(std::uint64_t id, std::vector<janus::Participant> others = {}) {
    RoomJoined joined;
    joined.id.value = id;
    joined.participants = std::move(others);
    return joined;
}

ParticipantChanged
change_of(ParticipantChange change, std::uint64_t id, std::optional<std::string> display = {}) {
    return {change, base::ParticipantId{id}, std::move(display)};
}

} // namespace

TEST_CASE("a parrot is known by its name") {
    CHECK(is_parrot_name("parrot"));
    CHECK(is_parrot_name("polly (parrot)"));
    CHECK_FALSE(is_parrot_name("Parrot fan"));
    CHECK_FALSE(is_parrot_name(""));
    CHECK(parrot_name("parrot") == "parrot");
    CHECK(parrot_name("polly") == "polly (parrot)");
    CHECK(parrot_name(parrot_name("polly")) == "polly (parrot)");
}

TEST_CASE("among people a parrot speaks") {
    ParrotTurn turn;
    CHECK(turn.is_ours());
    CHECK_FALSE(turn.add(joined_as(50, {somebody(1, "ada"), somebody(2, "grace")})));
    CHECK_FALSE(turn.add(change_of(ParticipantChange::joined, 3, "parrot fan")));
    CHECK(turn.is_ours());
}

TEST_CASE("of two parrots exactly the one with the smaller id speaks, whoever came first") {
    ParrotTurn first;
    ParrotTurn second;
    const auto [first_id, second_id] =
            GENERATE(table<std::uint64_t, std::uint64_t>({{7, 9}, {9, 7}}));
    first.add(joined_as(first_id));
    second.add(joined_as(second_id, {somebody(first_id, "parrot")}));
    first.add(change_of(ParticipantChange::joined, second_id, "polly (parrot)"));
    CHECK(first.is_ours() == (first_id < second_id));
    CHECK(second.is_ours() == (second_id < first_id));
    if (!first.is_ours())
        CHECK(first.rival() == std::optional<std::string>{"polly (parrot)"});
}

TEST_CASE("the turn is ours when the other parrot has gone, or is none any more") {
    ParrotTurn turn;
    CHECK(turn.add(joined_as(9, {somebody(7, "parrot")})));
    CHECK_FALSE(turn.is_ours());
    CHECK_FALSE(turn.add(change_of(ParticipantChange::muted, 7, "parrot")));
    SECTION("it left") {
        CHECK(turn.add(change_of(ParticipantChange::left, 7, "parrot")));
    }
    SECTION("it was kicked") {
        CHECK(turn.add(change_of(ParticipantChange::kicked, 7)));
    }
    SECTION("it has another name") {
        CHECK(turn.add(change_of(ParticipantChange::renamed, 7, "ada")));
    }
    SECTION("we came back into a room without it") {
        CHECK(turn.add(joined_as(10)));
    }
    CHECK(turn.is_ours());
}
