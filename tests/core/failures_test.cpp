// SPDX-License-Identifier: MIT
#include "support/machine_harness.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace janus_talk;
using namespace janus_talk::core;
using namespace janus_talk::test;
using base::ExitCode;

namespace {

/// Lets the machine finish after a failure, as a server and media that behave.
ExitCode finish_failed(MachineHarness& room) {
    room.feed(MediaEvent{media::Stopped{MediaEpoch{1}}});
    room.advance(5s);
    REQUIRE(room.stopped());
    REQUIRE(room.machine.phase() == Phase::ended);
    REQUIRE_FALSE(room.machine.deadline());
    return room.stopped()->exit;
}

janus::CoreError core_error(int code) {
    return {{base::JanusLayer::core, code, "reason"}};
}

janus::PluginEvent plugin_error(int code) {
    // The server's own words: 483 is about a PIN or about any other member.
    return {janus::AudioBridgeError{
                    {base::JanusLayer::audiobridge, code, "Missing mandatory element (pin)"}},
            {},
            false};
}

janus::PluginEvent answer_with(std::string sdp) {
    return {janus::Configured{}, janus::Jsep{janus::JsepType::answer, std::move(sdp), true}, false};
}

} // namespace

TEST_CASE("a refused join ends with the exit code of its error") {
    const auto [code, exit] = GENERATE(table<int, ExitCode>({{485, ExitCode::room},
                                                             {483, ExitCode::refused},
                                                             {489, ExitCode::refused},
                                                             {490, ExitCode::room},
                                                             {491, ExitCode::room},
                                                             {494, ExitCode::room}}));
    MachineHarness room;
    room.attach();
    room.answer_to<janus::Join>(plugin_error(code));
    CHECK_FALSE(room.error().empty());
    const auto problems = room.notices<Problem>();
    REQUIRE(problems.back().failure.janus);
    CHECK(problems.back().failure.janus->code == code);
    CHECK(finish_failed(room) == exit);
}

TEST_CASE("a refused session ends with the exit code of its error") {
    const auto [code, exit] = GENERATE(table<int, ExitCode>(
            {{403, ExitCode::refused}, {472, ExitCode::try_later}, {453, ExitCode::protocol}}));
    MachineHarness room;
    room.connect();
    room.answer_to<janus::CreateSession>(core_error(code));
    CHECK(finish_failed(room) == exit);
}

TEST_CASE("no AudioBridge on the server, or no right to use it") {
    const auto [code, exit] =
            GENERATE(table<int, ExitCode>({{460, ExitCode::protocol}, {405, ExitCode::refused}}));
    MachineHarness room;
    room.connect();
    room.answer_to<janus::CreateSession>(janus::Success{session_number});
    room.answer_to<janus::Attach>(core_error(code));
    CHECK(finish_failed(room) == exit);
}

TEST_CASE("the attach that fails because create failed does not hide the reason") {
    MachineHarness room;
    room.connect();
    room.answer_to<janus::Attach>(core_error(458));
    CHECK(room.machine.phase() == Phase::creating);
    room.answer_to<janus::CreateSession>(core_error(472));
    CHECK(finish_failed(room) == ExitCode::try_later);
}

TEST_CASE("a session id that is taken is replaced, but not for ever") {
    MachineHarness room;
    room.connect();
    room.answer_to<janus::CreateSession>(core_error(468));
    CHECK(room.count_requests<janus::CreateSession>() == 2);
    CHECK(room.last_request<janus::CreateSession>()->id == base::SessionId{session_number + 1});
    const auto refuse_again = [&] {
        janus::ServerMessage message;
        message.transaction = room.transaction_of<janus::CreateSession>();
        message.body = core_error(468);
        room.feed(MessageReceived{message});
    };
    refuse_again();
    refuse_again();
    CHECK(room.machine.phase() == Phase::leaving);
}

TEST_CASE("errors without a transaction belong to the only open request") {
    MachineHarness room;
    room.attach();
    room.notify(core_error(454));
    CHECK(room.machine.phase() == Phase::leaving);
}

TEST_CASE("every step that is never answered runs into its time-out") {
    const auto [reach, exit] = GENERATE(table<std::function<void(MachineHarness&)>, ExitCode>({
            {[](MachineHarness& room) { room.feed(Start{}); }, ExitCode::unreachable},
            {[](MachineHarness& room) { room.connect(); }, ExitCode::timeout},
            {[](MachineHarness& room) { room.attach(); }, ExitCode::timeout},
            {[](MachineHarness& room) { room.join(); }, ExitCode::timeout}, // no offer
            {[](MachineHarness& room) {
                 room.join();
                 room.feed(MediaEvent{media::OfferReady{MediaEpoch{1}, offer_sdp()}});
             },
             ExitCode::timeout},
            {[](MachineHarness& room) { room.negotiate(); }, ExitCode::media_setup},
            {[](MachineHarness& room) {
                 room.negotiate();
                 room.notify(janus::WebrtcUp{});
                 room.feed(MediaEvent{media::DtlsVerified{MediaEpoch{1}}});
             },
             ExitCode::media_lost}, // up, but no sound
    }));
    MachineHarness room;
    reach(room);
    room.advance(60s);
    CHECK_FALSE(room.error().empty());
    REQUIRE(room.stopped());
    CHECK(room.stopped()->exit == exit);
}

TEST_CASE("a media connection that does not come up is told by how far it got") {
    MachineHarness room;
    room.negotiate();
    const auto hint = [&room] {
        for (const auto& problem : room.notices<Problem>()) {
            if (problem.failure.code == ExitCode::media_setup)
                return problem.failure.hint;
        }
        return std::string{};
    };
    SECTION("no path") {
        room.advance(60s);
        CHECK(hint().rfind("UDP", 0) == 0);
    }
    SECTION("a path, and no handshake") {
        room.feed(MediaEvent{media::IceStateChanged{room.epoch(), media::IceState::connected}});
        room.advance(60s);
        CHECK(hint().find("DTLS") != std::string::npos);
    }
    REQUIRE(room.stopped());
    CHECK(room.stopped()->exit == ExitCode::media_setup);
}

TEST_CASE("the option --timeout shortens the wait") {
    auto config = MachineHarness::default_config();
    config.ready_limit = 2s;
    MachineHarness room{std::move(config)};
    room.negotiate();
    room.advance(1999ms);
    CHECK(room.machine.phase() == Phase::trickling);
    room.advance(1ms);
    CHECK(room.machine.phase() == Phase::leaving);
}

TEST_CASE("a conference with sound outlives --timeout") {
    MachineHarness room;
    room.bring_up();
    room.advance(16s);
    CHECK(room.machine.phase() == Phase::up);
}

TEST_CASE("the end of the socket tells an unreachable server from an outage") {
    MachineHarness room;
    SECTION("before the room") {
        room.feed(Start{});
        room.feed(SignalingClosed{{ExitCode::unreachable, "refused", "", {}}});
        CHECK(finish_failed(room) == ExitCode::unreachable);
    }
    SECTION("in the room") {
        room.bring_up();
        room.feed(SignalingClosed{{ExitCode::unreachable, "gone", "", {}}});
        CHECK(finish_failed(room) == ExitCode::outage);
    }
    SECTION("closed by the server without a word") {
        room.connect();
        room.feed(SignalingClosed{{ExitCode::ok, "", "", {}}});
        CHECK(finish_failed(room) == ExitCode::unreachable);
    }
    SECTION("drained") {
        room.feed(Start{});
        room.feed(SignalingClosed{{ExitCode::try_later, "503", "", {}}});
        CHECK(finish_failed(room) == ExitCode::try_later);
    }
}

TEST_CASE("an answer that breaks the rules ends the call before the media stack sees it") {
    MachineHarness room;
    room.join();
    room.feed(MediaEvent{media::OfferReady{MediaEpoch{1}, offer_sdp()}});
    std::string sdp = answer_sdp();
    SECTION("inactive") {
        sdp.replace(sdp.find("a=sendrecv"), 10, "a=inactive");
    }
    SECTION("rejected") {
        sdp.replace(sdp.find("m=audio 9"), 9, "m=audio 0");
    }
    SECTION("empty") {
        sdp.clear();
    }
    room.answer_to<janus::Configure>(answer_with(sdp));
    CHECK(room.count_actions<ApplyAnswer>() == 0);
    CHECK(finish_failed(room) == ExitCode::protocol);
}

TEST_CASE("an offer that is accepted without an answer is a broken protocol") {
    MachineHarness room;
    room.join();
    room.feed(MediaEvent{media::OfferReady{MediaEpoch{1}, offer_sdp()}});
    room.answer_to<janus::Configure>(janus::PluginEvent{janus::Configured{}, {}, false});
    CHECK(finish_failed(room) == ExitCode::protocol);
}

TEST_CASE("a certificate that does not match ends the call with 14") {
    MachineHarness room;
    room.negotiate();
    room.feed(
            MediaEvent{media::Failed{MediaEpoch{1}, {ExitCode::protocol, "fingerprint", "", {}}}});
    CHECK(finish_failed(room) == ExitCode::protocol);
}

TEST_CASE("trouble with ICE is media-setup before webrtcup and media-lost after it") {
    MachineHarness room;
    const media::Failed failed{MediaEpoch{1}, {ExitCode::media_setup, "ICE failed", "", {}}};
    SECTION("before, locally") {
        room.negotiate();
        room.feed(MediaEvent{failed});
        CHECK(finish_failed(room) == ExitCode::media_setup);
    }
    SECTION("before, said by the server") {
        room.negotiate();
        room.notify(janus::HungUp{"ICE failed"});
        CHECK(finish_failed(room) == ExitCode::media_setup);
    }
    SECTION("after, locally") {
        room.bring_up();
        room.feed(MediaEvent{failed});
        CHECK(finish_failed(room) == ExitCode::media_lost);
    }
    SECTION("after, said by the server") {
        room.bring_up();
        room.notify(janus::HungUp{"DTLS alert"});
        CHECK(finish_failed(room) == ExitCode::media_lost);
    }
    SECTION("no candidate at all") {
        room.feed(Start{});
        room.feed(MediaEvent{media::GatheringComplete{MediaEpoch{1}, false}});
        CHECK(finish_failed(room) == ExitCode::media_setup);
    }
}

TEST_CASE("RTP that stops is told at once and ends the call when it stays away") {
    MachineHarness room;
    room.bring_up();
    room.feed(MediaEvent{media::RtpFlow{MediaEpoch{1}, false}});
    CHECK(room.notices<MediaChanged>().back().change == MediaChange::stalled);
    CHECK(room.machine.snapshot()->media == "stalled");
    SECTION("and comes back") {
        room.advance(5900ms);
        room.feed(MediaEvent{media::RtpFlow{MediaEpoch{1}, true}});
        CHECK(room.notices<MediaChanged>().back().change == MediaChange::resumed);
        room.advance(10s);
        CHECK(room.machine.phase() == Phase::up);
    }
    SECTION("and stays away") {
        room.advance(6s); // the second before it was told counts
        CHECK(finish_failed(room) == ExitCode::media_lost);
    }
}

TEST_CASE("a server that hears nothing from us is worth a warning") {
    MachineHarness room;
    room.negotiate();
    room.notify(janus::WebrtcUp{});
    room.feed(MediaEvent{media::DtlsVerified{MediaEpoch{1}}});
    room.feed(MediaEvent{media::FirstAudio{MediaEpoch{1}}});
    room.advance(6s);
    REQUIRE(room.notices<Problem>().size() == 1);
    CHECK(room.notices<Problem>()[0].severity == Severity::warning);
    CHECK(room.machine.phase() == Phase::up);
}

TEST_CASE("being thrown out is final and has its own exit codes") {
    MachineHarness room;
    room.bring_up();
    const base::RoomId number{1234U};
    SECTION("kicked") {
        room.plugin(janus::ParticipantKicked{number, base::ParticipantId{own_number}});
        room.notify(janus::HungUp{"Close PC"});
        CHECK(finish_failed(room) == ExitCode::kicked);
    }
    SECTION("everybody kicked") {
        room.plugin(janus::AllKicked{number, base::ParticipantId{own_number}});
        CHECK(finish_failed(room) == ExitCode::kicked);
    }
    SECTION("room destroyed") {
        room.plugin(janus::RoomDestroyed{number, {}});
        room.notify(janus::HungUp{"Close PC"});
        CHECK(finish_failed(room) == ExitCode::room_destroyed);
    }
    CHECK(room.count_requests<janus::Leave>() == 0);
}

TEST_CASE("somebody else being kicked is only news") {
    MachineHarness room;
    room.bring_up();
    janus::Participant anna;
    anna.id = base::ParticipantId{42U};
    room.plugin(janus::ParticipantsJoined{base::RoomId{1234U}, {anna}});
    room.plugin(janus::ParticipantKicked{base::RoomId{1234U}, anna.id});
    room.plugin(janus::ParticipantLeaving{base::RoomId{1234U}, anna.id});
    CHECK(room.notices<ParticipantChanged>().size() == 2);
    CHECK(room.machine.phase() == Phase::up);
}

TEST_CASE("a session that is gone is an outage") {
    MachineHarness room;
    room.bring_up();
    SECTION("timeout event") {
        room.notify(janus::SessionTimedOut{});
    }
    SECTION("detached") {
        room.notify(janus::Detached{});
    }
    SECTION("458 on keepalive") {
        room.advance(25s);
        room.answer_to<janus::KeepAlive>(core_error(458));
    }
    SECTION("keepalive unanswered") {
        room.advance(36s);
    }
    CHECK(finish_failed(room) == ExitCode::outage);
}

TEST_CASE("a message that is not understood is worth a warning, a stream of them ends the call") {
    MachineHarness room;
    room.bring_up();
    for (int n = 0; n < 20; ++n)
        room.feed(MessageUnreadable{{"not JSON", std::nullopt}});
    CHECK(room.notices<Problem>().size() == 1);
    CHECK(room.machine.phase() == Phase::up);
    room.feed(MessageUnreadable{{"not JSON", std::nullopt}});
    CHECK(finish_failed(room) == ExitCode::protocol);
}

TEST_CASE("messages that are not understood now and then do not add up") {
    MachineHarness room;
    room.bring_up();
    for (int n = 0; n < 30; ++n) {
        room.feed(MessageUnreadable{{"not JSON", std::nullopt}});
        room.now += 5s;
    }
    CHECK(room.machine.phase() == Phase::up);
}

TEST_CASE("a mute that the server refuses is told and not repeated") {
    MachineHarness room;
    room.bring_up();
    room.feed(MuteRequested{CommandSource::signal, true});
    room.answer_to<janus::Configure>(plugin_error(487));
    REQUIRE(room.notices<CommandDone>().size() == 1);
    CHECK(room.notices<CommandDone>()[0].failure);
    CHECK(room.count_requests<janus::Configure>() == 2);
    CHECK(room.machine.phase() == Phase::up);
}

TEST_CASE("an answer that makes no sense ends the call at once, a notification does not") {
    MachineHarness room;
    room.attach();
    room.feed(MessageUnreadable{{"nonsense", std::nullopt}});
    room.feed(MessageUnreadable{{"nonsense", "nobody's"}});
    CHECK(room.machine.phase() == Phase::joining);
    room.feed(MessageUnreadable{{"nonsense", room.transaction_of<janus::Join>()}});
    CHECK(finish_failed(room) == ExitCode::protocol);
}
