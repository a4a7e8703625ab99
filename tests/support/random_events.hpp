// SPDX-License-Identifier: MIT
#pragma once

#include "core/event.hpp"
#include "support/machine_harness.hpp"
#include "support/random_walk.hpp"

#include <optional>
#include <string>

namespace janus_talk::test {

/// What a server, media and users may say at any time, sense or nonsense.
class RandomEvents {
public:
    /// Both must outlive this object.
    RandomEvents(Pick& pick, const MachineHarness& room) : pick_(pick), room_(room) {}

    core::Event any_wish();
    base::ExitCode any_exit();
    /// Often one that waits for its answer.
    std::optional<std::string> any_transaction();
    janus::ServerMessage any_message();
    core::MediaEvent any_media();

private:
    janus::AudioBridgeEvent any_plugin_event();
    /// A new one, or that of somebody who waits for nothing.
    core::CommandTag any_tag();

    unsigned pick(unsigned count) { return pick_(count); }

    Pick& pick_;
    const MachineHarness& room_;
    core::CommandTag last_tag_ = 0;
};

} // namespace janus_talk::test
