// SPDX-License-Identifier: MIT
#include "support/machine_harness.hpp"

#include <catch2/catch.hpp>

#include <utility>

using namespace janus_talk;
using namespace janus_talk::core;
using namespace std::chrono_literals;
using test::MachineHarness;

namespace {

janus::PluginEvent configured() {
    return {janus::Configured{}, {}, false};
}

ConferenceConfig adaptive(std::optional<unsigned> prebuffer = std::nullopt) {
    auto config = MachineHarness::default_config();
    config.settings.prebuffer = prebuffer;
    config.adapt = {!prebuffer, true};
    return config;
}

/// So many seconds of figures.
void measure(MachineHarness& room, int seconds, double jitter_ms, double loss_pct = 0) {
    for (int i = 1; i <= seconds; ++i) {
        room.advance(1s);
        media::Stats stats;
        stats.tx_jitter_ms = jitter_ms;
        stats.tx.packets = stats.rx.packets = static_cast<std::uint64_t>(50 * i);
        stats.tx.lost_pct = stats.rx.lost_pct = loss_pct;
        room.feed(MediaEvent{stats});
    }
}

std::optional<unsigned> last_prebuffer(const MachineHarness& room) {
    const auto request = room.last_request<janus::Configure>();
    return request ? request->settings.prebuffer : std::nullopt;
}

} // namespace

TEST_CASE("The length of the server's queue is asked for on join, by the way to the server") {
    MachineHarness room{adaptive()};
    room.bring_up();
    // The virtual server answers at once.
    CHECK(room.last_request<janus::Join>()->settings.prebuffer == 2U);
}

TEST_CASE("A length that somebody wished for is the one that is asked for") {
    MachineHarness room{adaptive(9)};
    room.bring_up();
    CHECK(room.last_request<janus::Join>()->settings.prebuffer == 9U);
    const auto before = room.count_requests<janus::Configure>();
    measure(room, 100, 30);
    CHECK(room.count_requests<janus::Configure>() == before);
}

TEST_CASE("The server's queue follows the jitter that the server reports") {
    MachineHarness room{adaptive()};
    room.bring_up();
    measure(room, 3, 20);
    CHECK(last_prebuffer(room) == 5U);
    REQUIRE(room.notices<LinkAdapted>().size() == 1);
    CHECK(room.notices<LinkAdapted>()[0].prebuffer == 5U);
    room.answer_to<janus::Configure>(configured());
    // Nobody has asked for it, so nobody is answered.
    CHECK(room.notices<CommandDone>().empty());
    CHECK(room.notices<Problem>().empty());
}

TEST_CASE("A server that sizes its queue by itself is not bothered") {
    MachineHarness room{adaptive()};
    room.bring_up();
    janus::ServerInfo info;
    info.version = 1200;
    room.answer_to<janus::Info>(info);
    const auto before = room.count_requests<janus::Configure>();
    measure(room, 3, 20);
    room.feed(MuteRequested{CommandSource::signal, true});
    room.answer_to<janus::Configure>(configured());
    room.feed(MuteRequested{CommandSource::signal, false});
    room.answer_to<janus::Configure>(configured());
    CHECK(room.count_requests<janus::Configure>() == before + 2);
}

TEST_CASE("After a mute the server's queue is filled again, by asking for less and for more") {
    MachineHarness room{adaptive(GENERATE(std::optional<unsigned>{}, 6U))};
    room.bring_up();
    const auto wanted = room.last_request<janus::Join>()->settings.prebuffer;
    room.feed(MuteRequested{CommandSource::signal, true});
    room.answer_to<janus::Configure>(configured());
    const auto before = room.count_requests<janus::Configure>();
    room.feed(MuteRequested{CommandSource::signal, false});
    REQUIRE(room.count_requests<janus::Configure>() == before + 1);
    room.answer_to<janus::Configure>(configured());
    CHECK(last_prebuffer(room) == *wanted - 1);
    room.answer_to<janus::Configure>(configured());
    CHECK(last_prebuffer(room) == *wanted);
    room.answer_to<janus::Configure>(configured());
    CHECK(room.count_requests<janus::Configure>() == before + 3);
    CHECK(room.notices<CommandDone>().size() == 2);
}

TEST_CASE("A queue of a single packet, or of unknown length, is left as it is") {
    auto config = adaptive(1);
    if (GENERATE(true, false))
        config.settings.prebuffer.reset();
    MachineHarness room{std::move(config)};
    room.bring_up();
    room.feed(MuteRequested{CommandSource::signal, true});
    room.answer_to<janus::Configure>(configured());
    const auto before = room.count_requests<janus::Configure>();
    room.feed(MuteRequested{CommandSource::signal, false});
    room.answer_to<janus::Configure>(configured());
    CHECK(room.count_requests<janus::Configure>() == before + 1);
}

TEST_CASE("Loss is told to our encoder and to the server's") {
    MachineHarness room{adaptive()};
    room.bring_up();
    measure(room, 3, 1, 0);
    measure(room, 8, 1, 5);
    CHECK(room.count_actions<SetExpectedLoss>() >= 1);
    CHECK(room.last_request<janus::Configure>()->settings.expected_loss == 5U);
    CHECK(room.notices<LinkAdapted>().back().rx_expected_loss == 5U);
}

TEST_CASE("A server that refuses what nobody asked for is not complained about") {
    MachineHarness room{adaptive()};
    room.bring_up();
    measure(room, 3, 20);
    room.answer_to<janus::Configure>(janus::PluginEvent{
            janus::AudioBridgeError{{base::JanusLayer::audiobridge, 487, "no"}}, {}, false});
    CHECK(room.notices<Problem>().empty());
    CHECK(room.machine.phase() == Phase::up);
}
