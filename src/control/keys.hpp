// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace janus_talk::control {

/// What somebody at the terminal wants.
enum class Key {
    mute,       ///< m
    talk,       ///< space: push to talk, see PushToTalk
    louder,     ///< + (and =, the same key without shift)
    quieter,    ///< -
    people,     ///< p
    statistics, ///< s
    record,     ///< r
    help,       ///< ? (and h)
    leave,      ///< q
};

/// Nobody types so much between two turns of the loop; a held key may, but that is one and the
/// same.
inline constexpr std::size_t paste_limit = 8;

/// What one read of a terminal says. Case does not matter. Escape sequences (arrows, function keys,
/// Alt with a letter), characters of other scripts and what means nothing are skipped. More than
/// paste_limit different keys at once are a pasted text, which nobody meant: all of it is skipped,
/// so that it can't open the microphone or leave the room.
[[nodiscard]] std::vector<Key> read_keys(std::string_view bytes);

} // namespace janus_talk::control
