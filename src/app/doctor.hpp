// SPDX-License-Identifier: MIT
#pragma once

#include "app/join_options.hpp"
#include "base/exit_code.hpp"

namespace janus_talk::app {

struct DoctorOptions {
    /// As for joining; input and output are not used.
    JoinOptions join;
    /// Without one, what needs a room is skipped.
    bool has_room = false;
};

/// Looks at each layer between here and the room, in their order, and says which one fails first.
/// @return the exit status of that layer
[[nodiscard]] base::ExitCode run_doctor(DoctorOptions options);

} // namespace janus_talk::app
