// SPDX-License-Identifier: MIT
#pragma once

#include "sound/last_seconds.hpp"
#include "sound/pcm.hpp"

#include <cstdint>
#include <deque>
#include <vector>

namespace janus_talk::sound {

/// Between a sound that comes by its own clock (a microphone, a pipe that is written in real time)
/// and a sender that takes 20 ms each 20 ms of ours. As little as possible waits in between: what
/// is left over after each frame is measured, and what was never needed for 10 s is worn off by
/// leaving out periods of the voice; before it gets scarce, periods are repeated. So two clocks may
/// differ for hours, and nothing is heard of it.
///
/// Hard cuts are for real stalls only: a source that paused and then brings all at once, or a
/// sender that was stopped. What was there before the first read is never given.
///
/// Pure: time is an argument. One thread at a time.
class ElasticQueue {
public:
    enum class Backlog {
        /// Of a microphone that stood still, only the newest is of interest.
        cut,
        /// Of a pipe nothing is lost; it is played faster until it has caught up.
        keep,
    };

    struct Figures {
        /// Samples per channel.
        std::uint64_t left_out = 0;
        std::uint64_t repeated = 0;
        std::uint64_t cut = 0;
        /// Made up because nothing had come in time.
        std::uint64_t made_up = 0;
        /// Of what was read last: how long its newest sample had been there when it was asked for;
        /// below zero where the reader has waited for it.
        Ticks waited = 0;
        /// What is left after a read.
        Ticks left = 0;
    };

    /// @param channels 1 or 2
    ElasticQueue(unsigned channels, Backlog backlog) : channels_(channels), backlog_(backlog) {}

    /// Any number of whole samples that have just come. @param now any clock, but always the same
    void insert(PcmView samples, Ticks now);

    /// A part of this frame is not there yet, but sound is coming: it is worth to wait for it, up
    /// to longest_patience. @param samples per channel
    [[nodiscard]] bool is_coming(std::size_t samples) const noexcept;

    /// @param asked when the reader came @param patience how long it waits for a frame that is
    ///     coming; it has done so @return false when there is nothing (and has not been for a
    ///     while); `frame` is untouched
    bool read(PcmSpan frame, Ticks asked, Ticks patience = 0);

    /// Takes what is left, without regard to time; fewer samples than asked for are filled up with
    /// silence. False when there are none.
    bool read_rest(PcmSpan frame);

    /// The reader got this from elsewhere just now; sound goes on from there.
    void follow(PcmView given, Ticks now);

    /// Cuts all that is pending but the last frame.
    void skip_to_newest();

    /// How much earlier the reader may come from now on (negative: should come later), that nothing
    /// waits longer than it must. The reader does so: the queue counts on it. At most 1 % at a
    /// time, but at once as soon as the phase of a new source is known.
    [[nodiscard]] Ticks move_reader() noexcept;

    [[nodiscard]] const Figures& figures() const noexcept { return figures_; }

    /// In samples per channel.
    [[nodiscard]] std::size_t size() const noexcept { return pending_.size() / channels_; }

    /// A reader that comes back after so long starts anew.
    static constexpr Ticks absence = 300 * ticks_per_ms;
    /// More than this never waits for a reader that does not come.
    static constexpr std::size_t capacity = 320 * ticks_per_ms;
    /// What has arrived that shortly before it is read may come too late the next time.
    static constexpr Ticks safe_margin = 5 * ticks_per_ms / 2;
    static constexpr Ticks narrow_margin = ticks_per_ms / 4;
    /// A reader that can be moved comes so long after what it needs, of 19 frames in 20 ...
    static constexpr Ticks comfortable_margin = ticks_per_ms / 4;
    /// ... and waits for none of them longer than this, but once;
    static constexpr Ticks usual_patience = 3 * ticks_per_ms;
    /// then it would wait so long before anything is made up.
    static constexpr Ticks longest_patience = 4 * ticks_per_ms;
    /// 1 % of a frame: RTP packets stay evenly spaced.
    static constexpr Ticks largest_move = frame_ticks / 100;

private:
    struct Arrival {
        Ticks time;
        // How much of what is pending had come by then.
        Ticks pending;
    };

    void note_gap(Ticks now) noexcept;
    void note_reader(Ticks now);
    void pay_debt(Ticks now);
    void cut_front(std::size_t samples);
    void adjust(std::size_t frame, Ticks asked, Ticks patience);
    void shorten_by(Ticks spare);
    bool lengthen_once(bool forced);
    void bridge(std::size_t frame);
    void fade_into_pending();
    void give(PcmSpan frame, Ticks asked);
    void note_wait(Ticks wait) noexcept;
    [[nodiscard]] bool is_settled() const noexcept;
    void measure_anew() noexcept;
    [[nodiscard]] Ticks settled(Ticks now, Ticks margin) const noexcept;
    [[nodiscard]] std::vector<std::int16_t>::iterator at(std::size_t sample);
    void drop_front(std::size_t samples);
    void shift_arrivals(Ticks change);
    void remember(PcmView given);

    const unsigned channels_;
    const Backlog backlog_;
    std::vector<std::int16_t> pending_;
    std::deque<Arrival> arrivals_;
    // The last of what was given: to go on from where it ends.
    std::vector<std::int16_t> history_;

    // Something was given since the reader came.
    bool begun_ = false;
    Ticks last_read_ = 0;
    Ticks last_insert_ = 0;
    bool inserted_ = false;
    // The longest pause between two arrivals that is normal here.
    Ticks usual_gap_ = 0;
    unsigned gaps_ = 0;
    // How much of what comes in is left over from a stall.
    Ticks debt_ = 0;
    Ticks debt_until_ = 0;

    SlidingMinimum floor_;
    WaitHistory waits_;
    // Since sound came (again), and since a cut.
    unsigned frames_since_begin_ = 0;
    unsigned frames_since_change_ = 0;
    unsigned frames_refused_ = 0;
    // How long nothing real was given.
    std::size_t starved_ = 0;
    Figures figures_;
};

} // namespace janus_talk::sound
