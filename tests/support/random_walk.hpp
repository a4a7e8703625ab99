// SPDX-License-Identifier: MIT
#pragma once

#include "core/phase.hpp"

#include <cstddef>
#include <functional>

namespace janus_talk::test {

/// Chooses one of `count` ways, from 0.
using Pick = std::function<unsigned(unsigned count)>;

struct WalkResult {
    /// Leaving does not count.
    core::Phase furthest = core::Phase::idle;
    std::size_t recoveries = 0;
};

/// Feeds a conference machine any event in any order, with transactions that are often right and
/// times that pass, then asks it to leave.
/// @param recovers begin in the room, with recovery; otherwise at the start, without
/// @throws std::logic_error when the machine breaks a promise, see MachineWatch
WalkResult random_walk(unsigned steps, bool recovers, Pick pick);

} // namespace janus_talk::test
