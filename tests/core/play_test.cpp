// SPDX-License-Identifier: MIT
#include "support/machine_harness.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk;
using namespace janus_talk::core;
using namespace janus_talk::test;
using base::ExitCode;

namespace {

constexpr auto local_drain = timing::drain_time(timing::default_prebuffer, 0ms);

ConferenceConfig saying() {
    auto config = MachineHarness::default_config();
    config.leave_after_play = true;
    config.must_play = true;
    return config;
}

void input_ends(MachineHarness& room) {
    room.feed(MediaEvent{media::InputEnded{}});
}

/// The server's answer after so long: what the machine takes for the round trip.
void answer_info(MachineHarness& room, std::chrono::milliseconds after = 0ms) {
    room.advance(after);
    room.answer_to<janus::Info>(janus::ServerInfo{});
}

/// The server does not say that it receives us.
void bring_up_without_uplink(MachineHarness& room) {
    room.negotiate();
    room.notify(janus::WebrtcUp{});
    room.feed(MediaEvent{media::DtlsVerified{MediaEpoch{1}}});
    room.feed(MediaEvent{media::FirstAudio{MediaEpoch{1}}});
    answer_info(room);
}

void gone(MachineHarness& room) {
    room.feed(SignalingClosed{});
    room.feed(MediaEvent{media::Stopped{MediaEpoch{1}}});
}

bool is_leaving(const MachineHarness& room) {
    return room.machine.phase() == Phase::leaving;
}

/// Leaving begins exactly so long after what happened just now.
void check_leaves_after(MachineHarness& room, std::chrono::milliseconds time) {
    room.advance(time - 1ms);
    CHECK_FALSE(is_leaving(room));
    room.advance(1ms);
    CHECK(is_leaving(room));
}

} // namespace

TEST_CASE("the drain covers the server's queue at its longest, the way there, and a margin") {
    CHECK(timing::drain_time(6, 0ms) == 440ms);
    CHECK(timing::drain_time(50, 0ms) == 2200ms);
    CHECK(timing::drain_time(6, 300ms) == 740ms);
    CHECK(timing::drain_time(1, 1h) == 40ms + timing::longest_round_trip + timing::drain_margin);
}

TEST_CASE("the end of a finite input ends the conference only when asked to, after the drain") {
    auto config = MachineHarness::default_config();
    config.leave_after_play = GENERATE(true, false);
    const bool leaves = config.leave_after_play;
    MachineHarness room{std::move(config)};
    room.bring_up();
    answer_info(room);
    input_ends(room);
    room.advance(local_drain - 1ms);
    CHECK(room.machine.phase() == Phase::up);
    room.advance(1ms);
    CHECK(is_leaving(room) == leaves);
}

TEST_CASE("the drain waits for a longer queue when one was asked for") {
    auto config = saying();
    config.settings.prebuffer = 20;
    MachineHarness room{std::move(config)};
    room.bring_up();
    answer_info(room);
    input_ends(room);
    check_leaves_after(room, 2 * 20 * 20ms + timing::drain_margin);
}

TEST_CASE("the drain waits for the slower one of signalling and media") {
    const bool media_slower = GENERATE(true, false);
    MachineHarness room{saying()};
    room.bring_up();
    answer_info(room, media_slower ? 20ms : 150ms);
    media::Stats stats;
    stats.rtt_ms = media_slower ? 149.6 : 10;
    room.feed(MediaEvent{stats});
    input_ends(room);
    check_leaves_after(room, local_drain + 150ms);
}

TEST_CASE("a path that nobody has measured is not taken for a short one") {
    MachineHarness room{saying()};
    room.bring_up();
    input_ends(room);
    check_leaves_after(room, local_drain + timing::unmeasured_round_trip);
}

TEST_CASE("what was played and mixed is a success") {
    MachineHarness room{saying()};
    room.bring_up();
    answer_info(room);
    input_ends(room);
    room.advance(local_drain);
    gone(room);
    CHECK(room.stopped()->exit == ExitCode::ok);
}

TEST_CASE("who leaves before all was played has not said it") {
    MachineHarness room{saying()};
    room.bring_up();
    answer_info(room);
    SECTION("in the middle") {}
    SECTION("while the server still mixes the end") {
        input_ends(room);
        room.advance(local_drain - 1ms);
    }
    room.feed(LeaveRequested{ExitCode::ok, ExitCode::terminated, "SIGTERM"});
    gone(room);
    CHECK(room.stopped()->exit == ExitCode::terminated);
}

TEST_CASE("staying after the play, one may leave at any time") {
    auto config = saying();
    config.leave_after_play = false;
    MachineHarness room{std::move(config)};
    room.bring_up();
    answer_info(room);
    input_ends(room);
    room.advance(local_drain + 1s);
    CHECK(room.machine.phase() == Phase::up);
    room.feed(LeaveRequested{ExitCode::ok, ExitCode::interrupted, "SIGINT"});
    gone(room);
    CHECK(room.stopped()->exit == ExitCode::ok);
}

TEST_CASE("when the time to play is over, silence is sent and the end is still mixed") {
    auto config = saying();
    config.stay = 3s;
    MachineHarness room{std::move(config)};
    room.bring_up();
    answer_info(room);
    const auto mutes = room.count_actions<SetMicrophoneMuted>();
    room.advance(2999ms);
    CHECK(room.count_actions<SetMicrophoneMuted>() == mutes);
    room.advance(1ms);
    CHECK(room.count_actions<SetMicrophoneMuted>() == mutes + 1);
    // That is between us and ourselves: the server would empty its queue.
    CHECK(room.count_requests<janus::Configure>() == 1);
    check_leaves_after(room, local_drain);
    gone(room);
    CHECK(room.stopped()->exit == ExitCode::ok);
}

TEST_CASE("an input that ends just before its time needs one drain, not two") {
    auto config = saying();
    config.stay = 3s;
    config.leave_after_play = GENERATE(true, false);
    MachineHarness room{std::move(config)};
    room.bring_up();
    answer_info(room);
    room.advance(2900ms);
    input_ends(room);
    check_leaves_after(room, local_drain);
}

TEST_CASE("words that a moderator muted were not said") {
    MachineHarness room{saying()};
    room.bring_up();
    answer_info(room);
    SECTION("the participant") {
        janus::Participant self;
        self.id = base::ParticipantId{own_number};
        self.muted = true;
        room.plugin(janus::ParticipantsUpdated{base::RoomId{1234U}, {self}});
        self.muted = false;
        room.plugin(janus::ParticipantsUpdated{base::RoomId{1234U}, {self}});
    }
    SECTION("the room") {
        room.plugin(janus::RoomMuted{base::RoomId{1234U}, true});
    }
    input_ends(room);
    room.advance(local_drain);
    gone(room);
    CHECK(room.stopped()->exit == ExitCode::media_lost);
    CHECK(room.error().find("muted") != std::string::npos);
}

TEST_CASE("words that never reached the server were not said") {
    const bool late = GENERATE(true, false);
    MachineHarness room{saying()};
    SECTION("from the beginning") {
        bring_up_without_uplink(room);
        room.advance(timing::uplink_limit);
    }
    SECTION("from some moment on") {
        room.bring_up();
        room.notify(janus::Media{"audio", {}, false, {}});
    }
    if (late)
        room.notify(janus::Media{"audio", {}, true, {}});
    input_ends(room);
    room.advance(local_drain + timing::unmeasured_round_trip);
    gone(room);
    CHECK(room.stopped()->exit == (late ? ExitCode::ok : ExitCode::media_lost));
}

TEST_CASE("who only listens is muted, is not asked for sound, and has no microphone to unmute") {
    auto config = MachineHarness::default_config();
    config.listen_only = true;
    MachineHarness room{std::move(config)};
    bring_up_without_uplink(room);
    CHECK(room.last_request<janus::Join>()->settings.muted == true);
    room.advance(timing::uplink_limit);
    CHECK(room.notices<Problem>().empty());

    const auto configures = room.count_requests<janus::Configure>();
    room.feed(MuteRequested{CommandSource::signal, {}});
    CHECK(room.machine.muted());
    CHECK(room.count_requests<janus::Configure>() == configures);
    REQUIRE(room.notices<CommandDone>().size() == 1);
    CHECK(room.notices<CommandDone>().front().failure);
}
