// SPDX-License-Identifier: MIT
#pragma once

#include "sound/pcm.hpp"

#include <array>
#include <cstddef>

namespace janus_talk::sound {

/// The smallest number of the last 10 s, in steps of a second.
class SlidingMinimum {
public:
    void note(Ticks value) noexcept;
    /// All numbers so far have changed by this much.
    void shift(Ticks change) noexcept;
    [[nodiscard]] Ticks value() const noexcept;

    /// How many numbers there were.
    [[nodiscard]] unsigned noted() const noexcept { return noted_; }

private:
    static constexpr unsigned block = frames_per_second;
    std::array<Ticks, 10> minima_{};
    std::size_t current_ = 0;
    std::size_t used_ = 0;
    unsigned in_block_ = 0;
    unsigned noted_ = 0;
};

/// How long the newest sample of each frame of the last 10 s had been there when it was asked for;
/// below zero where the reader had to wait for it.
class WaitHistory {
public:
    void note(Ticks wait) noexcept;

    /// The reader comes so much earlier from now on: all waits are as much shorter.
    void move(Ticks earlier) noexcept { moved_ += earlier; }

    [[nodiscard]] unsigned noted() const noexcept { return noted_; }

    [[nodiscard]] Ticks shortest() const noexcept;
    /// One in twenty was shorter. @pre noted() > 0
    [[nodiscard]] Ticks short_one() const;

private:
    static constexpr std::size_t size = std::size_t{10} * frames_per_second;
    // As if the reader had never been moved.
    std::array<Ticks, size> waits_{};
    std::size_t next_ = 0;
    unsigned noted_ = 0;
    Ticks moved_ = 0;
};

} // namespace janus_talk::sound
