// SPDX-License-Identifier: MIT
#include "core/roster.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace janus_talk;
using namespace janus_talk::core;
using base::ParticipantId;

namespace {

janus::Participant participant(std::uint64_t id, std::optional<std::string> display = {}) {
    janus::Participant made;
    made.id = ParticipantId{id};
    made.display = std::move(display);
    return made;
}

ParticipantChange change_in(const Notice& notice) {
    return std::get<ParticipantChanged>(notice).change;
}

} // namespace

TEST_CASE("the first list is the truth and no news") {
    Roster roster;
    roster.reset({participant(1, "a"), participant(2)});
    CHECK(roster.participants().size() == 2);
    roster.reset({participant(2)});
    CHECK(roster.participants().size() == 1);
}

TEST_CASE("partial updates merge: absent means unchanged") {
    Roster roster;
    auto first = participant(1, "a");
    first.muted = false;
    first.setup = false;
    roster.reset({first});
    auto update = participant(1);
    update.setup = true;
    const auto notices = roster.merge({update});
    REQUIRE(notices.size() == 1);
    CHECK(change_in(notices[0]) == ParticipantChange::setup);
    const auto known = roster.participants().at(0);
    CHECK(known.display == "a");
    CHECK(known.muted == false);
    CHECK(known.setup == true);
}

TEST_CASE("an update that says nothing new is no news") {
    Roster roster;
    auto same = participant(1, "a");
    same.muted = true;
    roster.reset({same});
    CHECK(roster.merge({same}).empty());
    auto calm = participant(1);
    calm.setup = false; // unknown before
    CHECK(roster.merge({calm}).empty());
}

TEST_CASE("mute, unmute, rename, suspend and resume are told apart") {
    Roster roster;
    roster.reset({participant(1, "a")});
    auto update = participant(1);
    update.muted = true;
    CHECK(change_in(roster.merge({update}).at(0)) == ParticipantChange::muted);
    update.muted = false;
    CHECK(change_in(roster.merge({update}).at(0)) == ParticipantChange::unmuted);
    CHECK(change_in(roster.merge({participant(1, "b")}).at(0)) == ParticipantChange::renamed);
    CHECK(change_in(roster.suspend(ParticipantId{1U}, true).at(0)) == ParticipantChange::suspended);
    CHECK(change_in(roster.suspend(ParticipantId{1U}, false).at(0)) == ParticipantChange::resumed);
    CHECK(roster.suspend(ParticipantId{9U}, true).empty());
}

TEST_CASE("an update about a stranger means that somebody joined") {
    Roster roster;
    CHECK(change_in(roster.merge({participant(7, "late")}).at(0)) == ParticipantChange::joined);
}

TEST_CASE("who is muted or leaves while talking has stopped talking") {
    Roster roster;
    roster.reset({participant(1, "a"), participant(2, "b")});
    CHECK(roster.talk(ParticipantId{1U}, true).size() == 1);
    CHECK(roster.talk(ParticipantId{1U}, true).empty());
    auto update = participant(1);
    update.muted = true;
    const auto muted = roster.merge({update});
    REQUIRE(muted.size() == 2);
    CHECK_FALSE(std::get<TalkingChanged>(muted[1]).on);
    CHECK(roster.talk(ParticipantId{2U}, true).size() == 1);
    const auto left = roster.leave(ParticipantId{2U});
    REQUIRE(left.size() == 2);
    CHECK_FALSE(std::get<TalkingChanged>(left[0]).on);
    CHECK(change_in(left[1]) == ParticipantChange::left);
}

TEST_CASE("kicked and then leaving is told once") {
    Roster roster;
    roster.reset({participant(1)});
    CHECK(change_in(roster.kick(ParticipantId{1U}).at(0)) == ParticipantChange::kicked);
    CHECK(roster.leave(ParticipantId{1U}).empty());
}

TEST_CASE("we are not among the others, but our own talking is told") {
    Roster roster;
    roster.set_self(ParticipantId{5U}, "me");
    roster.reset({participant(5), participant(6)});
    CHECK(roster.participants().size() == 1);
    CHECK(roster.merge({participant(5, "me")}).empty());
    const auto talking = roster.talk(ParticipantId{5U}, true);
    REQUIRE(talking.size() == 1);
    CHECK(std::get<TalkingChanged>(talking[0]).display == "me");
    CHECK(roster.talk(ParticipantId{5U}, true).empty());
    CHECK(roster.talk(ParticipantId{99U}, true).empty());
}

TEST_CASE("a server can't fill the memory with people") {
    Roster roster;
    std::size_t joined = 0;
    std::size_t warnings = 0;
    for (std::uint64_t id = 0; id < Roster::most_people + 1000; ++id) {
        for (const auto& notice : roster.merge({participant(id, "x")})) {
            joined += std::holds_alternative<ParticipantChanged>(notice) ? 1U : 0U;
            warnings += std::holds_alternative<Problem>(notice) ? 1U : 0U;
        }
    }
    CHECK(joined == Roster::most_people);
    CHECK(warnings == 1);
    CHECK(roster.participants().size() == Roster::most_people);
    // Who leaves makes room.
    CHECK(roster.leave(ParticipantId{std::uint64_t{0}}).size() == 1);
    CHECK(roster.merge({participant(1'000'000, "late")}).size() == 1);
}

TEST_CASE("nor with their names, new or changed") {
    Roster roster;
    const std::string megabyte(1'000'000, 'x');
    for (std::uint64_t id = 0; id < 10; ++id)
        static_cast<void>(roster.merge({participant(id, megabyte)}));
    CHECK(roster.participants().size() == Roster::most_bytes / megabyte.size());
    static_cast<void>(roster.merge({participant(0, "short")}));
    CHECK(roster.participants().at(0).display == "short");
    CHECK(change_in(roster.merge({participant(5, megabyte)}).at(0)) == ParticipantChange::joined);
    CHECK(roster.merge({participant(0, megabyte)}).empty());
    CHECK(roster.participants().at(0).display == "short");
    // The list of another day begins anew.
    roster.reset({participant(1, megabyte), participant(1, "b"), participant(2, "a")});
    for (std::uint64_t id = 10; id < 14; ++id)
        CHECK(roster.merge({participant(id, megabyte)}).size() == 1);
}
