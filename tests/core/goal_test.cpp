// SPDX-License-Identifier: MIT
#include "core/recovery_steps.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <vector>

using namespace janus_talk;
using namespace janus_talk::core;
using namespace janus_talk::test;
using base::ExitCode;

namespace {

ConferenceConfig wishing(const std::string& until, const std::vector<std::string>& rules = {}) {
    auto config = recovering();
    if (!until.empty())
        config.goal.until.emplace(until);
    for (const auto& rule : rules)
        config.goal.limits.emplace_back(rule);
    return config;
}

media::Levels level(double rx) {
    return {-20, rx, -15, rx + 5, 0};
}

void listen_for(MachineHarness& room, int seconds, double rx) {
    for (int i = 0; i < seconds; ++i) {
        room.advance(1s);
        room.feed(MediaEvent{level(rx)});
    }
}

} // namespace

TEST_CASE("Who was in the room already counts: the condition holds at once") {
    MachineHarness room{wishing("participants>=2")};
    room.connect();
    room.attach();
    room.join({person(2)});
    CHECK(room.machine.phase() == Phase::leaving);
    CHECK(finish(room) == ExitCode::ok);
}

TEST_CASE("Who comes later makes it hold") {
    MachineHarness room{wishing("joined:bob")};
    room.bring_up();
    room.advance(20s);
    REQUIRE(room.machine.phase() == Phase::up);
    room.plugin(janus::ParticipantsJoined{room_id, {person(2, "bob")}});
    CHECK(room.machine.phase() == Phase::leaving);
    CHECK(finish(room) == ExitCode::ok);
}

TEST_CASE("Time alone makes it hold, to the millisecond") {
    MachineHarness room{wishing("alone 30s")};
    room.connect();
    room.attach();
    room.join();
    const auto joined = room.now;
    room.negotiate();
    room.accept_media();
    room.advance(
            std::chrono::duration_cast<std::chrono::milliseconds>(joined + 29999ms - room.now));
    CHECK(room.machine.phase() == Phase::up);
    room.advance(1ms);
    CHECK(room.machine.phase() == Phase::leaving);
}

TEST_CASE("A destroyed room is what was waited for, or a failure") {
    const auto [until, exit] = GENERATE(table<std::string, ExitCode>(
            {{"destroyed", ExitCode::ok},
             {"participants>=9 || destroyed", ExitCode::ok},
             {"participants>=9 && destroyed", ExitCode::room_destroyed},
             {"alone 5m", ExitCode::room_destroyed}}));
    MachineHarness room{wishing(until)};
    room.bring_up();
    room.plugin(janus::RoomDestroyed{room_id, false});
    CHECK(finish(room) == exit);
    CHECK(room.error().empty() == (exit == ExitCode::ok));
}

TEST_CASE("Time that runs out before is a time-out") {
    auto config = wishing("participants>=9");
    config.stay = 10s;
    MachineHarness room{config};
    room.bring_up();
    room.advance(10s);
    CHECK(finish(room) == ExitCode::timeout);
    CHECK_THAT(room.error(), Catch::Contains("participants>=9"));
}

TEST_CASE("Who is interrupted before the verdict has none") {
    auto config = wishing("", {"rx.level<-55/5s"});
    SECTION("a condition that does not hold yet") {
        config = wishing("participants>=9");
    }
    SECTION("a rule without figures") {}
    MachineHarness room{config};
    room.bring_up();
    room.feed(LeaveRequested{ExitCode::ok, ExitCode::interrupted, "SIGINT"});
    CHECK(finish(room) == ExitCode::interrupted);
    CHECK(room.notices<AssertionChecked>().empty());
}

TEST_CASE("A broken rule ends it with 1, once") {
    MachineHarness room{wishing("", {"rx.level<-55dBFS/5s", "rx.level<-200/5s"})};
    room.bring_up();
    listen_for(room, 4, -90);
    CHECK(room.machine.phase() == Phase::up);
    listen_for(room, 3, -90);
    CHECK(finish(room) == ExitCode::failed);
    const auto checked = room.notices<AssertionChecked>();
    REQUIRE(checked.size() == 1);
    CHECK(checked.front().rule == "rx.level<-55dBFS/5s");
    CHECK(checked.front().value.value() == Approx(-90));
    CHECK_FALSE(checked.front().ok);
    CHECK_THAT(room.error(), Catch::Contains("rx.level<-55dBFS/5s"));
}

TEST_CASE("Rules that were kept are told at the end") {
    auto config = wishing("", {"rx.level<-55dBFS/5s", "rtt>200ms"});
    config.stay = 20s;
    MachineHarness room{config};
    room.bring_up();
    SECTION("all of them") {
        for (int i = 0; i < 3; ++i) {
            listen_for(room, 1, -30);
            media::Stats stats;
            stats.rtt_ms = 20;
            room.feed(MediaEvent{stats});
        }
        room.advance(17s);
        CHECK(finish(room) == ExitCode::ok);
        const auto checked = room.notices<AssertionChecked>();
        REQUIRE(checked.size() == 2);
        CHECK(checked[0].ok);
        CHECK(checked[0].value.value() == Approx(-30)); // less than a window, but all there was
        CHECK(checked[1].ok);
    }
    SECTION("one was never measured, and that is no pass") {
        listen_for(room, 6, -30);
        room.advance(14s);
        CHECK(finish(room) == ExitCode::failed);
        const auto checked = room.notices<AssertionChecked>();
        REQUIRE(checked.size() == 2);
        CHECK(checked[0].ok);
        CHECK_FALSE(checked[1].ok);
        CHECK_FALSE(checked[1].value);
    }
}

TEST_CASE("Silence before the sound flows, and during an outage, breaks nothing") {
    MachineHarness room{wishing("", {"rx.level<-55/2s"})};
    room.connect();
    room.attach();
    listen_for(room, 5, -127);
    room.join();
    room.negotiate();
    room.accept_media();
    listen_for(room, 1, -30);
    room.feed(closed());
    REQUIRE(room.machine.phase() == Phase::reconnecting);
    room.feed(MediaEvent{level(-127)});
    room.feed(MediaEvent{level(-127)});
    CHECK(room.machine.phase() == Phase::reconnecting);
    CHECK(room.notices<AssertionChecked>().empty());
}

TEST_CASE("Another failure keeps its own status, whatever was wished for") {
    MachineHarness room{wishing("participants>=9", {"rtt>1/1s"})};
    room.bring_up();
    room.plugin(janus::ParticipantKicked{room_id, base::ParticipantId{own_number}});
    CHECK(finish(room) == ExitCode::kicked);
    CHECK(room.notices<AssertionChecked>().empty());
}
