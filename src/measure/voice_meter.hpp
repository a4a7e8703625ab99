// SPDX-License-Identifier: MIT
#pragma once

#include "measure/band_filter.hpp"
#include "measure/marker.hpp"
#include "measure/marker_finder.hpp"
#include "measure/spread.hpp"
#include "measure/timeline.hpp"

#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace janus_talk::measure {

/// A marker is looked at in pieces of 5 ms: what a lost packet held begins anywhere in it.
inline constexpr std::chrono::milliseconds piece_length{5};
inline constexpr std::size_t marker_pieces = marker::length / piece_length;

/// What became of one marker.
struct MarkerResult {
    std::uint64_t number = 0;
    bool found = false;
    /// The rest only if found. From the moment at which its first sample was spoken to the one at
    /// which it was played, ms.
    double delay_ms = 0;
    /// See MarkerFinder::Place.
    double match = 0;
    /// How much louder it was heard than sent, dB, the noise of the pause taken away.
    double level_error_db = 0;
    /// The marker against what was heard in the pause after it, dB; at most 90.
    double snr_db = 0;
    /// One for each piece of 5 ms: nothing of it was heard, though the rest was.
    std::bitset<marker_pieces> silent_pieces{};
};

/// The figures of a run.
struct VoiceFigures {
    std::uint64_t sent = 0;
    std::uint64_t found = 0;
    /// Of the markers that were found.
    Spread delay_ms;
    /// Mean difference of the delays of two markers that follow each other, ms.
    double jitter_ms = 0;
    /// Medians.
    double level_error_db = 0;
    double snr_db = 0;
    double match = 0;
    /// Times without voice where there should have been: runs of pieces of 5 ms, and a marker that
    /// was not found is 200 ms. What a packet lost and concealed sounds like is voice here.
    std::uint64_t gaps = 0;
    double longest_gap_ms = 0;
    /// Share of the time of all markers, percent.
    double silent_pct = 0;

    /// Percent of the markers; 100 when none was sent.
    [[nodiscard]] double missing_pct() const;
};

/// Compares what was spoken with what is heard elsewhere, as both streams go on. Memory and time
/// per marker are bounded, whatever the length of the run. Not thread-safe; time is an argument.
class VoiceMeter {
public:
    /// @param seed of the MarkerSource that is sent
    explicit VoiceMeter(std::uint64_t seed);

    /// The next samples of the MarkerSource. @param spoken when the first of them left the mouth
    void add_sent(std::uint64_t samples, Time spoken);
    /// What is played. @param due when the first of these samples is due at the ear
    void add_heard(std::span<const std::int16_t> samples, Time due);

    /// Judges the markers for which enough has been heard: `longest_delay` after their end.
    void advance();
    /// Judges those that were sent whole and for which nothing more will be heard.
    void finish();

    [[nodiscard]] const std::vector<MarkerResult>& results() const noexcept { return results_; }

    [[nodiscard]] VoiceFigures figures() const;

    /// What comes later is as good as lost. Nobody can talk at two seconds.
    static constexpr std::chrono::milliseconds longest_delay{2500};

private:
    struct Stretch;

    [[nodiscard]] bool is_sent(std::uint64_t number) const;
    void judge(std::uint64_t number, Time spoken);
    [[nodiscard]] Stretch stretch_after(Time spoken) const;
    static void look_inside(MarkerResult& result,
                            std::span<const float> from_marker,
                            std::span<const float> marker);
    void forget_before(Time time);

    const std::uint64_t seed_;
    const MarkerFinder finder_;
    BandFilter filter_;
    Timeline spoken_;
    Timeline heard_times_;
    // At 8 kHz; the first one is sample first_ of all.
    std::vector<float> heard_;
    std::uint64_t first_ = 0;
    std::uint64_t next_marker_ = 0;
    std::vector<MarkerResult> results_;
};

} // namespace janus_talk::measure
