// SPDX-License-Identifier: MIT
#include "measure/voice_meter.hpp"

#include "measure/marker.hpp"

#include <algorithm>
#include <cmath>

namespace janus_talk::measure {

namespace {

constexpr std::size_t samples_per_ms = look_rate / 1000;
constexpr std::size_t piece = piece_length.count() * samples_per_ms;
constexpr std::size_t marker_length = marker::length.count() * samples_per_ms;
constexpr std::size_t longest_stretch =
        (VoiceMeter::longest_delay + marker::period).count() * samples_per_ms;
/// Of the pause: codecs smear up to a window beyond the marker's end.
constexpr std::size_t pause_begin = marker_length + 15 * samples_per_ms;
constexpr std::size_t pause_end = marker_length + 50 * samples_per_ms;
/// A piece this much below the whole marker is silence, dB.
constexpr double silence_db = -12;
constexpr double highest_snr_db = 90;

double power_of(std::span<const float> samples) {
    double sum = 0;
    for (const float sample : samples)
        sum += double{sample} * double{sample};
    return samples.empty() ? 0 : sum / static_cast<double>(samples.size());
}

double to_db(double power_ratio) {
    return 10 * std::log10(power_ratio);
}

double from_db(double db) {
    return std::pow(10.0, db / 10);
}

double to_ms(Time time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

} // namespace

/// Where a marker is to be looked for.
struct VoiceMeter::Stretch {
    std::uint64_t begin = 0; // at 8 kHz, of all that was heard
    std::span<const float> samples;
    bool is_whole = false;
};

VoiceMeter::VoiceMeter(std::uint64_t seed) : seed_(seed), finder_(longest_stretch) {}

void VoiceMeter::add_sent(std::uint64_t samples, Time spoken) {
    spoken_.add(samples, spoken);
}

void VoiceMeter::add_heard(std::span<const std::int16_t> samples, Time due) {
    heard_times_.add(samples.size(), due);
    filter_.add(samples, heard_);
    // Long before anything is said; a call may be silent for hours.
    if (spoken_.end() == 0)
        forget_before(due - std::chrono::seconds{1});
}

bool VoiceMeter::is_sent(std::uint64_t number) const {
    return spoken_.end() >= number * marker::period_samples + marker::length_samples;
}

VoiceMeter::Stretch VoiceMeter::stretch_after(Time spoken) const {
    Stretch stretch;
    const auto position = heard_times_.position_at(spoken);
    if (!position)
        return stretch;
    stretch.begin = std::max(*position / decimation, first_);
    const auto offset = std::min<std::uint64_t>(stretch.begin - first_, heard_.size());
    const auto rest = std::span<const float>{heard_}.subspan(static_cast<std::size_t>(offset));
    stretch.is_whole = rest.size() >= longest_stretch;
    stretch.samples = rest.first(std::min(rest.size(), longest_stretch));
    return stretch;
}

void VoiceMeter::advance() {
    while (is_sent(next_marker_)) {
        const auto at = static_cast<double>(next_marker_ * marker::period_samples);
        const Time spoken = spoken_.time_of(at).value_or(Time{});
        if (!stretch_after(spoken).is_whole)
            return;
        judge(next_marker_++, spoken);
        forget_before(spoken);
    }
}

void VoiceMeter::finish() {
    for (; is_sent(next_marker_); ++next_marker_) {
        const auto at = static_cast<double>(next_marker_ * marker::period_samples);
        judge(next_marker_, spoken_.time_of(at).value_or(Time{}));
    }
}

void VoiceMeter::judge(std::uint64_t number, Time spoken) {
    MarkerResult result;
    result.number = number;
    const Stretch stretch = stretch_after(spoken);
    const auto marker = make_marker(seed_, number, look_rate);
    const auto place = finder_.find(stretch.samples, marker);
    if (place && MarkerFinder::is_found(*place)) {
        const double position = (static_cast<double>(stretch.begin) + place->position) *
                                static_cast<double>(decimation);
        if (const auto played = heard_times_.time_of(position)) {
            result.found = true;
            result.delay_ms = to_ms(*played - spoken);
            result.match = place->match;
            result.level_error_db = 2 * to_db(place->gain);
            const auto from = std::min(static_cast<std::size_t>(std::lround(place->position)),
                                       stretch.samples.size() - marker.size());
            look_inside(result, stretch.samples.subspan(from), marker);
        }
    }
    results_.push_back(result);
}

/// What a codec does to the wave is no loss of level: what counts is power, without the noise.
/// @param from_marker what was heard from the marker's beginning on
void VoiceMeter::look_inside(MarkerResult& result,
                             std::span<const float> from_marker,
                             std::span<const float> marker) {
    const double heard = power_of(from_marker.first(marker.size()));
    const double noise =
            from_marker.size() < pause_end
                    ? 0.0
                    : power_of(from_marker.subspan(pause_begin, pause_end - pause_begin));
    const double voice = heard - noise;
    if (voice > 0)
        result.level_error_db = to_db(voice / power_of(marker));
    const double power = power_of(marker) * from_db(result.level_error_db);
    for (std::size_t at = 0; at + piece <= marker.size(); at += piece) {
        if (power_of(from_marker.subspan(at, piece)) < power * from_db(silence_db))
            result.silent_pieces.set(at / piece);
    }
    const bool is_loud = noise * from_db(highest_snr_db) > power;
    result.snr_db = is_loud ? to_db(power / noise) : highest_snr_db;
}

void VoiceMeter::forget_before(Time time) {
    const auto position = heard_times_.position_at(time);
    if (!position)
        return;
    const std::uint64_t first = *position / decimation;
    if (first > first_) {
        const auto count = std::min<std::uint64_t>(first - first_, heard_.size());
        heard_.erase(heard_.begin(), heard_.begin() + static_cast<std::ptrdiff_t>(count));
        first_ += count;
    }
    heard_times_.forget_before(first_ * decimation);
    spoken_.forget_before(next_marker_ * marker::period_samples);
}

double VoiceFigures::missing_pct() const {
    if (sent == 0)
        return 100;
    return 100 * static_cast<double>(sent - found) / static_cast<double>(sent);
}

VoiceFigures VoiceMeter::figures() const {
    VoiceFigures figures;
    std::vector<double> delays;
    std::vector<double> levels;
    std::vector<double> noises;
    std::vector<double> matches;
    double gap_ms = 0;
    double silent_ms = 0;
    const auto end_gap = [&] {
        figures.gaps += gap_ms > 0 ? 1 : 0;
        figures.longest_gap_ms = std::max(figures.longest_gap_ms, gap_ms);
        silent_ms += gap_ms;
        gap_ms = 0;
    };
    for (const auto& result : results_) {
        ++figures.sent;
        if (!result.found) {
            gap_ms += static_cast<double>(marker::period.count());
            continue;
        }
        end_gap();
        ++figures.found;
        delays.push_back(result.delay_ms);
        levels.push_back(result.level_error_db);
        noises.push_back(result.snr_db);
        matches.push_back(result.match);
        for (std::size_t at = 0; at < result.silent_pieces.size(); ++at) {
            if (result.silent_pieces.test(at))
                gap_ms += static_cast<double>(piece_length.count());
            else
                end_gap();
        }
        end_gap();
    }
    end_gap();
    figures.delay_ms = spread_of(delays);
    figures.jitter_ms = mean_step(delays);
    figures.level_error_db = spread_of(std::move(levels)).p50;
    figures.snr_db = spread_of(std::move(noises)).p50;
    figures.match = spread_of(std::move(matches)).p50;
    const double all_ms =
            static_cast<double>(figures.sent) * static_cast<double>(marker::period.count());
    figures.silent_pct = all_ms > 0 ? 100 * silent_ms / all_ms : 0;
    return figures;
}

} // namespace janus_talk::measure
