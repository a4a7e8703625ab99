// SPDX-License-Identifier: MIT
#pragma once

#include "core/notice.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace janus_talk::report {

/// Collects the measures of a run from its notices. Pure: time is an argument.
class Summary {
public:
    /// @param start of the process
    explicit Summary(std::chrono::steady_clock::time_point start);

    void add(const core::Notice& notice, std::chrono::steady_clock::time_point now);

    enum class Verdict { pass, fail, inconclusive };
    /// pass: exit 0. inconclusive: interrupted before the room was joined. fail: anything else.
    [[nodiscard]] Verdict verdict() const;

    /// The final result as one JSON line (--json), exit code and error included.
    [[nodiscard]] std::string json() const;

    struct Measures {
        std::optional<double> up_ms;
        std::optional<double> first_audio_ms;
        std::optional<core::media::Stats> stats;
        double duration_ms = 0;
        std::optional<base::ExitCode> exit;
        std::optional<base::Failure> error;
    };
    [[nodiscard]] const Measures& measures() const noexcept { return measures_; }

private:
    std::chrono::steady_clock::time_point start_;
    Measures measures_;
};

} // namespace janus_talk::report
