// SPDX-License-Identifier: MIT
#pragma once

#include "sound/pcm.hpp"

namespace janus_talk::media {

/// Finds out whether a pipe is written in real time (a microphone, a radio, another call) or as
/// fast as it is read (a file, a speech synthesiser that knows its whole sentence).
///
/// Who speaks in real time keeps us waiting again and again, and never brings more than time has
/// passed. The other kind is ahead of time as soon as nobody holds it up, and then it counts as
/// such for good: of a file that is mistaken for a voice the end of a sentence would be lost, of a
/// voice that is mistaken for a file only time.
///
/// Pure; one thread at a time.
class WriterPace {
public:
    enum class Verdict { unknown, live, ahead };

    /// @param waited for this piece @param received how long it sounds
    void note(sound::Ticks now, sound::Ticks waited, sound::Ticks received) noexcept;

    [[nodiscard]] Verdict verdict() const noexcept { return verdict_; }

    /// Somebody else writes now.
    void reset() noexcept { *this = {}; }

    /// Shorter waits are the scheduler's.
    static constexpr sound::Ticks real_wait = 2 * sound::ticks_per_ms;
    /// What a writer in real time may bring at once.
    static constexpr sound::Ticks largest_block = 100 * sound::ticks_per_ms;
    /// So long it must be watched, and so often it must keep us waiting.
    static constexpr sound::Ticks shortest_proof = 100 * sound::ticks_per_ms;
    static constexpr unsigned waits_to_know = 4;
    /// After a pause longer than this, nobody makes up for all of it.
    static constexpr sound::Ticks longest_lag = 1000 * sound::ticks_per_ms;

private:
    Verdict verdict_ = Verdict::unknown;
    bool begun_ = false;
    bool measuring_ = false;
    unsigned waits_ = 0;
    sound::Ticks since_ = 0;
    sound::Ticks last_ = 0;
    sound::Ticks received_ = 0;
    // Sound received minus time passed, with a tolerance for clocks that are not ours.
    double ahead_ = 0;
};

} // namespace janus_talk::media
