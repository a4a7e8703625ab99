// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_options.hpp"
#include "base/exit_code.hpp"
#include "base/ids.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace janus_talk::app {

struct WaitOptions {
    base::RoomId room;
    /// See core::Condition. Whoever waits is not in the room and not counted.
    std::string condition;
    /// From one look to the next. Not so long that the server forgets the session.
    std::chrono::milliseconds interval{500};
    /// Then it ends with `timeout`. Empty: never.
    std::optional<std::chrono::milliseconds> limit;
};

/// Looks into a room without entering it, until a condition holds. A room that is not there, or not
/// any more, ends it, unless that is what is waited for.
/// @throws base::Error usage
[[nodiscard]] base::ExitCode run_wait(const CommandOptions& options, const WaitOptions& wait);

} // namespace janus_talk::app
