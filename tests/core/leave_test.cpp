// SPDX-License-Identifier: MIT
#include "support/machine_harness.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk;
using namespace janus_talk::core;
using namespace janus_talk::test;
using base::ExitCode;

namespace {

void media_stops(MachineHarness& room) {
    room.feed(MediaEvent{media::Stopped{MediaEpoch{1}}});
}

} // namespace

TEST_CASE("leaving goes leave, detach, destroy, close, and ends when all is closed") {
    MachineHarness room;
    room.bring_up();
    room.feed(LeaveRequested{ExitCode::ok, ExitCode::interrupted, "SIGINT"});
    CHECK(room.count_actions<StopMedia>() == 1);
    CHECK(room.count_requests<janus::Detach>() == 0);
    room.answer_to<janus::Leave>(janus::Ack{});
    CHECK(room.count_requests<janus::Detach>() == 0);
    room.answer_to<janus::Leave>(janus::PluginEvent{
            janus::Left{base::RoomId{1234U}, base::ParticipantId{own_number}}, {}, false});
    CHECK(room.count_requests<janus::Detach>() == 1);
    CHECK(room.count_requests<janus::DestroySession>() == 0);
    room.answer_to<janus::Detach>(janus::Success{});
    CHECK(room.count_requests<janus::DestroySession>() == 1);
    CHECK(room.count_actions<CloseSignaling>() == 0);
    room.answer_to<janus::DestroySession>(janus::Success{});
    CHECK(room.count_actions<CloseSignaling>() == 1);
    room.feed(SignalingClosed{});
    CHECK_FALSE(room.stopped());
    media_stops(room);
    REQUIRE(room.stopped());
    CHECK(room.stopped()->exit == ExitCode::ok);
    CHECK(room.stopped()->media_closed);
    CHECK(std::holds_alternative<Ended>(room.all_notices().back()));
    CHECK(room.error().empty());
}

TEST_CASE(
        "a server that does not answer can't keep us longer than three seconds, and that is said") {
    MachineHarness room;
    room.bring_up();
    room.feed(LeaveRequested{});
    media_stops(room);
    room.advance(2s);
    CHECK(room.count_requests<janus::DestroySession>() == 1); // sent unasked, it may still help
    CHECK(room.count_actions<CloseSignaling>() == 1);
    room.advance(1s);
    REQUIRE(room.stopped());
    CHECK(room.stopped()->exit == ExitCode::timeout);
    CHECK_FALSE(room.error().empty());
}

TEST_CASE("a frozen sound server can't keep us longer than three seconds either") {
    MachineHarness room;
    room.bring_up();
    room.feed(LeaveRequested{});
    room.answer_to<janus::Leave>(janus::PluginEvent{
            janus::Left{base::RoomId{1234U}, base::ParticipantId{own_number}}, {}, false});
    room.answer_to<janus::Detach>(janus::Success{});
    room.answer_to<janus::DestroySession>(janus::Success{});
    room.feed(SignalingClosed{});
    room.advance(3s);
    REQUIRE(room.stopped());
    CHECK(room.stopped()->exit == ExitCode::ok);
    CHECK_FALSE(room.stopped()->media_closed);
    CHECK(room.notices<Problem>().size() == 1);
}

TEST_CASE("a second request to leave leaves at once") {
    MachineHarness room;
    room.bring_up();
    room.feed(LeaveRequested{});
    room.feed(LeaveRequested{});
    CHECK(room.count_requests<janus::DestroySession>() == 1);
    CHECK(room.count_actions<CloseSignaling>() == 1);
    room.advance(250ms);
    CHECK(room.stopped());
}

TEST_CASE("leaving before the room was joined is an interruption") {
    MachineHarness room;
    SECTION("before the start") {
        room.feed(LeaveRequested{});
    }
    SECTION("while connecting") {
        room.feed(Start{});
        room.feed(LeaveRequested{});
        room.feed(SignalingClosed{});
        media_stops(room);
    }
    SECTION("while joining") {
        room.attach();
        room.feed(LeaveRequested{});
        CHECK(room.count_requests<janus::Detach>() == 1);
        room.answer_to<janus::Detach>(janus::Success{});
        room.answer_to<janus::DestroySession>(janus::Success{});
        room.feed(SignalingClosed{});
        media_stops(room);
    }
    REQUIRE(room.stopped());
    CHECK(room.stopped()->exit == ExitCode::interrupted);
}

TEST_CASE("a session whose create is unanswered is destroyed all the same") {
    MachineHarness room;
    room.connect();
    room.feed(LeaveRequested{});
    CHECK(room.count_requests<janus::Detach>() == 0);
    CHECK(room.last_request<janus::DestroySession>()->session == base::SessionId{session_number});
}

TEST_CASE("a room whose create is unanswered is waited for, and destroyed if it is ours") {
    auto config = MachineHarness::default_config();
    config.create_room = true;
    MachineHarness room{std::move(config)};
    room.attach();
    room.feed(LeaveRequested{});
    CHECK(room.count_requests<janus::Detach>() == 0);
    room.answer_to<janus::CreateRoom>(
            janus::PluginEvent{janus::RoomCreated{base::RoomId{1234U}, false}, {}, true});
    CHECK(room.count_requests<janus::DestroyRoom>() == 1);
    room.answer_to<janus::DestroyRoom>(
            janus::PluginEvent{janus::RoomDestroyed{base::RoomId{1234U}, false}, {}, true});
    CHECK(room.count_requests<janus::Detach>() == 1);
}

TEST_CASE("errors while leaving do not stop the leaving") {
    MachineHarness room;
    room.bring_up();
    room.feed(LeaveRequested{});
    room.answer_to<janus::Leave>(janus::PluginEvent{
            janus::AudioBridgeError{{base::JanusLayer::audiobridge, 487, "not in a room"}},
            {},
            false});
    room.answer_to<janus::Detach>(
            janus::CoreError{{base::JanusLayer::core, 459, "no such handle"}});
    room.answer_to<janus::DestroySession>(
            janus::CoreError{{base::JanusLayer::core, 458, "no such session"}});
    room.feed(SignalingClosed{});
    media_stops(room);
    CHECK(room.stopped()->exit == ExitCode::ok);
}

TEST_CASE("the option --for leaves after its time with media up") {
    auto config = MachineHarness::default_config();
    config.stay = 5s;
    MachineHarness room{std::move(config)};
    room.bring_up();
    room.advance(4999ms);
    CHECK(room.machine.phase() == Phase::up);
    room.advance(1ms);
    CHECK(room.machine.phase() == Phase::leaving);
    room.feed(SignalingClosed{});
    media_stops(room);
    CHECK(room.stopped()->exit == ExitCode::ok);
}

TEST_CASE("after the end the machine is deaf") {
    MachineHarness room;
    room.feed(LeaveRequested{});
    REQUIRE(room.stopped());
    CHECK(room.feed(Start{}).empty());
    CHECK(room.feed(SignalingOpened{}).empty());
    CHECK_FALSE(room.machine.deadline());
}
