// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace janus_talk::app {

/// What is recorded by a command that names no file.
inline constexpr const char* default_recording = "janus-talk-%r-%t.opus";

struct RecordNameParts {
    /// Wall clock, shown as local time: 20261122-145300.
    std::chrono::system_clock::time_point time;
    std::string room;
    std::string display;
};

/// Fills in the place holders of a recording's file name: `%t` time, `%r` room, `%d` display name,
/// `%%` a percent sign. Room and display become part of a path, so all but [A-Za-z0-9._-] turns
/// into `_`, a leading dot or dash too, and 40 characters remain. @throws base::Error usage:
/// another place holder
[[nodiscard]] std::string expand_record_name(std::string_view pattern,
                                             const RecordNameParts& parts);

} // namespace janus_talk::app
