// SPDX-License-Identifier: MIT
#include "core/recovery_steps.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <vector>

using namespace janus_talk;
using namespace janus_talk::core;
using namespace janus_talk::test;
using base::ExitCode;

TEST_CASE("a failed peer connection is replaced, but not one that met an impostor or a broken "
          "device") {
    const auto [code, exit] = GENERATE(
            table<ExitCode, std::optional<ExitCode>>({{ExitCode::media_setup, {}},
                                                      {ExitCode::media_lost, {}},
                                                      {ExitCode::protocol, ExitCode::protocol},
                                                      {ExitCode::device, ExitCode::device}}));
    MachineHarness room{recovering()};
    room.bring_up();
    room.feed(MediaEvent{media::Failed{room.epoch(), {code, "it broke", "", {}}}});
    if (exit) {
        CHECK(finish(room) == *exit);
    } else {
        CHECK(room.machine.phase() == Phase::reconnecting);
        CHECK(room.last_request<janus::Hangup>());
    }
}

TEST_CASE("a server that stops receiving us gets a new peer connection, if that lasts") {
    auto config = recovering();
    SECTION("it lasts") {
        MachineHarness room{config};
        room.bring_up();
        room.notify(janus::Media{"audio", "audio0", false, 1U});
        room.advance(5s);
        CHECK(room.machine.phase() == Phase::up);
        room.advance(1s);
        CHECK(room.machine.phase() == Phase::reconnecting);
        CHECK(room.last_request<janus::Hangup>());
    }
    SECTION("it does not") {
        MachineHarness room{config};
        room.bring_up();
        room.notify(janus::Media{"audio", "audio0", false, 1U});
        room.advance(5s);
        room.notify(janus::Media{"audio", "audio0", true, 1U});
        room.advance(20s);
        CHECK(room.machine.phase() == Phase::up);
    }
    SECTION("without recovery it is told, and that is all") {
        config.reconnect = false;
        MachineHarness room{config};
        room.bring_up();
        room.notify(janus::Media{"audio", "audio0", false, 1U});
        room.advance(20s);
        CHECK(room.machine.phase() == Phase::up);
    }
}

TEST_CASE("tries are spread out, and the budget ends them") {
    MachineHarness room{recovering()};
    room.bring_up();
    const auto begin = room.now;
    room.feed(closed());
    std::size_t refused = 0;
    while (room.machine.phase() == Phase::reconnecting) {
        if (room.count_actions<OpenSignaling>() > refused + 1) {
            ++refused;
            room.feed(closed());
        }
        REQUIRE(room.machine.deadline());
        room.advance(*room.machine.deadline() - room.now > 0ms
                             ? std::chrono::ceil<std::chrono::milliseconds>(
                                       *room.machine.deadline() - room.now)
                             : 1ms);
    }
    CHECK(room.now - begin == 60s);
    CHECK(refused > 40);  // 300 ms on average while the server is being restarted …
    CHECK(refused < 100); // … and seldom after that
    CHECK(room.error().find("--max-outage") != std::string::npos);
    CHECK(finish(room) == ExitCode::outage);
}

TEST_CASE("what a rejoin may meet after a restart is tried again") {
    const int code = GENERATE(485, 490, 491);
    MachineHarness room{recovering()};
    room.bring_up();
    room.feed(closed());
    room.feed(SignalingOpened{});
    room.answer_to<janus::ClaimSession>(core_error(458));
    room.accept_session();
    room.answer_to<janus::Join>(plugin_error(code));
    CHECK(room.machine.phase() == Phase::reconnecting);
    room.advance(1s);
    CHECK(room.count_requests<janus::CreateSession>() == 3);
    CHECK(room.epoch() == MediaEpoch{2}); // its offer was not used up
    rejoin(room);
    CHECK(room.machine.phase() == Phase::up);
    CHECK(room.notices<Resumed>().front().attempt == 2);
}

TEST_CASE("a refusal is final, also on the way back") {
    MachineHarness room{recovering()};
    room.bring_up();
    room.feed(closed());
    SECTION("HTTP") {
        room.feed(closed(ExitCode::refused));
    }
    SECTION("claim") {
        room.feed(SignalingOpened{});
        room.answer_to<janus::ClaimSession>(core_error(403));
    }
    SECTION("join") {
        room.feed(SignalingOpened{});
        room.answer_to<janus::ClaimSession>(core_error(458));
        room.accept_session();
        room.answer_to<janus::Join>(plugin_error(489));
    }
    CHECK(finish(room) == ExitCode::refused);
}

TEST_CASE("kicked and destroyed are final") {
    MachineHarness room{recovering()};
    room.bring_up();
    SECTION("kicked") {
        room.plugin(janus::ParticipantKicked{room_id, base::ParticipantId{own_number}});
        room.notify(janus::HungUp{"Close PC"});
        CHECK(finish(room) == ExitCode::kicked);
    }
    SECTION("destroyed") {
        room.plugin(janus::RoomDestroyed{room_id, {}});
        room.notify(janus::HungUp{"Close PC"});
        CHECK(finish(room) == ExitCode::room_destroyed);
    }
    CHECK(room.count_actions<OpenSignaling>() == 1);
    CHECK(room.count_requests<janus::Join>() == 1);
}

TEST_CASE("a request to leave during an outage is obeyed at once") {
    MachineHarness room{recovering()};
    room.bring_up();
    room.feed(closed());
    SECTION("while connecting") {}
    SECTION("while waiting") {
        room.feed(closed());
        CHECK(room.count_actions<OpenSignaling>() == 2);
    }
    room.feed(LeaveRequested{});
    CHECK(room.machine.phase() == Phase::leaving);
    CHECK(room.count_actions<CloseSignaling>() == 1);
    CHECK(finish(room) == ExitCode::ok);
    CHECK(room.count_actions<OpenSignaling>() == 2);
}

TEST_CASE("a connection that flaps does not spin") {
    MachineHarness room{recovering()};
    room.bring_up();
    for (int n = 0; n < 5; ++n) {
        room.feed(closed());
        if (n > 0)
            CHECK(room.count_actions<OpenSignaling>() == static_cast<std::size_t>(n) + 1);
        room.advance(4s);
        room.feed(SignalingOpened{});
        claim(room, {person(own_number, "mohsen")});
        REQUIRE(room.machine.phase() == Phase::up);
    }
    room.now += 31s;
    room.feed(closed());
    CHECK(room.count_actions<OpenSignaling>() == 7); // at once again
}

TEST_CASE("what a finite input says is not repeated") {
    auto config = recovering();
    SECTION("say") {
        config.must_play = true;
        MachineHarness room{config};
        room.bring_up();
        room.feed(closed());
        CHECK(finish(room) == ExitCode::outage);
    }
    SECTION("the last of it is on its way") {
        config.leave_after_play = true;
        MachineHarness room{config};
        room.bring_up();
        room.feed(MediaEvent{media::InputEnded{}});
        room.feed(closed());
        CHECK(finish(room) == ExitCode::outage);
    }
}

TEST_CASE("several servers are tried in order") {
    auto config = recovering();
    config.servers = 2;
    MachineHarness room{config};
    const auto opened = [&] {
        std::vector<std::size_t> servers;
        for (const auto& action : room.actions()) {
            if (const auto* open = std::get_if<OpenSignaling>(&action))
                servers.push_back(open->server);
        }
        return servers;
    };
    SECTION("on the first way in") {
        room.feed(Start{});
        room.feed(closed());
        CHECK(opened() == std::vector<std::size_t>{0, 1});
        room.feed(closed());
        CHECK(finish(room) == ExitCode::unreachable);
    }
    SECTION("a silent one is given up in time") {
        room.feed(Start{});
        room.advance(10s);
        room.feed(closed(ExitCode::ok));
        CHECK(opened() == std::vector<std::size_t>{0, 1});
    }
    SECTION("on the way back, without waiting in between") {
        room.bring_up();
        room.feed(closed());
        room.feed(closed());
        CHECK(opened() == std::vector<std::size_t>{0, 0, 1});
        room.feed(SignalingOpened{});
        // Another server knows nothing of our session.
        CHECK(room.count_requests<janus::ClaimSession>() == 0);
        CHECK(room.count_requests<janus::DestroySession>() == 0);
        rejoin(room);
        CHECK(room.machine.phase() == Phase::up);
    }
}

TEST_CASE("after a sleep the session is looked after at once") {
    MachineHarness room{recovering()};
    room.bring_up();
    room.now += 70s;
    room.feed(Woken{70s, true});
    REQUIRE(room.last_request<janus::KeepAlive>());
    CHECK(room.notices<Problem>().size() == 1);
    room.answer_to<janus::KeepAlive>(core_error(458));
    CHECK(room.count_requests<janus::CreateSession>() == 2);
}

TEST_CASE("a server that is silent for a moment is told and kept") {
    MachineHarness room{recovering()};
    room.feed(SignalingSilent{2s});
    CHECK(room.notices<Problem>().empty()); // the way in has limits of its own
    room.bring_up();
    room.feed(SignalingSilent{2s});
    REQUIRE(room.notices<Problem>().size() == 1);
    CHECK_THAT(room.notices<Problem>()[0].failure.text,
               Catch::Matchers::Contains("nothing for 2 s"));
    CHECK(room.notices<Problem>()[0].failure.code == ExitCode::unreachable);
    CHECK(room.machine.phase() == Phase::up);
}

TEST_CASE("a stall just after a change of the network does not wait") {
    MachineHarness room{recovering()};
    room.bring_up();
    SECTION("change, then stall") {
        room.feed(NetworkChanged{});
        room.now += 1s;
        room.feed(stalled(room));
    }
    SECTION("stall, then change") {
        room.feed(stalled(room));
        room.feed(NetworkChanged{});
    }
    CHECK(room.machine.phase() == Phase::reconnecting);
    CHECK(room.count_actions<CloseSignaling>() == 1);
}

TEST_CASE("a change of the network that changes nothing for us is left alone") {
    MachineHarness room{recovering()};
    room.bring_up();
    room.feed(NetworkChanged{});
    room.answer_to<janus::KeepAlive>(janus::Ack{});
    room.advance(10s);
    CHECK(room.machine.phase() == Phase::up);
}

TEST_CASE("a connection that keeps breaking the protocol is no Janus any more") {
    MachineHarness room{recovering()};
    room.bring_up();
    room.feed(closed());
    for (int n = 0; n < 5; ++n) {
        room.feed(closed(ExitCode::protocol));
        room.advance(1s);
    }
    CHECK(finish(room) == ExitCode::protocol);
}

TEST_CASE("--for goes on counting through an outage") {
    auto config = recovering();
    config.stay = 20s;
    MachineHarness room{config};
    room.bring_up();
    room.advance(15s);
    room.notify(janus::HungUp{"ICE failed"});
    room.accept_join();
    room.accept_offer();
    room.accept_media();
    room.advance(6s);
    CHECK(room.machine.phase() == Phase::leaving);
    CHECK(finish(room) == ExitCode::ok);
}

TEST_CASE("a session with a short time for claims is kept alive accordingly") {
    MachineHarness room{recovering()};
    room.bring_up();
    janus::ServerInfo info;
    info.reclaim_session_timeout = 10;
    room.answer_to<janus::Info>(info);
    const auto before = room.count_requests<janus::KeepAlive>();
    room.advance(5s);
    CHECK(room.count_requests<janus::KeepAlive>() == before + 1);
}

TEST_CASE("a peer connection that fails on the way back is not joined with") {
    MachineHarness room{recovering()};
    room.bring_up();
    room.feed(closed());
    room.feed(SignalingOpened{});
    room.answer_to<janus::ClaimSession>(core_error(458));
    REQUIRE(room.epoch() == MediaEpoch{2});
    SECTION("before there is a handle") {}
    SECTION("while the room is being joined") {
        room.accept_session();
    }
    const auto joins = room.count_requests<janus::Join>();
    room.feed(MediaEvent{media::Failed{room.epoch(), {ExitCode::media_setup, "broke", "", {}}}});
    CHECK(room.count_requests<janus::Join>() == joins);
    room.advance(1s);
    CHECK(room.count_requests<janus::CreateSession>() == 3);
    CHECK(room.epoch() == MediaEpoch{3});
    rejoin(room);
    CHECK(room.machine.phase() == Phase::up);
}

TEST_CASE("an outage that does not end tells how it began, and how the last try ended") {
    MachineHarness room{recovering()};
    room.bring_up();
    const auto hint = [&room] { return room.notices<Problem>().back().failure.hint; };
    using Catch::Matchers::Contains;
    using Catch::Matchers::EndsWith;
    SECTION("two reasons") {
        room.feed(SignalingClosed{{ExitCode::unreachable, "Somebody pulled the plug.", "", {}}});
        room.advance(61s);
        CHECK_THAT(hint(),
                   Contains("because of this: Somebody pulled the plug. The last try ended so: The "
                            "server did not accept"));
    }
    SECTION("one") {
        do {
            room.feed(closed());
            room.advance(1s);
        } while (room.machine.phase() == Phase::reconnecting);
        CHECK_THAT(hint(), EndsWith("because of this: the server hung up"));
    }
}
