// SPDX-License-Identifier: MIT
#include "app/conference.hpp"
#include "support/fake_ports.hpp"
#include "support/machine_harness.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace janus_talk;
using namespace janus_talk::test;

namespace {

/// A conference whose server and media are played by the test; time is real but never waited for.
class Table {
public:
    explicit Table(janus::Credentials credentials = {})
        : conference(loop, MachineHarness::default_config(), std::move(credentials)) {
        conference.connect(
                {{signaling}, media},
                {[this](const core::Notice& notice) { notices.push_back(notice); },
                 [this](const core::Stop& stop) { stops.push_back(stop); },
                 [this](bool, std::string_view text) { wire += std::string(text) + "\n"; }});
    }

    loop::MainLoop loop;
    FakeSignaling signaling;
    FakeMedia media;
    app::Conference conference;
    std::vector<core::Notice> notices;
    std::vector<core::Stop> stops;
    std::string wire;
};

} // namespace

TEST_CASE("actions reach the ports, and text from the server reaches the machine") {
    Table table;
    table.conference.deliver(core::Start{});
    CHECK(table.media.calls == std::vector<std::string>{"mute off", "start 1"});
    CHECK(table.signaling.calls == std::vector<std::string>{"open"});
    table.conference.on_signaling_open();
    REQUIRE(table.signaling.sent.size() == 2);
    CHECK(table.signaling.sent[0].find("\"janus\":\"create\"") != std::string::npos);
    table.conference.on_signaling_text(
            R"({"janus":"success","transaction":"t1","data":{"id":7769772854775111}})");
    CHECK(table.conference.machine().phase() == core::Phase::attaching);
}

TEST_CASE("the server that was opened last is the one that is spoken to") {
    auto config = MachineHarness::default_config();
    config.servers = 2;
    const loop::MainLoop loop;
    FakeSignaling first;
    FakeSignaling second;
    FakeMedia media;
    app::Conference conference{loop, config, {}};
    conference.connect({{first, second}, media}, {[](const auto&) {}, [](const auto&) {}, {}});
    conference.deliver(core::Start{});
    conference.on_signaling_closed({base::ExitCode::unreachable, "refused", "", {}});
    CHECK(first.calls == std::vector<std::string>{"open"});
    CHECK(second.calls == std::vector<std::string>{"open"});
    conference.on_signaling_open();
    CHECK(first.sent.empty());
    CHECK(second.sent.size() == 2);
}

TEST_CASE("text that is not understood becomes a warning, not a crash") {
    Table table;
    table.conference.deliver(core::Start{});
    table.conference.on_signaling_open();
    table.conference.on_signaling_text("\xff{[");
    const bool warned =
            std::any_of(table.notices.begin(), table.notices.end(), [](const auto& notice) {
                return std::holds_alternative<core::Problem>(notice);
            });
    CHECK(warned);
}

TEST_CASE("an event that an action causes waits for its turn") {
    Table table;
    table.media.on_start = [&] {
        // A port reports from inside the call: against its contract, but the order must hold all
        // the same.
        table.conference.on_media_event(core::media::OfferReady{core::MediaEpoch{1}, offer_sdp()});
        CHECK(table.signaling.calls.empty());
    };
    table.conference.deliver(core::Start{});
    CHECK(table.signaling.calls == std::vector<std::string>{"open"});
}

TEST_CASE("credentials travel in every request and never show in what is logged") {
    Table table{{base::Secret{"canary-api-secret"}, base::Secret{"canary-token"}}};
    table.conference.deliver(core::Start{});
    table.conference.on_signaling_open();
    for (const auto& text : table.signaling.sent) {
        CHECK(text.find("canary-api-secret") != std::string::npos);
        CHECK(text.find("canary-token") != std::string::npos);
    }
    CHECK_FALSE(table.wire.empty());
    CHECK(table.wire.find("canary") == std::string::npos);
    CHECK(table.wire.find("7769772854775111") == std::string::npos);
}

TEST_CASE("stop is handed on once, after which the conference is deaf") {
    Table table;
    table.conference.deliver(core::LeaveRequested{});
    table.conference.deliver(core::Start{});
    REQUIRE(table.stops.size() == 1);
    CHECK(table.stops[0].exit == base::ExitCode::interrupted);
    CHECK(table.media.calls.empty());
}
