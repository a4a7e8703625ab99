// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace janus_talk::core {

/// Where a conference stands. The names are those of the `state` event (docs/cli.md, "Events").
/// "Trickling" begins when the answer was applied and ends with `webrtcup`; candidates may flow
/// from `configuring` until after `up`.
enum class Phase {
    /// Before the first event.
    idle,
    connecting,
    creating,
    attaching,
    joining,
    configuring,
    trickling,
    up,
    /// Something was lost after we had been up; see machine_recovery.cpp.
    reconnecting,
    leaving,
    ended,
};

[[nodiscard]] std::string_view name_of(Phase phase) noexcept;

/// The allowed steps. Everything before `leaving` may be left at any time: for `leaving` when there
/// is something to take back on the server, for `ended` when there is not.
[[nodiscard]] bool may_follow(Phase from, Phase to) noexcept;

} // namespace janus_talk::core
