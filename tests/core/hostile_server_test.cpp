// SPDX-License-Identifier: MIT
#include "support/machine_harness.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <limits>

// A server that says what is well formed and makes no sense. What is not well formed never gets
// here, and is in tests/janus and tests/json.

using namespace janus_talk;
using namespace janus_talk::core;
using namespace janus_talk::test;
using base::ExitCode;

namespace {

ExitCode end_of(MachineHarness& room) {
    room.feed(MediaEvent{media::Stopped{room.epoch()}});
    room.advance(5s);
    REQUIRE(room.stopped());
    return room.stopped()->exit;
}

ConferenceConfig patient() {
    auto config = MachineHarness::default_config();
    config.reconnect = true;
    return config;
}

janus::RemoteCandidate candidate(int number) {
    janus::RemoteCandidate made;
    made.candidate.candidate = "candidate:1 1 udp 2013266431 10.77.50.1 " +
                               std::to_string(20'000 + number) + " typ host";
    return made;
}

janus::Participant odd_participant(std::uint64_t id, std::string display) {
    janus::Participant made;
    made.id = base::ParticipantId{id};
    made.display = std::move(display);
    return made;
}

/// Like MachineHarness::answer_to, for a message of which only the first part was kept.
template <typename Request>
void answer_cut(MachineHarness& room, janus::AudioBridgeEvent event) {
    janus::ServerMessage message;
    message.transaction = room.transaction_of<Request>();
    message.body = janus::PluginEvent{std::move(event), {}, false};
    message.is_cut = true;
    room.feed(MessageReceived{message});
}

SignalingClosed closed_by_server() {
    return {{ExitCode::unreachable, "closed", "", {}}};
}

SignalingClosed broken() {
    return {{ExitCode::protocol, "broke the WebSocket protocol", "", {}}};
}

} // namespace

TEST_CASE("an answer of the wrong kind ends the conference instead of being waited for") {
    using Reach = std::function<void(MachineHarness&)>;
    const Reach to_create = [](MachineHarness& room) {
        room.connect();
        room.answer_to<janus::CreateSession>(janus::PluginEvent{janus::Configured{}, {}, false});
    };
    const Reach to_attach = [](MachineHarness& room) {
        room.connect();
        room.answer_to<janus::Attach>(janus::ServerInfo{});
    };
    const Reach to_join = [](MachineHarness& room) {
        room.attach();
        room.answer_to<janus::Join>(janus::Success{});
    };
    const Reach to_offer = [](MachineHarness& room) {
        room.join();
        room.feed(MediaEvent{media::OfferReady{MediaEpoch{1}, offer_sdp()}});
        room.answer_to<janus::Configure>(janus::Pong{});
    };
    const Reach to_mute = [](MachineHarness& room) {
        room.bring_up();
        room.feed(MuteRequested{CommandSource::keys, true});
        room.answer_to<janus::Configure>(janus::Success{});
    };
    // By number: a generator of the functions themselves would keep references to this run's.
    const std::vector<Reach> all{to_create, to_attach, to_join, to_offer, to_mute};
    const auto step = GENERATE(range(0U, 5U));
    CAPTURE(step);
    MachineHarness room;
    all.at(step)(room);
    CHECK(room.machine.phase() == Phase::leaving);
    CHECK(end_of(room) == ExitCode::protocol);
}

TEST_CASE("a room is ours only when the server says that it was created") {
    auto config = MachineHarness::default_config();
    config.create_room = true;
    MachineHarness room{config};
    room.attach();
    room.answer_to<janus::CreateRoom>(janus::PluginEvent{janus::Configured{}, {}, true});
    CHECK(end_of(room) == ExitCode::protocol);
    CHECK(room.count_requests<janus::DestroyRoom>() == 0);
}

TEST_CASE("a notification is no answer, whatever transaction it carries") {
    MachineHarness room;
    room.attach();
    room.answer_to<janus::Join>(janus::WebrtcUp{});
    CHECK(room.machine.phase() == Phase::joining);
    room.accept_join();
    CHECK(room.machine.phase() == Phase::configuring);
}

TEST_CASE("a request that gets its answer twice has only one") {
    MachineHarness room;
    room.join();
    const auto joined = room.notices<RoomJoined>().size();
    room.accept_join();
    room.accept_join();
    CHECK(room.notices<RoomJoined>().size() == joined);
    CHECK(room.machine.phase() == Phase::configuring);
}

TEST_CASE("a second answer and an offer after the answer change nothing") {
    MachineHarness room;
    room.negotiate();
    const auto applied = room.count_actions<ApplyAnswer>();
    for (const auto type : {janus::JsepType::answer, janus::JsepType::offer}) {
        room.notify(janus::PluginEvent{
                janus::Configured{}, janus::Jsep{type, answer_sdp(), true}, false});
    }
    CHECK(room.count_actions<ApplyAnswer>() == applied);
    CHECK(room.machine.phase() == Phase::trickling);
}

TEST_CASE("a server can name 64 candidates for a peer connection, before and after the answer") {
    MachineHarness room;
    room.join();
    for (int number = 0; number < 40; ++number)
        room.notify(candidate(number));
    room.feed(MediaEvent{media::OfferReady{MediaEpoch{1}, offer_sdp()}});
    room.accept_offer();
    CHECK(room.count_actions<AddRemoteCandidate>() == 40);
    for (int number = 40; number < 5000; ++number)
        room.notify(candidate(number));
    CHECK(room.count_actions<AddRemoteCandidate>() == 64);
}

TEST_CASE("another peer connection has candidates of its own") {
    MachineHarness room{patient()};
    room.bring_up();
    for (int number = 0; number < 100; ++number)
        room.notify(candidate(number));
    CHECK(room.count_actions<AddRemoteCandidate>() == 64);
    room.notify(janus::HungUp{"ICE failed"});
    room.accept_join();
    room.accept_offer();
    room.notify(candidate(0));
    CHECK(room.count_actions<AddRemoteCandidate>() == 65);
}

TEST_CASE("time-outs beyond all reason are taken for long ones") {
    MachineHarness room;
    room.bring_up();
    janus::ServerInfo info;
    info.session_timeout = GENERATE(std::uint64_t{9'000'000'000'000'000},
                                    std::uint64_t{std::numeric_limits<std::int64_t>::max()},
                                    std::numeric_limits<std::uint64_t>::max());
    info.reclaim_session_timeout = info.session_timeout;
    room.answer_to<janus::Info>(info);
    const auto before = room.count_requests<janus::KeepAlive>();
    room.advance(24s);
    CHECK(room.count_requests<janus::KeepAlive>() == before);
    room.advance(2s);
    CHECK(room.count_requests<janus::KeepAlive>() == before + 1);
}

TEST_CASE("a server that accepts every connection and breaks each is no Janus any more") {
    MachineHarness room{patient()};
    room.bring_up();
    room.feed(broken());
    int connections = 0;
    while (room.machine.phase() != Phase::leaving && connections < 50) {
        room.advance(10s);
        room.feed(SignalingOpened{});
        room.feed(broken());
        ++connections;
    }
    CHECK(connections == 5);
    CHECK(end_of(room) == ExitCode::protocol);
}

TEST_CASE("who is not named in a list that was cut has not left") {
    MachineHarness room{patient()};
    room.join({odd_participant(1, "bob"), odd_participant(2, "eve")});
    room.feed(MediaEvent{media::OfferReady{MediaEpoch{1}, offer_sdp()}});
    room.accept_offer();
    room.accept_media();
    room.notify(janus::HungUp{"ICE failed"});
    answer_cut<janus::Join>(room,
                            janus::Joined{base::RoomId{std::uint64_t{1234}},
                                          base::ParticipantId{own_number},
                                          {odd_participant(2, "eve"), odd_participant(3, "new")}});
    std::vector<std::string> changes;
    for (const auto& change : room.notices<ParticipantChanged>())
        changes.push_back(change.display.value_or("?"));
    CHECK(changes == std::vector<std::string>{"new"});
    CHECK(room.notices<Problem>().size() == 2); // the outage, and the length
}

TEST_CASE("who is missing in a list that was cut has not been kicked") {
    MachineHarness room{patient()};
    room.bring_up();
    room.feed(closed_by_server());
    room.advance(1s);
    room.feed(SignalingOpened{});
    room.answer_to<janus::ClaimSession>(janus::Success{});
    answer_cut<janus::ListParticipants>(
            room, janus::ParticipantList{base::RoomId{std::uint64_t{1234}}, {}});
    CHECK(room.machine.phase() == Phase::creating);
    CHECK(room.notices<ParticipantChanged>().empty());
}
