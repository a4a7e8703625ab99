// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "report/samples.hpp"
#include "report/service_status.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk;
using core::ParticipantChange;
using core::Phase;

namespace {

const base::ParticipantId service_self{std::uint64_t{1}};
const base::ParticipantId service_other{std::uint64_t{2}};

report::ServiceStatus status_in_a_room() {
    report::ServiceStatus status;
    status.add(core::RoomJoined{base::RoomId{std::uint64_t{1234}}, service_self, {}});
    status.add(core::StateChanged{Phase::trickling, Phase::up, "webrtcup"});
    return status;
}

} // namespace

TEST_CASE("the status of a service follows the conference") {
    report::ServiceStatus status;
    CHECK(status.line() == "Connecting");
    status = status_in_a_room();
    CHECK(status.line() == "In room 1234, alone, loss 0 % in, 0 % out");
    status.add(core::ParticipantChanged{ParticipantChange::joined, service_other, "bob"});
    status.add(core::ParticipantChanged{ParticipantChange::muted, service_other, "bob"});
    CHECK(status.line() == "In room 1234 with 1 other, loss 0 % in, 0 % out");
    status.add(core::ParticipantChanged{ParticipantChange::muted, service_self, "me"});
    CHECK(status.line() == "In room 1234 with 1 other, muted, loss 0 % in, 0 % out");
    status.add(core::CommandDone{core::CommandSource::signal, "unmute", {}, 0});
    CHECK(status.line() == "In room 1234 with 1 other, loss 0 % in, 0 % out");
    status.add(core::CommandDone{core::CommandSource::signal, "mute", {}, 0});
    status.add(core::MediaChanged{core::MediaChange::stalled, {}, {}, {}});
    CHECK(status.line() == "In room 1234 with 1 other, muted, no sound arrives");
    status.add(core::StateChanged{Phase::up, Phase::reconnecting, "connection lost"});
    CHECK(status.line() == "Reconnecting to room 1234 (connection lost)");
    status.add(core::StateChanged{Phase::up, Phase::leaving, "SIGTERM"});
    CHECK(status.line() == "Leaving room 1234");
}

TEST_CASE("the status has the loss of the last seconds, and the error that ended it") {
    auto status = status_in_a_room();
    core::media::Stats stats;
    stats.tx = {0, 0, 0, 0};
    status.add(stats);
    stats.rx = {90, 0, 0, 10};
    stats.tx = {100, 0, 0, 3};
    status.add(stats);
    CHECK(status.line() == "In room 1234, alone, loss 10 % in, 3 % out");
    status.add(core::Problem{core::Severity::warning, {base::ExitCode::ok, "Hm.", "", {}}});
    CHECK(status.line().starts_with("In room"));
    status.add(
            core::Problem{core::Severity::error, {base::ExitCode::kicked, "Kicked\nout.", "", {}}});
    CHECK(status.line() == "Kicked\\u{a}out.");
}

TEST_CASE("nobody's text makes a second line of the status") {
    report::ServiceStatus status;
    for (const auto& notice : report::test::hostile_notices()) {
        status.add(notice);
        CHECK(base::harmless(status.line(), 4096) == status.line());
    }
}
