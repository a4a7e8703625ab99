// SPDX-License-Identifier: MIT
#include "support/machine_harness.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <utility>

using namespace janus_talk;
using namespace janus_talk::core;
using test::MachineHarness;

namespace {

const base::RoomId other_room{std::uint64_t{77}};
const base::ParticipantId new_id{std::uint64_t{99}};

janus::PluginEvent done() {
    return {janus::Configured{}, {}, false};
}

janus::PluginEvent refused(int code) {
    return {janus::AudioBridgeError{{base::JanusLayer::audiobridge, code, "no"}}, {}, false};
}

ChangeRoomRequested wish() {
    ChangeRoomRequested change;
    change.from = CommandSource::keys;
    change.room = other_room;
    change.without_groups = true;
    return change;
}

SettingsRequested louder() {
    SettingsRequested settings;
    settings.settings.volume = 150;
    settings.settings.display = "new name";
    return settings;
}

} // namespace

TEST_CASE("settings change during the call, one message at a time, in the order of asking") {
    MachineHarness room;
    room.bring_up();
    const auto before = room.count_requests<janus::Configure>();
    room.feed(louder());
    room.feed(MuteRequested{CommandSource::signal, true});
    SettingsRequested softer;
    softer.settings.volume = 50;
    room.feed(softer);
    REQUIRE(room.count_requests<janus::Configure>() == before + 1);
    CHECK(room.last_request<janus::Configure>()->settings.volume == 150U);
    CHECK_FALSE(room.last_request<janus::Configure>()->settings.muted);
    room.answer_to<janus::Configure>(done());
    // The mute state goes first: somebody may be waiting not to be heard.
    REQUIRE(room.count_requests<janus::Configure>() == before + 2);
    CHECK(room.last_request<janus::Configure>()->settings.muted == true);
    room.answer_to<janus::Configure>(done());
    REQUIRE(room.count_requests<janus::Configure>() == before + 3);
    CHECK(room.last_request<janus::Configure>()->settings.volume == 50U);
    room.answer_to<janus::Configure>(done());
    CHECK(room.notices<CommandDone>().size() == 3);
    CHECK(room.machine.snapshot()->display == "new name");
}

TEST_CASE("a change that the server refuses is told, and the call goes on") {
    MachineHarness room;
    room.bring_up();
    room.feed(louder());
    room.answer_to<janus::Configure>(refused(484));
    REQUIRE(room.notices<CommandDone>().size() == 1);
    CHECK(room.notices<CommandDone>()[0].failure);
    CHECK(room.machine.phase() == Phase::up);
    CHECK(room.machine.snapshot()->display != "new name");
}

TEST_CASE("G.711 has no bit rate to be changed, and the server is not bothered with it") {
    auto config = MachineHarness::default_config();
    config.codec = Codec::pcmu;
    MachineHarness room{std::move(config)};
    room.bring_up();
    const auto before = room.count_requests<janus::Configure>();
    SettingsRequested faster;
    faster.settings.bitrate = 24000;
    room.feed(faster);
    REQUIRE(room.notices<CommandDone>().size() == 1);
    CHECK(room.notices<CommandDone>()[0].failure);
    CHECK(room.count_requests<janus::Configure>() == before);
}

TEST_CASE("the room is changed with all settings said again, because Janus resets the others") {
    auto config = MachineHarness::default_config();
    config.settings.volume = 80;
    MachineHarness room{std::move(config)};
    room.bring_up();
    room.feed(MuteRequested{CommandSource::signal, true});
    room.answer_to<janus::Configure>(done());
    room.feed(wish());
    const auto request = room.last_request<janus::ChangeRoom>();
    REQUIRE(request);
    CHECK(request->room == other_room);
    CHECK(request->settings.volume == 80U);
    CHECK(request->settings.muted == true);
    CHECK(request->settings.spatial_position == 50U);
    CHECK(request->settings.display == MachineHarness::default_config().settings.display);
    room.answer_to<janus::ChangeRoom>(
            janus::PluginEvent{janus::RoomChanged{other_room, new_id, {}}, {}, false});
    const auto snapshot = room.machine.snapshot();
    REQUIRE(snapshot);
    CHECK(snapshot->room == other_room);
    CHECK(snapshot->id == new_id);
    CHECK(room.notices<RoomJoined>().back().room == other_room);
    CHECK(room.notices<CommandDone>().back().command == "change-room");
    // What the old room still says about itself no longer counts.
    room.plugin(janus::RoomDestroyed{base::RoomId{1234U}, {}});
    CHECK(room.machine.phase() == Phase::up);
    room.plugin(janus::RoomDestroyed{other_room, {}});
    CHECK(room.machine.phase() == Phase::leaving);
}

TEST_CASE("a refused change of the room leaves us where we are") {
    MachineHarness room;
    room.bring_up();
    room.feed(wish());
    room.answer_to<janus::ChangeRoom>(refused(485));
    CHECK(room.machine.phase() == Phase::up);
    CHECK(room.machine.snapshot()->room != other_room);
    CHECK(room.notices<CommandDone>().back().failure->code == base::ExitCode::room);
}

TEST_CASE("a change of the room that could hang the server is not sent") {
    MachineHarness room;
    room.bring_up();
    auto change = wish();
    // With a group, or to a room of which nobody knows that it has none: both hang Janus 1.1.2.
    if (GENERATE(true, false))
        change.group = "a";
    else
        change.without_groups = false;
    room.feed(change);
    CHECK(room.count_requests<janus::ChangeRoom>() == 0);
    REQUIRE(room.notices<CommandDone>().size() == 1);
    CHECK(room.notices<CommandDone>().back().failure);
    // Nothing is stuck behind it.
    room.feed(wish());
    CHECK(room.count_requests<janus::ChangeRoom>() == 1);
}

TEST_CASE("a room made by --create is destroyed on leaving, also from another room") {
    auto config = MachineHarness::default_config();
    config.create_room = true;
    MachineHarness room{std::move(config)};
    room.attach();
    room.answer_to<janus::CreateRoom>(
            janus::PluginEvent{janus::RoomCreated{base::RoomId{1234U}, false}, {}, true});
    room.bring_up();
    room.feed(wish());
    room.answer_to<janus::ChangeRoom>(
            janus::PluginEvent{janus::RoomChanged{other_room, new_id, {}}, {}, false});
    room.feed(LeaveRequested{base::ExitCode::ok, base::ExitCode::interrupted, "SIGINT"});
    room.answer_to<janus::Leave>(janus::PluginEvent{janus::Left{other_room, new_id}, {}, false});
    const auto destroy = room.last_request<janus::DestroyRoom>();
    REQUIRE(destroy);
    CHECK(destroy->room == base::RoomId{1234U});
}

TEST_CASE("a wish before the media is negotiated waits") {
    MachineHarness room;
    room.connect();
    room.attach();
    room.feed(louder());
    CHECK(room.count_requests<janus::Configure>() == 0);
    room.bring_up();
    CHECK(room.last_request<janus::Configure>()->settings.volume == 150U);
}
