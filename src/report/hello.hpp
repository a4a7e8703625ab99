// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"

#include <optional>
#include <string>

namespace janus_talk::report {

/// The first event of a run: who speaks, to whom, with what. Empty texts and room 0, which Janus
/// does not allow, mean "not known" (a run that ends over its own command line) and are left out.
struct Hello {
    std::string version;
    int pid = 0;
    std::string command;
    /// Without user-info and query, which may hold secrets.
    std::string url;
    base::RoomId room;
    std::string display;
    /// Absent for ws://.
    std::optional<bool> tls_verified;
    std::string input;
    std::string output;
    /// Hz.
    unsigned rate = 48000;
    /// Of both directions; nothing else is negotiated.
    std::string codec;
};

} // namespace janus_talk::report
