// SPDX-License-Identifier: MIT
#include "core/condition.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <utility>

using namespace janus_talk;
using namespace janus_talk::core;
using namespace std::chrono_literals;

namespace {

base::ParticipantId id(std::uint64_t number) {
    return {number};
}

janus::Participant person(std::uint64_t number, std::string name) {
    janus::Participant participant;
    participant.id = id(number);
    participant.display = std::move(name);
    return participant;
}

/// A room in which we are number 1.
class Room {
public:
    explicit Room(std::vector<janus::Participant> others = {}) {
        tell(RoomJoined{{std::uint64_t{1234}}, id(1), std::move(others)});
    }

    void tell(const Notice& notice) { view.add(notice, now); }

    void come(std::uint64_t number, const std::string& name) {
        tell(ParticipantChanged{ParticipantChange::joined, id(number), name});
    }

    void go(std::uint64_t number, ParticipantChange how = ParticipantChange::left) {
        tell(ParticipantChanged{how, id(number), {}});
    }

    void talk(std::uint64_t number, bool on) {
        tell(TalkingChanged{id(number), {}, on, TalkingSource::server});
    }

    [[nodiscard]] bool holds(const std::string& text) const {
        return Condition{text}.holds(view, now);
    }

    TimePoint now{1h};
    RoomView view;
};

std::size_t error_position(const std::string& text) {
    try {
        Condition{text};
    } catch (const GoalSyntaxError& error) {
        return error.position();
    }
    return std::string::npos;
}

} // namespace

TEST_CASE("How many are in the room, ourselves included") {
    Room room{{person(2, "ann"), person(3, "bob")}};
    const auto [text, expected] = GENERATE(table<std::string, bool>({{"participants>=3", true},
                                                                     {"participants >= 4", false},
                                                                     {"participants<3", false},
                                                                     {"participants<=3", true},
                                                                     {"participants==3", true},
                                                                     {"participants=3", true},
                                                                     {"participants!=3", false},
                                                                     {"participants>2.5", true}}));
    CAPTURE(text);
    CHECK(room.holds(text) == expected);
}

TEST_CASE("Who was there and who comes is the same") {
    Room room{{person(2, "ann")}};
    CHECK(room.holds("joined:ann"));
    CHECK(room.holds("joined:2"));
    CHECK_FALSE(room.holds("joined:bob"));
    room.come(3, "bob");
    CHECK(room.holds("joined:bob && participants==3"));
    room.tell(ParticipantChanged{ParticipantChange::renamed, id(3), "bobby"});
    CHECK(room.holds("joined:bobby"));
    CHECK_FALSE(room.holds("joined:bob"));
}

TEST_CASE("Who left was there before") {
    Room room{{person(2, "ann")}};
    CHECK_FALSE(room.holds("left:ann"));
    CHECK_FALSE(room.holds("left:bob"));
    room.go(7);
    CHECK_FALSE(room.holds("left:7"));
    room.go(2, GENERATE(ParticipantChange::left, ParticipantChange::kicked));
    CHECK(room.holds("left:ann"));
    CHECK(room.holds("left:2"));
    room.come(9, "ann");
    CHECK_FALSE(room.holds("left:ann"));
}

TEST_CASE("Who talks, by name and by id, from the start or later") {
    auto ann = person(2, "ann");
    ann.talking = true;
    Room room{{ann, person(3, "bob")}};
    CHECK(room.holds("talking:ann"));
    CHECK(room.holds("talking:2"));
    room.talk(2, false);
    CHECK_FALSE(room.holds("talking:ann"));
    room.talk(3, true);
    CHECK(room.holds("talking:bob"));
    room.go(3);
    CHECK_FALSE(room.holds("talking:bob"));
}

TEST_CASE("Silence is when nobody else talks, told or heard") {
    Room room{{person(2, "ann")}};
    const Condition silence{"silence 20s"};
    CHECK(silence.deadline(room.view, room.now) == room.now + 20s);
    SECTION("nothing happens") {}
    SECTION("we talk ourselves") {
        room.talk(1, true);
    }
    SECTION("somebody talked, told by the server") {
        room.talk(2, true);
        CHECK_FALSE(silence.deadline(room.view, room.now));
        room.now += 1h;
        CHECK_FALSE(silence.holds(room.view, room.now));
        room.talk(2, false);
    }
    SECTION("somebody talked and left") {
        room.talk(2, true);
        room.now += 1h;
        room.go(2);
    }
    SECTION("somebody was heard") {
        room.tell(media::RoomTalking{true});
        room.now += 1h;
        CHECK_FALSE(silence.holds(room.view, room.now));
        room.tell(media::RoomTalking{false});
    }
    SECTION("the sound was away, and what was said meanwhile not heard") {
        room.now += 19s;
        room.tell(MediaChanged{MediaChange::stalled, {}, {}, {}});
    }
    room.now += 19999ms;
    CHECK_FALSE(silence.holds(room.view, room.now));
    room.now += 1ms;
    CHECK(silence.holds(room.view, room.now));
    CHECK_FALSE(silence.deadline(room.view, room.now));
}

TEST_CASE("Alone begins when the last one has gone") {
    Room room{{person(2, "ann")}};
    CHECK_FALSE(Condition{"alone 30s"}.deadline(room.view, room.now));
    room.now += 1h;
    CHECK_FALSE(room.holds("alone 30s"));
    room.go(2);
    room.now += 29s;
    CHECK_FALSE(room.holds("alone 30s"));
    room.come(3, "bob");
    room.go(3);
    room.now += 29s;
    CHECK_FALSE(room.holds("alone 30s"));
    room.now += 1s;
    CHECK(room.holds("alone 30s"));
    CHECK(room.holds("alone 30"));
}

TEST_CASE("Before the room is joined, nothing holds") {
    RoomView nothing;
    nothing.add(StateChanged{Phase::idle, Phase::connecting, ""}, TimePoint{1h});
    for (const auto* text :
         {"participants<100", "joined:ann", "left:ann", "silence 1s", "alone 1s", "destroyed"}) {
        CAPTURE(text);
        CHECK_FALSE(Condition{text}.holds(nothing, TimePoint{9h}));
    }
}

TEST_CASE("During an outage nothing holds, and times begin anew") {
    Room room;
    room.now += 25s;
    room.tell(StateChanged{Phase::up, Phase::reconnecting, ""});
    room.now += 1h;
    for (const auto* text : {"participants<100", "silence 1s", "alone 30s"}) {
        CAPTURE(text);
        CHECK_FALSE(room.holds(text));
    }
    SECTION("claimed") {
        room.tell(Resumed{ResumedBy::claim, 1h, 1});
    }
    SECTION("joined again") {
        room.tell(RoomJoined{{std::uint64_t{1234}}, id(8), {}});
    }
    room.now += 29s;
    CHECK(room.holds("participants==1"));
    CHECK_FALSE(room.holds("alone 30s"));
    room.now += 1s;
    CHECK(room.holds("alone 30s"));
}

TEST_CASE("A destroyed room is destroyed") {
    Room room;
    CHECK_FALSE(room.holds("destroyed"));
    room.view.set_destroyed();
    CHECK(room.holds("destroyed"));
}

TEST_CASE("And binds closer than or, and parentheses closer still") {
    Room room{{person(2, "ann")}};
    const std::string yes = "joined:ann";
    const std::string no = "joined:bob";
    CHECK(room.holds(yes + " || " + no + " && " + no));
    CHECK_FALSE(room.holds("(" + yes + " || " + no + ") && " + no));
    CHECK(room.holds(no + "&&" + no + "||" + yes));
    CHECK(room.holds("((" + yes + "||" + no + ")&&(" + no + "||" + yes + "))"));
    CHECK_FALSE(room.holds(no + " || " + no));
}

TEST_CASE("Names may be quoted") {
    Room room{{person(2, "Ann \"A\" Lee && (co)"), person(3, "x:y")}};
    CHECK(room.holds(R"x(joined:"Ann \"A\" Lee && (co)")x"));
    CHECK(room.holds("joined:x:y&&participants==3"));
    CHECK(room.holds("(joined:x:y)"));
}

TEST_CASE("What makes no sense is refused where it begins not to") {
    const auto [text, position] =
            GENERATE(table<std::string, std::size_t>({{"", 0},
                                                      {"  ", 2},
                                                      {"nobody", 0},
                                                      {"participants", 12},
                                                      {"participants>", 13},
                                                      {"participants>many", 13},
                                                      {"participants>inf", 13},
                                                      {"participants>=3 joined:ann", 16},
                                                      {"joined", 6},
                                                      {"joined:", 7},
                                                      {"joined: ann", 8},
                                                      {"joined:\"ann", 11},
                                                      {"joined:\"\"", 7},
                                                      {"silence", 7},
                                                      {"silence soon", 8},
                                                      {"silence -1s", 8},
                                                      {"alone 30y", 6},
                                                      {"destroyed &&", 12},
                                                      {"destroyed || && alone 1s", 13},
                                                      {"(destroyed", 10},
                                                      {"destroyed)", 9},
                                                      {"destroyed & destroyed", 10},
                                                      {"Destroyed", 0}}));
    CAPTURE(text);
    CHECK(error_position(text) == position);
}

TEST_CASE("What would grow beyond measure is refused") {
    CHECK(error_position(std::string(17, '(') + "destroyed" + std::string(17, ')')) == 17);
    CHECK(error_position(std::string(16, '(') + "destroyed" + std::string(16, ')')) ==
          std::string::npos);
    std::string product = "(destroyed||destroyed)";
    for (int i = 0; i < 7; ++i)
        product += "&&(destroyed||destroyed)";
    CHECK(error_position(product) == std::string::npos);
    CHECK(error_position(product + "&&(destroyed||destroyed)") != std::string::npos);
}
