// SPDX-License-Identifier: MIT
#pragma once

#include "core/notice.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace janus_talk::report {

/// Collects the measures of a run from its notices. Pure: time is an argument.
class Summary {
public:
    /// Absent: it never came to that.
    struct Measures {
        /// Since the start of the process.
        std::optional<double> joined_ms;
        std::optional<double> up_ms;
        std::optional<double> first_audio_ms;
        /// Mean and maximum of the samples.
        std::optional<double> rtt_ms;
        std::optional<double> rtt_max_ms;
        /// The last sample; its counters run since the start.
        std::optional<core::media::Stats> stats;
        std::optional<double> tx_peak_dbfs;
        std::optional<double> rx_peak_dbfs;
        std::uint64_t clipped = 0;
        /// How often the server's sound stopped for a second or more.
        unsigned stalls = 0;
        /// From the start of the process to the last notice.
        double duration_ms = 0;
        /// In the order in which they were judged.
        std::vector<core::AssertionChecked> assertions;
        std::optional<base::ExitCode> exit;
        /// The first one: what follows it is its consequence.
        std::optional<base::Failure> error;
    };

    enum class Verdict { pass, fail, inconclusive };

    /// @param start of the process
    explicit Summary(std::chrono::steady_clock::time_point start);

    void add(const core::Notice& notice, std::chrono::steady_clock::time_point now);

    /// pass: exit 0. inconclusive: interrupted before the room was joined, or not ended yet. fail:
    /// anything else.
    [[nodiscard]] Verdict verdict() const;

    [[nodiscard]] const Measures& measures() const noexcept { return measures_; }

    /// The final result as one JSON line (--json), without the newline: the members of the `result`
    /// event, but not those that tie an event to a stream (t, ms, seq, session).
    [[nodiscard]] std::string json() const;

private:
    void on(const core::StateChanged& notice, double ms);
    void on(const core::RoomJoined& notice, double ms);
    void on(const core::MediaChanged& notice, double ms);
    void on(const core::media::Levels& notice, double ms);
    void on(const core::media::Stats& notice, double ms);
    void on(const core::AssertionChecked& notice, double ms);
    void on(const core::Problem& notice, double ms);
    void on(const core::Ended& notice, double ms);

    template <typename Other>
    void on(const Other&, double) {}

    std::chrono::steady_clock::time_point start_;
    Measures measures_;
    double rtt_sum_ms_ = 0;
    std::uint64_t rtt_samples_ = 0;
};

} // namespace janus_talk::report
