// SPDX-License-Identifier: MIT
#pragma once

#include "loop/main_loop.hpp"
#include "loop/timer.hpp"

#include <chrono>

namespace janus_talk::loop::test {

/// Far longer than anything here takes: only a hang reaches it.
inline constexpr std::chrono::seconds patience{60};

/// Runs the loop until somebody quits it. False when nobody did.
inline bool run_until_quit(MainLoop& loop) {
    bool hung = false;
    Timer guard{loop, [&] {
                    hung = true;
                    loop.quit();
                }};
    guard.arm_at(std::chrono::steady_clock::now() + patience);
    loop.run();
    return !hung;
}

/// Lets everything run that is ready now, and whatever that makes ready, for a few turns.
inline void run_ready(MainLoop& loop, int turns = 5) {
    Timer turn{loop,
               [&] {
                   if (--turns <= 0)
                       loop.quit();
                   turn.arm_now();
               },
               Priority::low};
    turn.arm_now();
    loop.run();
}

} // namespace janus_talk::loop::test
