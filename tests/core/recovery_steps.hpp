// SPDX-License-Identifier: MIT
#pragma once

#include "support/machine_harness.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// What a server and media do around an outage, in the words of the tests.

namespace janus_talk::test {

inline const base::RoomId room_id{1234U};

inline core::ConferenceConfig recovering() {
    auto config = MachineHarness::default_config();
    config.reconnect = true;
    config.max_outage = 60s;
    config.next_fraction = [] { return 0.5; };
    return config;
}

inline janus::Participant person(std::uint64_t id, std::string display = "bob") {
    janus::Participant participant;
    participant.id = base::ParticipantId{id};
    participant.display = std::move(display);
    participant.muted = false;
    return participant;
}

inline janus::CoreError core_error(int code) {
    return {{base::JanusLayer::core, code, "reason"}};
}

inline janus::PluginEvent plugin_error(int code) {
    return {janus::AudioBridgeError{{base::JanusLayer::audiobridge, code, "reason"}}, {}, false};
}

inline core::SignalingClosed closed(base::ExitCode code = base::ExitCode::unreachable) {
    return {{code, "the server hung up", "", {}}};
}

/// The newest session is answered for all the way to sound.
inline void rejoin(MachineHarness& room, std::vector<janus::Participant> others = {}) {
    room.accept_session();
    room.accept_join(std::move(others));
    room.accept_offer();
    room.accept_media();
}

inline void claim(MachineHarness& room, std::vector<janus::Participant> list) {
    room.answer_to<janus::ClaimSession>(janus::Success{});
    room.answer_to<janus::ListParticipants>(
            janus::PluginEvent{janus::ParticipantList{room_id, std::move(list)}, {}, true});
}

inline core::MediaEvent stalled(const MachineHarness& room) {
    return core::media::RtpFlow{room.epoch(), false};
}

inline base::ExitCode finish(MachineHarness& room) {
    room.feed(core::MediaEvent{core::media::Stopped{room.epoch()}});
    room.feed(closed(base::ExitCode::ok));
    room.advance(5s);
    REQUIRE(room.stopped());
    return room.stopped()->exit;
}

inline bool said(const MachineHarness& room, core::ParticipantChange change, std::uint64_t id) {
    const auto changes = room.notices<core::ParticipantChanged>();
    return std::any_of(changes.begin(), changes.end(), [&](const auto& one) {
        return one.change == change && one.id == base::ParticipantId{id};
    });
}

} // namespace janus_talk::test
