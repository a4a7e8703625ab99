// SPDX-License-Identifier: MIT
#include "core/phase.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace janus_talk::core {

std::string_view name_of(Phase phase) noexcept {
    switch (phase) {
    case Phase::idle:
        return "idle";
    case Phase::connecting:
        return "connecting";
    case Phase::creating:
        return "creating";
    case Phase::attaching:
        return "attaching";
    case Phase::joining:
        return "joining";
    case Phase::configuring:
        return "configuring";
    case Phase::trickling:
        return "trickling";
    case Phase::up:
        return "up";
    case Phase::reconnecting:
        return "reconnecting";
    case Phase::leaving:
        return "leaving";
    case Phase::ended:
        return "ended";
    }
    return "idle";
}

bool may_follow(Phase from, Phase to) noexcept {
    using enum Phase;
    if (from == ended)
        return false;
    if (to == ended)
        return true;
    if (to == leaving)
        return from != leaving && from != idle;
    // Even a new attempt may fail in any of its steps.
    if (to == reconnecting)
        return from >= creating && from <= up;
    // joining → trickling: with --fast-join the answer comes with the room.
    // reconnecting → creating: a new session; → joining: a new peer connection; → up: the old
    // session was claimed.
    constexpr std::array<std::pair<Phase, Phase>, 11> forward{{
            {idle, connecting},
            {connecting, creating},
            {creating, attaching},
            {attaching, joining},
            {joining, configuring},
            {joining, trickling},
            {configuring, trickling},
            {trickling, up},
            {reconnecting, creating},
            {reconnecting, joining},
            {reconnecting, up},
    }};
    return std::find(forward.begin(), forward.end(), std::pair{from, to}) != forward.end();
}

} // namespace janus_talk::core
