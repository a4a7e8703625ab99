// SPDX-License-Identifier: MIT
#pragma once

#include "sound/echo_delay.hpp"
#include "sound/pcm.hpp"

#include <vector>

namespace janus_talk::sound {

/// Holds back what a loudspeaker plays until shortly before its echo is captured, so that an echo
/// canceller, which models 100 ms of a room, sees the room and not the buffers in front of it. The
/// two sound cards may have different clocks; either may stop and start again.
///
/// One thread at a time.
class EchoAligner {
public:
    /// @param channels 1 or 2
    explicit EchoAligner(unsigned channels) : channels_(channels), delay_(channels) {}

    /// What was played since the last call, however much that is.
    void add_far(PcmView played);

    /// What the canceller is to compare with `captured`: as many samples. Valid until the next
    /// call.
    [[nodiscard]] PcmView match(PcmView captured);

    /// How much later than played the echo is expected.
    [[nodiscard]] Ticks held_back() const noexcept { return held_back_; }

    /// Two sound cards with 40 ms each; corrected as soon as somebody has said half a sentence.
    static constexpr Ticks first_guess = 40 * ticks_per_ms;
    /// The canceller gets the sound this much earlier than its echo: it can't look ahead.
    static constexpr Ticks margin = 20 * ticks_per_ms;
    /// Less than this is the canceller's own business; after a change it has to learn anew.
    static constexpr Ticks tolerance = 15 * ticks_per_ms;
    /// A loudspeaker that took nothing for so long is gone.
    static constexpr Ticks longest_silence = 150 * ticks_per_ms;

private:
    void follow_clocks(Ticks captured);
    void shift_far(int hops);
    void correct();

    unsigned channels_;
    EchoDelay delay_;
    // The last of what was played; `written_` is the count of its end.
    std::vector<std::int16_t> far_;
    Ticks written_ = 0;
    Ticks captured_ = 0;
    bool came_ = false;
    Ticks silent_ = 0;
    // How far the loudspeaker lags behind the microphone, on average.
    double lag_ = 0;
    Ticks held_back_ = first_guess;
    std::vector<std::int16_t> matched_;
};

} // namespace janus_talk::sound
