// SPDX-License-Identifier: MIT
#include "core/recovery_steps.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>

using namespace janus_talk;
using namespace janus_talk::core;
using namespace janus_talk::test;
using base::ExitCode;

TEST_CASE("without recovery every loss ends the conference as ever") {
    auto config = recovering();
    config.reconnect = false;
    const auto [lose, exit] = GENERATE(table<std::function<void(MachineHarness&)>, ExitCode>({
            {[](MachineHarness& room) { room.feed(closed()); }, ExitCode::outage},
            {[](MachineHarness& room) {
                 room.feed(stalled(room));
                 room.advance(8s);
             },
             ExitCode::media_lost},
            {[](MachineHarness& room) { room.notify(janus::HungUp{"DTLS alert"}); },
             ExitCode::media_lost},
            {[](MachineHarness& room) { room.notify(janus::SessionTimedOut{}); }, ExitCode::outage},
            {[](MachineHarness& room) { room.notify(janus::Detached{}); }, ExitCode::outage},
    }));
    MachineHarness room{config};
    room.bring_up();
    lose(room);
    CHECK(room.machine.phase() == Phase::leaving);
    CHECK(finish(room) == exit);
    CHECK(room.notices<Resumed>().empty());
}

TEST_CASE("the first way in is never repeated") {
    const auto reach = GENERATE(
            as<std::function<void(MachineHarness&)>>{},
            [](MachineHarness& room) { room.feed(Start{}); },
            [](MachineHarness& room) { room.connect(); },
            [](MachineHarness& room) { room.attach(); },
            [](MachineHarness& room) { room.join(); },
            [](MachineHarness& room) { room.negotiate(); });
    MachineHarness room{recovering()};
    reach(room);
    room.feed(closed());
    CHECK(room.machine.phase() == Phase::leaving);
    CHECK(finish(room) != ExitCode::ok);
}

TEST_CASE(
        "a lost connection is made anew at once, and the session claimed while the sound goes on") {
    MachineHarness room{recovering()};
    room.bring_up();
    room.feed(closed());
    CHECK(room.machine.phase() == Phase::reconnecting);
    CHECK(room.count_actions<OpenSignaling>() == 2);
    room.now += 40ms;
    room.feed(SignalingOpened{});
    REQUIRE(room.last_request<janus::ClaimSession>());
    CHECK(room.last_request<janus::ClaimSession>()->session == room.session());
    claim(room, {person(own_number, "mohsen"), person(7)});
    CHECK(room.machine.phase() == Phase::up);
    CHECK(room.count_actions<StartMedia>() == 1);
    CHECK(room.count_requests<janus::DestroySession>() == 0);
    CHECK(said(room, ParticipantChange::joined, 7));
    const auto resumed = room.notices<Resumed>();
    REQUIRE(resumed.size() == 1);
    CHECK(resumed.front().by == ResumedBy::claim);
    CHECK(resumed.front().gap == 40ms);
    CHECK(resumed.front().attempt == 1);
    // And it is kept alive again.
    const auto before = room.count_requests<janus::KeepAlive>();
    room.advance(26s);
    CHECK(room.count_requests<janus::KeepAlive>() == before + 1);
}

TEST_CASE("candidates that are found while the signalling is away are told after the claim") {
    MachineHarness room{recovering()};
    room.bring_up();
    room.feed(closed());
    room.feed(MediaEvent{media::LocalCandidate{room.epoch(), 0, "candidate:1"}});
    room.feed(MediaEvent{media::GatheringComplete{room.epoch(), true}});
    room.feed(SignalingOpened{});
    CHECK(room.count_requests<janus::Trickle>() == 0);
    claim(room, {person(own_number, "mohsen")});
    CHECK(room.count_requests<janus::Trickle>() == 1);
    CHECK(room.count_requests<janus::TrickleCompleted>() == 1);
}

TEST_CASE("levels and stalls are told while the signalling is away") {
    MachineHarness room{recovering()};
    room.bring_up();
    room.feed(closed());
    room.feed(MediaEvent{media::Levels{}});
    CHECK(room.notices<media::Levels>().size() == 1);
    room.feed(stalled(room));
    room.now += 9s;
    room.feed(SignalingOpened{});
    claim(room, {person(own_number, "mohsen")});
    SECTION("sound that comes back by itself is left alone") {
        CHECK(room.notices<Resumed>().empty());
        room.feed(MediaEvent{media::RtpFlow{room.epoch(), true}});
        REQUIRE(room.notices<Resumed>().size() == 1);
        CHECK(room.notices<Resumed>().front().by == ResumedBy::claim);
        room.advance(20s);
        CHECK(room.count_actions<StartMedia>() == 1);
    }
    SECTION("sound that does not is made anew") {
        room.advance(2s);
        CHECK(room.last_request<janus::Hangup>());
        room.notify(janus::HungUp{"Janus API"});
        CHECK(room.epoch() == MediaEpoch{2});
    }
}

TEST_CASE("what happened while we were away is found out from the list") {
    MachineHarness room{recovering()};
    room.negotiate();
    room.plugin(janus::ParticipantsJoined{room_id, {person(7), person(8, "carol")}});
    room.accept_media();
    room.feed(closed());
    room.feed(SignalingOpened{});
    SECTION("who left, who came, who muted us") {
        auto self = person(own_number, "mohsen");
        self.muted = true;
        claim(room, {self, person(8, "carol"), person(9, "dave")});
        CHECK(said(room, ParticipantChange::left, 7));
        CHECK(said(room, ParticipantChange::joined, 9));
        CHECK_FALSE(said(room, ParticipantChange::left, 8));
        CHECK(said(room, ParticipantChange::muted, own_number));
        CHECK(room.machine.muted());
    }
    SECTION("we were kicked: final") {
        claim(room, {person(8, "carol")});
        CHECK(finish(room) == ExitCode::kicked);
    }
    SECTION("the room is gone: final") {
        room.answer_to<janus::ClaimSession>(janus::Success{});
        room.answer_to<janus::ListParticipants>(plugin_error(485));
        CHECK(finish(room) == ExitCode::room_destroyed);
    }
    SECTION("the peer connection ended between claim and list: not kicked") {
        room.answer_to<janus::ClaimSession>(janus::Success{});
        room.notify(janus::HungUp{"DTLS alert"});
        room.answer_to<janus::ListParticipants>(
                janus::PluginEvent{janus::ParticipantList{room_id, {}}, {}, true});
        CHECK(room.machine.phase() == Phase::joining);
        CHECK(room.epoch() == MediaEpoch{2});
    }
}

TEST_CASE("what was wished for meanwhile is done afterwards") {
    MachineHarness room{recovering()};
    room.bring_up();
    room.feed(closed());
    SettingsRequested louder;
    louder.settings.volume = 150;
    louder.settings.display = "m";
    room.feed(louder);
    room.feed(MuteRequested{CommandSource::signal, true});
    CHECK(room.count_requests<janus::Configure>() == 1); // the offer
    SECTION("after a claim") {
        room.feed(SignalingOpened{});
        claim(room, {person(own_number, "mohsen")});
        REQUIRE(room.last_request<janus::Configure>());
        CHECK(room.last_request<janus::Configure>()->settings.muted == true);
        room.answer_to<janus::Configure>(janus::PluginEvent{janus::Configured{}, {}, false});
        CHECK(room.last_request<janus::Configure>()->settings.volume == 150U);
        room.answer_to<janus::Configure>(janus::PluginEvent{janus::Configured{}, {}, false});
    }
    SECTION("after a rejoin, which says some of it by itself") {
        room.feed(SignalingOpened{});
        room.answer_to<janus::ClaimSession>(core_error(458));
        room.accept_session();
        CHECK(room.last_request<janus::Join>()->settings.muted == true);
        room.accept_join();
        room.accept_offer();
        room.answer_to<janus::Configure>(janus::PluginEvent{janus::Configured{}, {}, false});
        room.accept_media();
    }
    CHECK(room.notices<CommandDone>().size() == 2);
    for (const auto& done : room.notices<CommandDone>())
        CHECK_FALSE(done.failure);
    CHECK(room.machine.snapshot()->display == "m");
    CHECK(room.machine.muted());
}

TEST_CASE("settings that were on their way are sent again") {
    MachineHarness room{recovering()};
    room.bring_up();
    SettingsRequested louder;
    louder.settings.volume = 150;
    room.feed(louder);
    CHECK(room.count_requests<janus::Configure>() == 2);
    room.feed(closed());
    room.feed(SignalingOpened{});
    claim(room, {person(own_number, "mohsen")});
    CHECK(room.count_requests<janus::Configure>() == 3);
    CHECK(room.last_request<janus::Configure>()->settings.volume == 150U);
    room.answer_to<janus::Configure>(janus::PluginEvent{janus::Configured{}, {}, false});
    CHECK(room.notices<CommandDone>().size() == 1);
}

TEST_CASE(
        "a session that is gone is replaced, with new media, and the room told apart from before") {
    MachineHarness room{recovering()};
    room.negotiate();
    room.plugin(janus::ParticipantsJoined{room_id, {person(7)}});
    room.accept_media();
    room.feed(closed());
    const auto first = room.session();
    room.feed(SignalingOpened{});
    room.answer_to<janus::ClaimSession>(core_error(458));
    CHECK(room.session().value != first.value);
    CHECK(room.count_requests<janus::DestroySession>() == 0); // there is nothing to destroy
    CHECK(room.epoch() == MediaEpoch{2});
    room.now += 300ms;
    rejoin(room, {person(8, "carol")});
    CHECK(room.machine.phase() == Phase::up);
    CHECK(said(room, ParticipantChange::left, 7));
    CHECK(said(room, ParticipantChange::joined, 8));
    REQUIRE(room.notices<Resumed>().size() == 1);
    CHECK(room.notices<Resumed>().front().by == ResumedBy::rejoin);
    CHECK(room.notices<Resumed>().front().gap == 300ms);
    // --for and the first offer's clock are not the new connection's business.
    CHECK(room.count_actions<StopMedia>() == 0);
}

TEST_CASE("no ghosts: a session that may still live is destroyed before the new one") {
    MachineHarness room{recovering()};
    room.bring_up();
    const auto first = room.session();
    SECTION("a claim that fails for another reason") {
        room.feed(closed());
        room.feed(SignalingOpened{});
        room.answer_to<janus::ClaimSession>(core_error(490));
    }
    SECTION("a change of the room was on its way: nobody knows where we are") {
        ChangeRoomRequested change;
        change.room = base::RoomId{5U};
        change.without_groups = true;
        room.feed(change);
        REQUIRE(room.last_request<janus::ChangeRoom>());
        room.feed(closed());
        room.feed(SignalingOpened{});
        CHECK_FALSE(room.last_request<janus::ClaimSession>());
    }
    SECTION("detached") {
        room.notify(janus::Detached{});
    }
    REQUIRE(room.last_request<janus::DestroySession>());
    CHECK(room.last_request<janus::DestroySession>()->session == first);
    CHECK(room.session().value != first.value);
    const auto& sent = room.sent();
    const auto is_destroy = [](const auto& envelope) {
        return std::holds_alternative<janus::DestroySession>(envelope.request);
    };
    const auto destroyed = std::find_if(sent.begin(), sent.end(), is_destroy);
    CHECK(std::any_of(destroyed, sent.end(), [](const auto& envelope) {
        return std::holds_alternative<janus::CreateSession>(envelope.request);
    }));
}

TEST_CASE("a session that the server forgot is replaced over the same connection") {
    MachineHarness room{recovering()};
    room.bring_up();
    SECTION("it said so") {
        room.notify(janus::SessionTimedOut{});
    }
    SECTION("a keepalive finds out") {
        room.advance(26s);
        room.answer_to<janus::KeepAlive>(core_error(458));
    }
    CHECK(room.count_actions<OpenSignaling>() == 1);
    CHECK(room.count_requests<janus::CreateSession>() == 2);
    rejoin(room);
    CHECK(room.machine.phase() == Phase::up);
    CHECK(room.notices<Resumed>().size() == 1);
}

TEST_CASE("media that comes back by itself is left alone") {
    MachineHarness room{recovering()};
    room.bring_up();
    room.feed(stalled(room));
    CHECK(room.notices<MediaChanged>().back().change == MediaChange::stalled);
    room.answer_to<janus::KeepAlive>(janus::Ack{});
    room.advance(5s);
    CHECK(room.machine.phase() == Phase::up);
    room.feed(MediaEvent{media::RtpFlow{room.epoch(), true}});
    CHECK(room.notices<MediaChanged>().back().change == MediaChange::resumed);
    room.advance(60s);
    CHECK(room.count_actions<StartMedia>() == 1);
    CHECK(room.notices<Resumed>().empty());
    CHECK(room.count_requests<janus::Hangup>() == 0);
}

TEST_CASE("media that stays away is hung up and made anew on the same handle") {
    MachineHarness room{recovering()};
    room.bring_up();
    room.feed(stalled(room));
    room.answer_to<janus::KeepAlive>(janus::Ack{});
    room.advance(7s);
    CHECK(room.machine.phase() == Phase::reconnecting);
    REQUIRE(room.last_request<janus::Hangup>());
    CHECK(room.epoch() == MediaEpoch{1}); // Janus would ignore a new one now
    SECTION("Janus obeys") {
        room.answer_to<janus::Hangup>(janus::Success{});
        room.notify(janus::HungUp{"Janus API"});
        CHECK(room.machine.phase() == Phase::joining);
        CHECK(room.epoch() == MediaEpoch{2});
        CHECK(room.count_requests<janus::CreateSession>() == 1);
        room.accept_join();
        room.accept_offer();
        room.accept_media();
        REQUIRE(room.notices<Resumed>().size() == 1);
        // The second before the stall was told counts, too.
        CHECK(room.notices<Resumed>().front().gap == 8s);
    }
    SECTION("Janus does not: a new session") {
        room.advance(3s);
        CHECK(room.count_requests<janus::CreateSession>() == 2);
        CHECK(room.count_requests<janus::DestroySession>() == 1);
    }
}

TEST_CASE("a stall that the server does not answer for either is the whole connection's") {
    MachineHarness room{recovering()};
    room.bring_up();
    room.feed(stalled(room));
    room.advance(2s);
    CHECK(room.machine.phase() == Phase::reconnecting);
    CHECK(room.count_actions<CloseSignaling>() == 1);
    CHECK(room.count_actions<OpenSignaling>() == 1); // not before the old one has ended
    room.feed(closed(ExitCode::ok));
    CHECK(room.count_actions<OpenSignaling>() == 2);
    CHECK(room.notices<Problem>().size() == 1);
    room.feed(SignalingOpened{});
    CHECK(room.last_request<janus::ClaimSession>());
}

TEST_CASE("a hang-up by the server makes new media at once; the third in a minute all of it") {
    MachineHarness room{recovering()};
    room.bring_up();
    for (const std::uint32_t epoch : {2U, 3U}) {
        room.notify(janus::HungUp{"ICE failed"});
        CHECK(room.machine.phase() == Phase::joining);
        CHECK(room.epoch() == MediaEpoch{epoch});
        CHECK(room.count_requests<janus::Hangup>() == 0);
        room.accept_join();
        room.accept_offer();
        room.accept_media();
        CHECK(room.machine.phase() == Phase::up);
        room.now += 5s;
    }
    room.notify(janus::HungUp{"ICE failed"});
    CHECK(room.count_actions<CloseSignaling>() == 1);
    room.feed(closed(ExitCode::ok));
    room.feed(SignalingOpened{});
    CHECK(room.count_requests<janus::ClaimSession>() == 0);
    CHECK(room.count_requests<janus::CreateSession>() == 2);
    rejoin(room);
    CHECK(room.notices<Resumed>().size() == 3);
}
