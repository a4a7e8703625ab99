// SPDX-License-Identifier: MIT
#include "support/machine_harness.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk;
using namespace janus_talk::core;
using namespace janus_talk::test;
using base::ExitCode;
using Phases = std::vector<std::string>;

TEST_CASE("the offer is asked for before the socket opens") {
    MachineHarness room;
    const auto actions = room.feed(Start{});
    REQUIRE(actions.size() == 4);
    CHECK(std::holds_alternative<Notify>(actions[0]));
    CHECK(std::holds_alternative<SetMicrophoneMuted>(actions[1]));
    CHECK(std::holds_alternative<StartMedia>(actions[2]));
    CHECK(std::holds_alternative<OpenSignaling>(actions[3]));
}

TEST_CASE("create and attach leave in one flight, with a session id of our own choice") {
    MachineHarness room;
    room.connect();
    REQUIRE(room.sent().size() == 2);
    CHECK(room.last_request<janus::CreateSession>()->id == base::SessionId{session_number});
    CHECK(room.last_request<janus::Attach>()->session == base::SessionId{session_number});
    CHECK(room.last_request<janus::Attach>()->opaque_id == "janus-talk-1");
}

TEST_CASE("a conference goes through the phases of the protocol and is up when both sides say so") {
    MachineHarness room;
    room.bring_up();
    CHECK(room.phases() == Phases{"connecting",
                                  "creating",
                                  "attaching",
                                  "joining",
                                  "configuring",
                                  "trickling",
                                  "up"});
    CHECK(room.machine.phase() == Phase::up);
    CHECK(room.last_request<janus::Join>()->settings.display == "mohsen");
    CHECK(room.last_request<janus::Configure>()->settings.muted == false);
    CHECK(room.count_actions<ApplyAnswer>() == 1);
    CHECK(room.notices<RoomJoined>().size() == 1);
    CHECK(room.notices<Snapshot>().size() == 1);
    CHECK(room.error().empty());
}

TEST_CASE("every phase change is one that the table of phases allows") {
    MachineHarness room;
    room.bring_up();
    room.feed(LeaveRequested{});
    room.advance(5s);
    for (const auto& change : room.notices<StateChanged>())
        CHECK(may_follow(change.from, change.to));
}

TEST_CASE("the answer may come before its ack, and the ack twice") {
    MachineHarness room;
    room.attach();
    room.answer_to<janus::Join>(janus::PluginEvent{
            janus::Joined{base::RoomId{1234U}, base::ParticipantId{own_number}, {}}, {}, false});
    room.answer_to<janus::Join>(janus::Ack{});
    room.answer_to<janus::Join>(janus::Ack{});
    CHECK(room.machine.phase() == Phase::configuring);
    CHECK(room.notices<RoomJoined>().size() == 1);
}

TEST_CASE("attach may be answered before create") {
    MachineHarness room;
    room.connect();
    room.answer_to<janus::Attach>(janus::Success{handle_number});
    CHECK(room.machine.phase() == Phase::joining);
    room.answer_to<janus::CreateSession>(janus::Success{session_number});
    CHECK(room.machine.phase() == Phase::joining);
    CHECK(room.count_requests<janus::Join>() == 1);
}

TEST_CASE("neither the server alone nor our own check alone brings the conference up") {
    MachineHarness room;
    room.negotiate();
    SECTION("webrtcup without a verified certificate") {
        room.notify(janus::WebrtcUp{});
    }
    SECTION("a verified certificate without webrtcup") {
        room.feed(MediaEvent{media::DtlsVerified{MediaEpoch{1}}});
    }
    CHECK(room.machine.phase() == Phase::trickling);
}

TEST_CASE("an offer that is late holds up configure only") {
    MachineHarness room;
    room.join();
    CHECK(room.count_requests<janus::Configure>() == 0);
    room.feed(MediaEvent{media::OfferReady{MediaEpoch{1}, offer_sdp()}});
    CHECK(room.count_requests<janus::Configure>() == 1);
}

TEST_CASE("candidates wait until the offer has left, then follow in order and end with completed") {
    MachineHarness room;
    room.feed(Start{});
    room.feed(MediaEvent{media::OfferReady{MediaEpoch{1}, offer_sdp()}});
    room.feed(MediaEvent{media::LocalCandidate{MediaEpoch{1}, 0, "candidate:1 first"}});
    room.feed(SignalingOpened{});
    room.answer_to<janus::CreateSession>(janus::Success{session_number});
    room.answer_to<janus::Attach>(janus::Success{handle_number});
    CHECK(room.count_requests<janus::Trickle>() == 0);
    room.answer_to<janus::Join>(janus::PluginEvent{
            janus::Joined{base::RoomId{1234U}, base::ParticipantId{own_number}, {}}, {}, false});
    CHECK(room.count_requests<janus::Trickle>() == 1);
    room.feed(MediaEvent{media::LocalCandidate{MediaEpoch{1}, 0, "candidate:2 second"}});
    CHECK(room.count_requests<janus::Trickle>() == 2);
    CHECK(room.last_request<janus::Trickle>()->candidate.candidate == "candidate:2 second");
    CHECK(room.last_request<janus::Trickle>()->candidate.sdp_mline_index == 0U);
    CHECK(room.count_requests<janus::TrickleCompleted>() == 0);
    room.feed(MediaEvent{media::GatheringComplete{MediaEpoch{1}, true}});
    CHECK(room.count_requests<janus::TrickleCompleted>() == 1);
    CHECK(std::holds_alternative<janus::TrickleCompleted>(room.sent().back().request));
}

TEST_CASE("without trickle the offer says so and nothing follows it") {
    auto config = MachineHarness::default_config();
    config.trickle = false;
    MachineHarness room{std::move(config)};
    room.join();
    room.feed(MediaEvent{media::LocalCandidate{MediaEpoch{1}, 0, "candidate:1"}});
    room.feed(MediaEvent{media::OfferReady{MediaEpoch{1}, offer_sdp()}});
    room.feed(MediaEvent{media::GatheringComplete{MediaEpoch{1}, true}});
    const auto message = room.last_request<janus::Message>();
    REQUIRE(message);
    REQUIRE(message->jsep);
    CHECK_FALSE(message->jsep->trickle);
    CHECK(room.count_requests<janus::Trickle>() + room.count_requests<janus::TrickleCompleted>() ==
          0);
}

TEST_CASE("fast join puts the offer on the join and needs no configure") {
    auto config = MachineHarness::default_config();
    config.fast_join = true;
    MachineHarness room{std::move(config)};
    const bool early = GENERATE(true, false);
    if (early) {
        room.feed(Start{});
        room.feed(MediaEvent{media::OfferReady{MediaEpoch{1}, offer_sdp()}});
    }
    room.attach();
    if (early)
        room.feed(SignalingOpened{});
    if (!early) {
        CHECK(room.count_requests<janus::Join>() == 0);
        room.feed(MediaEvent{media::OfferReady{MediaEpoch{1}, offer_sdp()}});
    }
    REQUIRE(room.count_requests<janus::Join>() == 1);
    room.answer_to<janus::Join>(janus::PluginEvent{
            janus::Joined{base::RoomId{1234U}, base::ParticipantId{own_number}, {}},
            janus::Jsep{janus::JsepType::answer, answer_sdp(), true},
            false});
    CHECK(room.machine.phase() == Phase::trickling);
    CHECK(room.count_requests<janus::Configure>() == 0);
}

TEST_CASE("candidates of a full-trickle server wait for the answer") {
    MachineHarness room;
    room.join();
    room.feed(MediaEvent{media::OfferReady{MediaEpoch{1}, offer_sdp()}});
    const janus::Candidate candidate{
            "candidate:1 1 udp 2015363327 10.9.1.1 46955 typ host", "audio0", 0};
    room.notify(janus::RemoteCandidate{candidate});
    CHECK(room.count_actions<AddRemoteCandidate>() == 0);
    room.answer_to<janus::Configure>(janus::PluginEvent{
            janus::Configured{}, janus::Jsep{janus::JsepType::answer, answer_sdp(), true}, false});
    CHECK(room.count_actions<AddRemoteCandidate>() == 1);
    room.notify(janus::RemoteCandidate{candidate});
    CHECK(room.count_actions<AddRemoteCandidate>() == 2);
    room.notify(janus::RemoteCandidate{{"candidate:1 1 udp 1 evil.example 80 typ host", {}, 0}});
    CHECK(room.count_actions<AddRemoteCandidate>() == 2);
}

TEST_CASE("the option --create makes the room, uses one that exists, and destroys only its own") {
    auto config = MachineHarness::default_config();
    config.create_room = true;
    config.pin = base::Secret{"4711"};
    MachineHarness room{std::move(config)};
    room.attach();
    REQUIRE(room.last_request<janus::CreateRoom>()->settings.pin == base::Secret{"4711"});
    CHECK(room.count_requests<janus::Join>() == 0);
    bool ours = false;
    SECTION("ours") {
        room.answer_to<janus::CreateRoom>(
                janus::PluginEvent{janus::RoomCreated{base::RoomId{1234U}, false}, {}, true});
        ours = true;
    }
    SECTION("already there") {
        room.answer_to<janus::CreateRoom>(janus::PluginEvent{
                janus::AudioBridgeError{{base::JanusLayer::audiobridge, 486, "exists"}}, {}, true});
    }
    REQUIRE(room.count_requests<janus::Join>() == 1);
    room.answer_to<janus::Join>(janus::PluginEvent{
            janus::Joined{base::RoomId{1234U}, base::ParticipantId{own_number}, {}}, {}, false});
    room.feed(LeaveRequested{});
    room.answer_to<janus::Leave>(janus::PluginEvent{
            janus::Left{base::RoomId{1234U}, base::ParticipantId{own_number}}, {}, false});
    CHECK(room.count_requests<janus::DestroyRoom>() == (ours ? 1 : 0));
}

TEST_CASE("a keepalive leaves every interval, and a short session time-out shortens it") {
    MachineHarness room;
    room.bring_up();
    const auto answer_keep_alives = [&](std::chrono::seconds time) {
        for (auto passed = 0s; passed < time; passed += 1s) {
            room.advance(1s);
            room.answer_to<janus::KeepAlive>(janus::Ack{});
        }
        return room.count_requests<janus::KeepAlive>();
    };
    SECTION("the usual interval") {
        CHECK(answer_keep_alives(100s) == 4);
    }
    SECTION("a third of the server's session time-out") {
        janus::ServerInfo info;
        info.session_timeout = 6;
        room.answer_to<janus::Info>(info);
        CHECK(answer_keep_alives(20s) == 10);
    }
    SECTION("never more often than once a second") {
        janus::ServerInfo info;
        info.session_timeout = 1;
        room.answer_to<janus::Info>(info);
        CHECK(answer_keep_alives(20s) == 20);
    }
    CHECK(room.machine.phase() == Phase::up);
}

TEST_CASE("what happens in the room becomes notices") {
    MachineHarness room;
    room.bring_up();
    const base::ParticipantId other{42U};
    janus::Participant anna;
    anna.id = other;
    anna.display = "anna";
    anna.setup = false;
    room.plugin(janus::ParticipantsJoined{base::RoomId{1234U}, {anna}});
    room.plugin(janus::Talking{base::RoomId{1234U}, other, true});
    room.plugin(janus::ParticipantLeaving{base::RoomId{1234U}, other});
    const auto changes = room.notices<ParticipantChanged>();
    REQUIRE(changes.size() == 2);
    CHECK(changes[0].change == ParticipantChange::joined);
    CHECK(changes[0].display == "anna");
    CHECK(changes[1].change == ParticipantChange::left);
    const auto talking = room.notices<TalkingChanged>();
    REQUIRE(talking.size() == 2);
    CHECK(talking[0].on);
    CHECK_FALSE(talking[1].on);
    room.notify(janus::SlowLink{"audio", {}, true, 6});
    CHECK(room.notices<MediaChanged>().back().reason == "we lost 6 packets of the server");
}

TEST_CASE("mute silences the microphone at once and tells the server one change at a time") {
    MachineHarness room;
    room.bring_up();
    room.feed(MuteRequested{CommandSource::signal, {}});
    CHECK(room.machine.muted());
    CHECK(room.count_requests<janus::Configure>() == 2);
    CHECK(room.last_request<janus::Configure>()->settings.muted == true);
    room.feed(MuteRequested{CommandSource::signal, {}});
    room.feed(MuteRequested{CommandSource::signal, {}});
    room.feed(MuteRequested{CommandSource::signal, {}});
    CHECK(room.count_requests<janus::Configure>() == 2);
    room.answer_to<janus::Configure>(janus::PluginEvent{janus::Configured{}, {}, false});
    CHECK(room.count_requests<janus::Configure>() == 3);
    CHECK(room.last_request<janus::Configure>()->settings.muted == false);
    room.answer_to<janus::Configure>(janus::PluginEvent{janus::Configured{}, {}, false});
    REQUIRE(room.notices<CommandDone>().size() == 1);
    CHECK(room.notices<CommandDone>()[0].command == "unmute");
    CHECK(room.count_actions<SetMicrophoneMuted>() == 5);
}

TEST_CASE("joining muted mutes before the media starts, and a change before the join is not lost") {
    auto config = MachineHarness::default_config();
    config.muted = true;
    MachineHarness room{std::move(config)};
    const auto actions = room.feed(Start{});
    CHECK(std::get<SetMicrophoneMuted>(actions[1]).muted);
    room.feed(MuteRequested{CommandSource::keys, false});
    room.bring_up();
    CHECK(room.last_request<janus::Configure>()->settings.muted == false);
    CHECK_FALSE(room.last_request<janus::Join>()->settings.muted.has_value());
}

TEST_CASE("the codec is asked for on join, unless it is the server's own choice") {
    MachineHarness usual;
    usual.bring_up();
    CHECK_FALSE(usual.last_request<janus::Join>()->codec);
    auto config = MachineHarness::default_config();
    config.codec = Codec::pcma;
    MachineHarness room{std::move(config)};
    room.bring_up();
    CHECK(room.last_request<janus::Join>()->codec == "pcma");
}

TEST_CASE("a room that is made for G.711 has its sample rate") {
    for (const Codec codec : {Codec::opus, Codec::pcmu}) {
        auto config = MachineHarness::default_config();
        config.codec = codec;
        config.create_room = true;
        MachineHarness room{std::move(config)};
        room.attach();
        REQUIRE(room.count_requests<janus::CreateRoom>() == 1);
        const auto rate = room.last_request<janus::CreateRoom>()->settings.sampling_rate;
        CHECK(rate == (codec == Codec::opus ? std::nullopt : std::optional{8000U}));
    }
}

TEST_CASE("a moderator's mute is followed, and may be undone") {
    MachineHarness room;
    room.bring_up();
    janus::Participant self;
    self.id = base::ParticipantId{own_number};
    self.muted = true;
    room.plugin(janus::ParticipantsUpdated{base::RoomId{1234U}, {self}});
    CHECK(room.machine.muted());
    room.feed(MuteRequested{CommandSource::signal, false});
    CHECK(room.last_request<janus::Configure>()->settings.muted == false);
}

TEST_CASE("messages of foreign sessions and handles are strangers") {
    MachineHarness room;
    room.bring_up();
    janus::ServerMessage message;
    message.body = janus::HungUp{"ICE failed"};
    SECTION("session") {
        message.session = base::SessionId{1};
    }
    SECTION("handle") {
        message.sender = base::HandleId{1};
    }
    room.feed(MessageReceived{message});
    CHECK(room.machine.phase() == Phase::up);
}

TEST_CASE("events of an older peer connection are ignored") {
    MachineHarness room;
    room.bring_up();
    room.feed(MediaEvent{media::Failed{MediaEpoch{0}, {ExitCode::media_setup, "late", "", {}}}});
    CHECK(room.machine.phase() == Phase::up);
}

TEST_CASE("the same events at the same times give the same actions") {
    const auto run = [] {
        MachineHarness room;
        room.bring_up();
        room.advance(70s);
        room.feed(LeaveRequested{});
        room.advance(5s);
        std::vector<std::string> transactions;
        for (const auto& envelope : room.sent())
            transactions.push_back(envelope.transaction);
        return std::pair{transactions, room.phases()};
    };
    CHECK(run() == run());
}
