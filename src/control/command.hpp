// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace janus_talk::control {

struct Mute {
    /// Empty: toggle.
    std::optional<bool> muted;
};

struct Volume {
    /// Percent, 0 to 1000.
    unsigned percent = 100;
};

struct Display {
    std::string name;
};

struct Bitrate {
    /// bit/s, 6000 to 510000
    unsigned bps = 32000;
};

struct ChangeRoom {
    base::RoomId room;
    /// A file, so that no PIN passes through here.
    std::optional<std::string> pin_file;
    std::optional<std::string> group;
    /// See core::ChangeRoomRequested.
    bool without_groups = false;
};

struct RecordStart {
    /// Empty: a name is made.
    std::string file;
};

struct RecordStop {};

struct Say {
    std::string file;
};

enum class Question { state, people, stats };

struct Ask {
    Question question = Question::state;
};

struct Subscribe {
    /// Types of events; empty: all.
    std::vector<std::string> types;
};

struct Unsubscribe {};

struct Quit {};

using Command = std::variant<Mute,
                             Volume,
                             Display,
                             Bitrate,
                             ChangeRoom,
                             RecordStart,
                             RecordStop,
                             Say,
                             Ask,
                             Subscribe,
                             Unsubscribe,
                             Quit>;

/// As the client chose it; comes back with the answer.
using CommandId = std::variant<std::monostate, std::uint64_t, std::string>;

/// One line of a client.
struct Line {
    CommandId id;
    /// What is to be done, or what is wrong with it.
    std::variant<Command, std::string> content;
};

/// Reads one line: `{"id":7,"cmd":"volume","percent":80}`, or plain words: `volume 80`. Members
/// that a command does not know are refused, so that a misspelt one is not lost.
[[nodiscard]] Line read_line(std::string_view line);

/// `{"id":7,"cmd":"…"}` of plain words, as read_line() understands it; for clients. `members` are
/// what no word says.
[[nodiscard]] std::string make_line(std::uint64_t id,
                                    const std::vector<std::string>& words,
                                    const std::map<std::string, std::string>& members = {});

/// All verbs, for help and completion.
[[nodiscard]] const std::vector<std::string_view>& verbs();

} // namespace janus_talk::control
