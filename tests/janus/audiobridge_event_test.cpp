// SPDX-License-Identifier: MIT
#include "janus/audiobridge_event.hpp"
#include "janus/fixture.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <string>

using namespace janus_talk;
using namespace janus_talk::janus;
using test::decoded;
using test::fixture;

namespace {

std::string event_with(const std::string& data) {
    return R"({"janus":"event","session_id":1,"sender":2,"plugindata":{"plugin":"janus.plugin.audiobridge","data":)" +
           data + "}}";
}

/// The event in a notification with this `plugindata.data`.
template <typename Event>
Event event(const std::string& data) {
    return test::event_of<Event>(decoded(event_with(data)));
}

std::string failure(const std::string& data) {
    return test::failure_of(event_with(data));
}

const base::RoomId room{std::uint64_t{1234}};
const base::ParticipantId ada{std::uint64_t{7}};

} // namespace

TEST_CASE("joined means us when it has an id and somebody else when it has none") {
    const auto ours = event<Joined>(
            R"({"audiobridge":"joined","room":1234,"id":7,"participants":[{"id":8,"display":"Bob","setup":true,)"
            R"("muted":false,"talking":true,"spatial_position":25,"suspended":false}]})");
    CHECK(ours.room == room);
    CHECK(ours.id == ada);
    REQUIRE(ours.participants.size() == 1);
    CHECK(ours.participants[0] ==
          Participant{base::ParticipantId{std::uint64_t{8}}, "Bob", true, false, true, false, 25});
    const auto theirs = event<ParticipantsJoined>(
            R"({"audiobridge":"joined","room":1234,"participants":[{"id":7,"setup":false}]})");
    CHECK(theirs.room == room);
    REQUIRE(theirs.participants.size() == 1);
    CHECK(theirs.participants[0].id == ada);
    CHECK(theirs.participants[0].setup == false);
}

TEST_CASE("what an update does not mention is unknown, not false") {
    const auto update = event<ParticipantsUpdated>(
            R"({"audiobridge":"event","room":1234,"participants":[{"id":7,"muted":true,"display":null,"setup":"yes"}]})");
    REQUIRE(update.participants.size() == 1);
    const Participant& participant = update.participants[0];
    CHECK(participant.muted == true);
    CHECK_FALSE(participant.display);
    CHECK_FALSE(participant.setup);
    CHECK_FALSE(participant.talking);
    CHECK_FALSE(participant.spatial_position);
}

TEST_CASE("people who go, however they go, are told apart") {
    CHECK(event<ParticipantLeaving>(R"({"audiobridge":"event","room":1234,"leaving":7})").id ==
          ada);
    CHECK(event<ParticipantKicked>(R"({"audiobridge":"event","room":1234,"kicked":7})").id == ada);
    CHECK(event<AllKicked>(R"({"audiobridge":"event","room":1234,"kicked_all":7})").id == ada);
    CHECK(event<Left>(R"({"audiobridge":"left","room":1234,"id":7})").id == ada);
    CHECK(event<ParticipantLeaving>(R"({"audiobridge":"event","room":1234,"leaving":7})").room ==
          room);
}

TEST_CASE("suspending and resuming are read, with the list that comes back to ourselves") {
    const auto gone =
            event<ParticipantSuspended>(R"({"audiobridge":"event","room":1234,"suspended":7})");
    CHECK(gone.suspended);
    CHECK(gone.participants.empty());
    const auto back = event<ParticipantSuspended>(
            R"({"audiobridge":"event","room":1234,"resumed":7,"participants":[{"id":8},{"id":9}]})");
    CHECK_FALSE(back.suspended);
    CHECK(back.id == ada);
    CHECK(back.participants.size() == 2);
}

TEST_CASE("mutes of the room, talking and announcements are read") {
    CHECK(event<RoomMuted>(R"({"audiobridge":"event","room":1234,"muted":true})").muted);
    CHECK_FALSE(event<RoomMuted>(R"({"audiobridge":"event","room":1234,"muted":false})").muted);
    CHECK(event<Talking>(R"({"audiobridge":"talking","room":1234,"id":7})").talking);
    CHECK_FALSE(event<Talking>(R"({"audiobridge":"stopped-talking","room":1234,"id":7})").talking);
    const auto started = event<Announcement>(
            R"({"audiobridge":"announcement-started","room":1234,"file_id":"x"})");
    CHECK(started.started);
    CHECK(started.file_id == "x");
    CHECK_FALSE(event<Announcement>(
                        R"({"audiobridge":"announcement-stopped","room":1234,"file_id":"x"})")
                        .started);
}

TEST_CASE("a destroyed room is news without and an answer with permanent") {
    CHECK_FALSE(event<RoomDestroyed>(R"({"audiobridge":"destroyed","room":1234})").permanent);
    CHECK(event<RoomDestroyed>(R"({"audiobridge":"destroyed","room":1234,"permanent":false})")
                  .permanent == false);
}

TEST_CASE("answers to our own requests are read") {
    event<Configured>(R"({"audiobridge":"event","result":"ok"})");
    event<HangingUp>(R"({"audiobridge":"hangingup"})");
    const auto changed = event<RoomChanged>(
            R"({"audiobridge":"roomchanged","room":5,"id":7,"participants":[{"id":8}]})");
    CHECK(changed.room == base::RoomId{std::uint64_t{5}});
    CHECK(changed.participants.size() == 1);
    CHECK(event<RoomCreated>(R"({"audiobridge":"created","room":1234,"permanent":true})")
                  .permanent);
    const auto list = event<ParticipantList>(
            R"({"audiobridge":"participants","room":1234,"participants":[]})");
    CHECK(list.participants.empty());
}

TEST_CASE("the list of rooms is read as Janus sends it") {
    const auto message = decoded(fixture("janus-1.1.2/room-list.json"));
    CHECK(test::body_of<PluginEvent>(message).synchronous);
    const auto success = test::event_of<PluginSuccess>(message);
    REQUIRE(success.rooms);
    REQUIRE(success.rooms->size() == 1);
    const RoomSummary& summary = success.rooms->front();
    CHECK(summary == RoomSummary{room, "Conference", 48000, false, false, false, false, 0});
    CHECK(test::event_of<PluginSuccess>(decoded(fixture("janus-1.1.2/room-exists.json")))
                  .exists.has_value());
    CHECK_FALSE(event<PluginSuccess>(R"({"audiobridge":"success"})").rooms);
    CHECK(event<PluginSuccess>(R"({"audiobridge":"success","room":1234})").room == room);
}

TEST_CASE("servers with string ids are understood") {
    const auto joined = event<Joined>(
            R"({"audiobridge":"joined","room":"board","id":"5f0c","participants":[{"id":"77"}]})");
    CHECK(joined.room == base::RoomId{std::string{"board"}});
    CHECK(joined.id == base::ParticipantId{std::string{"5f0c"}});
    CHECK(joined.participants[0].id == base::ParticipantId{std::string{"77"}});
    CHECK(joined.participants[0].id != base::ParticipantId{std::uint64_t{77}});
}

TEST_CASE("an error is one whatever else stands beside it") {
    const auto error =
            event<AudioBridgeError>(
                    R"({"audiobridge":"event","room":1234,"error_code":485,"error":"No such room"})")
                    .error;
    CHECK(error == base::JanusError{base::JanusLayer::audiobridge, 485, "No such room"});
    CHECK(event<AudioBridgeError>(R"({"audiobridge":"event","error_code":499})")
                  .error.text.empty());
    CHECK(failure(R"({"audiobridge":"event","error_code":"485"})") ==
          "plugindata.data.error_code is not a small integer");
}

TEST_CASE("kinds of events that this version does not know are informational") {
    CHECK(event<UnknownEvent>(R"({"audiobridge":"announcements","room":1})").kind ==
          "announcements");
    CHECK(event<UnknownEvent>(R"({"audiobridge":"event","room":1,"weather":"fine"})").kind ==
          "event");
    CHECK(event<UnknownEvent>(R"({"audiobridge":"event","result":"maybe"})").kind == "event");
}

TEST_CASE("an event without its room or person fails") {
    CHECK(failure(R"({"audiobridge":"joined","id":7})") ==
          "plugindata.data.room is neither an unsigned integer nor a string");
    CHECK(failure(R"({"audiobridge":"joined","room":1})") ==
          "plugindata.data.participants is missing");
    CHECK(failure(R"({"audiobridge":"joined","room":1,"id":-7,"participants":[]})") ==
          "plugindata.data.id is neither an unsigned integer nor a string");
    CHECK(failure(R"({"audiobridge":"talking","room":1})") ==
          "plugindata.data.id is neither an unsigned integer nor a string");
    CHECK(failure(R"({"audiobridge":"event","room":1,"leaving":1.5})") ==
          "plugindata.data.leaving is neither an unsigned integer nor a string");
    CHECK(failure(R"({"audiobridge":"event","room":1,"participants":[{"display":"x"}]})") ==
          "plugindata.data.participants.id is neither an unsigned integer nor a string");
    CHECK(failure(R"({"audiobridge":"event","room":1,"participants":{}})") ==
          "plugindata.data.participants is not a list");
    CHECK(failure(R"({"audiobridge":"event","room":1,"muted":"true"})") ==
          "plugindata.data.muted is neither true nor false");
    CHECK(failure(R"({"audiobridge":"success","list":[{"description":"no number"}]})") ==
          "plugindata.data.list.room is neither an unsigned integer nor a string");
}
