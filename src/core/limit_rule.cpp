// SPDX-License-Identifier: MIT
#include "core/limit_rule.hpp"

#include "core/flow_loss.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace janus_talk::core {

namespace {

using namespace std::chrono_literals;

/// Figures come once a second; two that are further apart have an outage between them.
constexpr std::chrono::milliseconds longest_gap = 2500ms;
/// A busy machine is late at times: a window is full when figures of nearly all of it are there.
constexpr std::chrono::milliseconds slack = 500ms;
constexpr std::chrono::milliseconds shortest_window = 1s;
constexpr std::chrono::milliseconds longest_window = 1h;

/// What the figures of a window are made into.
enum class Fold { mean, mean_power, share, highest, sum };

struct Reading {
    double figure = 0;
    double whole = 0;
};

Reading reading(double value) {
    return {value, 0};
}

template <typename Number>
std::optional<Reading> reading(const std::optional<Number>& value) {
    return value ? std::optional{reading(static_cast<double>(*value))} : std::nullopt;
}

template <auto Member>
std::optional<Reading> stats_figure(const Notice& notice) {
    const auto* const stats = std::get_if<media::Stats>(&notice);
    return stats == nullptr ? std::nullopt : std::optional<Reading>{reading(stats->*Member)};
}

template <auto Member>
std::optional<Reading> level_figure(const Notice& notice) {
    const auto* const levels = std::get_if<media::Levels>(&notice);
    return levels == nullptr ? std::nullopt : std::optional<Reading>{reading(levels->*Member)};
}

template <auto Flow>
std::optional<Reading> rate(const Notice& notice) {
    const auto* const stats = std::get_if<media::Stats>(&notice);
    return stats == nullptr ? std::nullopt : std::optional{reading((stats->*Flow).kbps)};
}

Reading part_of(const media::FlowStats& flow, double percent) {
    const double expected = loss_of(flow).expected;
    return {expected * percent / 100.0, expected};
}

template <auto Flow>
std::optional<Reading> lost(const Notice& notice) {
    const auto* const stats = std::get_if<media::Stats>(&notice);
    if (stats == nullptr || (stats->*Flow).packets == 0)
        return std::nullopt;
    return part_of(stats->*Flow, (stats->*Flow).lost_pct);
}

std::optional<Reading> concealed(const Notice& notice) {
    const auto* const stats = std::get_if<media::Stats>(&notice);
    if (stats == nullptr || !stats->rx_concealed_pct)
        return std::nullopt;
    return part_of(stats->rx, *stats->rx_concealed_pct);
}

double to_power(double dbfs) {
    return std::pow(10.0, dbfs / 10.0);
}

} // namespace

struct LimitRule::Measure {
    std::string_view name;
    std::string_view unit;
    Fold fold;
    std::optional<Reading> (*take)(const Notice&);
    /// Counts from the start of the call.
    bool runs = false;
};

const LimitRule::Measure* LimitRule::find(std::string_view name) {
    using media::Levels;
    using media::Stats;
    static const std::array<Measure, 15> all{{
            {"rx.loss", "%", Fold::share, lost<&Stats::rx>, true},
            {"tx.loss", "%", Fold::share, lost<&Stats::tx>, true},
            {"rx.concealed", "%", Fold::share, concealed, true},
            {"rx.level", "dBFS", Fold::mean_power, level_figure<&Levels::rx_dbfs>},
            {"tx.level", "dBFS", Fold::mean_power, level_figure<&Levels::tx_dbfs>},
            {"rx.peak", "dBFS", Fold::highest, level_figure<&Levels::rx_peak_dbfs>},
            {"tx.peak", "dBFS", Fold::highest, level_figure<&Levels::tx_peak_dbfs>},
            {"tx.clipped", "", Fold::sum, level_figure<&Levels::clipped>},
            {"rtt", "ms", Fold::mean, stats_figure<&Stats::rtt_ms>},
            {"rx.jitter", "ms", Fold::mean, stats_figure<&Stats::rx_jitter_ms>},
            {"tx.jitter", "ms", Fold::mean, stats_figure<&Stats::tx_jitter_ms>},
            {"rx.buffer", "ms", Fold::mean, stats_figure<&Stats::rx_buffer_ms>},
            {"rx.late", "", Fold::sum, stats_figure<&Stats::rx_late>, true},
            {"rx.kbps", "kbps", Fold::mean, rate<&Stats::rx>},
            {"tx.kbps", "kbps", Fold::mean, rate<&Stats::tx>},
    }};
    const auto found = std::find_if(all.begin(), all.end(), [name](const Measure& measure) {
        return measure.name == name;
    });
    return found == all.end() ? nullptr : &*found;
}

LimitRule::LimitRule(std::string_view text) : text_(text) {
    GoalScanner scanner{text};
    const std::size_t begin = scanner.position();
    measure_ = find(scanner.word());
    if (measure_ == nullptr) {
        throw GoalSyntaxError(begin,
                              "here should be rx.loss, tx.loss, rx.concealed, rx.level, tx.level, "
                              "rx.peak, tx.peak, tx.clipped, rtt, rx.jitter, tx.jitter, rx.buffer, "
                              "rx.late, rx.kbps or tx.kbps");
    }
    relation_ = scanner.relation();
    limit_ = scanner.number();
    if (!measure_->unit.empty())
        static_cast<void>(scanner.take(measure_->unit));
    if (scanner.take("/")) {
        window_ = scanner.duration();
        if (window_ < shortest_window || window_ > longest_window)
            scanner.fail("a window is between 1s and 1h long");
    }
    if (!scanner.at_end()) {
        scanner.fail("here should be " +
                     (measure_->unit.empty() ? "" : std::string{measure_->unit} + " or ") +
                     "a window, such as /10s");
    }
}

void LimitRule::restart() {
    samples_.clear();
    before_.reset();
    since_.reset();
}

void LimitRule::add(const Notice& notice, TimePoint now) {
    const auto taken = measure_->take(notice);
    if (!taken)
        return;
    if (before_ && now - before_->time > longest_gap)
        restart();
    const Sample raw{now, taken->figure, taken->whole};
    const auto before = std::exchange(before_, raw);
    Sample sample = raw;
    if (measure_->runs) {
        // A new peer connection counts from zero again.
        const bool begins = !before || raw.figure < before->figure || raw.whole < before->whole;
        if (begins && !before) {
            since_ = now;
            return;
        }
        if (!begins) {
            sample.figure -= before->figure;
            sample.whole -= before->whole;
        }
    } else if (!before) {
        since_ = now - 1s; // it is about the second that has just passed
    }
    samples_.push_back(sample);
    while (!samples_.empty() && samples_.front().time + window_ <= now + slack)
        samples_.pop_front();
}

std::optional<double> LimitRule::value() const {
    if (samples_.empty() || !since_ || samples_.back().time - *since_ < window_ - slack)
        return std::nullopt;
    return value_so_far();
}

std::optional<double> LimitRule::value_so_far() const {
    if (samples_.empty())
        return std::nullopt;
    double figures = 0;
    double whole = 0;
    double highest = samples_.front().figure;
    for (const Sample& sample : samples_) {
        figures += measure_->fold == Fold::mean_power ? to_power(sample.figure) : sample.figure;
        whole += sample.whole;
        highest = std::max(highest, sample.figure);
    }
    const auto count = static_cast<double>(samples_.size());
    switch (measure_->fold) {
    case Fold::mean:
        return figures / count;
    case Fold::mean_power:
        return 10.0 * std::log10(figures / count);
    case Fold::share:
        return whole > 0 ? std::optional{std::clamp(figures / whole, 0.0, 1.0) * 100.0}
                         : std::nullopt;
    case Fold::highest:
        return highest;
    case Fold::sum:
        return figures;
    }
    return std::nullopt;
}

bool LimitRule::is_broken_by(double value) const noexcept {
    return holds(value, relation_, limit_);
}

} // namespace janus_talk::core
