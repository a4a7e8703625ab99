// SPDX-License-Identifier: MIT
#pragma once

#include "base/exit_code.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace janus_talk::app {

struct CtlOptions {
    /// Name or path of a control socket; empty: the only one that is running.
    std::string target;
    /// The verb and its words; empty: list what is running.
    std::vector<std::string> words;
    /// Of change-room: where the PIN of the new room stands.
    std::string pin_file;
    /// Of change-room: see control::ChangeRoom.
    bool without_groups = false;
    /// Answers as they come, one JSON object a line.
    bool json = false;
    /// The list of what is running: only the names, one a line.
    bool names = false;
    /// For the answer; `say` takes as long as its sound.
    std::chrono::milliseconds timeout{15'000};
};

/// All verbs.
[[nodiscard]] std::vector<std::string> ctl_verbs();

/// Talks to a running janus-talk. `subscribe` goes on until it ends, or Ctrl-C.
/// @throws base::Error usage: no such verb, several instances to choose from; unreachable: none is
/// running
[[nodiscard]] base::ExitCode run_ctl(const CtlOptions& options);

} // namespace janus_talk::app
