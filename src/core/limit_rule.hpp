// SPDX-License-Identifier: MIT
#pragma once

#include "core/event.hpp"
#include "core/goal_scanner.hpp"
#include "core/media_event.hpp"
#include "core/notice.hpp"

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace janus_talk::core {

/// A rule of --fail-if, `measure relation value/window`, that says what must not be:
///
///     rx.loss>3%/10s    rx.level<-55dBFS/15s    rtt>200ms/5s
///
/// Measures, each over the window: rx.loss, tx.loss, rx.concealed (percent of what was due),
/// rx.level, tx.level (mean power, dBFS), rx.peak, tx.peak (the highest, dBFS), rtt, rx.jitter,
/// tx.jitter, rx.buffer (mean, ms), rx.kbps, tx.kbps (mean), tx.clipped, rx.late (how many). The
/// unit may be left out. Without a window, one second. Figures come once a second, so that is also
/// the shortest window.
class LimitRule {
public:
    /// @throws GoalSyntaxError
    explicit LimitRule(std::string_view text);

    /// As it was written.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    [[nodiscard]] std::chrono::milliseconds window() const noexcept { return window_; }

    /// Figures are taken from Levels and Stats, everything else is ignored. A gap (an outage)
    /// begins a new window.
    void add(const Notice& notice, TimePoint now);
    /// The measure over the whole window; empty before there are figures for it.
    [[nodiscard]] std::optional<double> value() const;
    /// Over less than a window, where there was no more; empty without any figure.
    [[nodiscard]] std::optional<double> value_so_far() const;
    /// What must not be, is.
    [[nodiscard]] bool is_broken_by(double value) const noexcept;

private:
    struct Measure;

    struct Sample {
        TimePoint time;
        /// Of this second, and for a share of how much.
        double figure = 0;
        double whole = 0;
    };

    static const Measure* find(std::string_view name);
    void restart();

    std::string text_;
    const Measure* measure_ = nullptr;
    Relation relation_ = Relation::more;
    double limit_ = 0;
    std::chrono::milliseconds window_{1000};
    std::deque<Sample> samples_;
    /// The last figure as it came, where it counts from the start of the call.
    std::optional<Sample> before_;
    std::optional<TimePoint> since_;
};

} // namespace janus_talk::core
