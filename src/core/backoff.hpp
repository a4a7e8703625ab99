// SPDX-License-Identifier: MIT
#pragma once

#include "core/timing.hpp"

#include <chrono>
#include <functional>
#include <utility>

namespace janus_talk::core {

/// How long to wait before the next try. Pure: neither a clock nor a source of randomness of its
/// own.
///
/// The first try is made at once. After that the wait is drawn evenly from zero up to a bound that
/// doubles with every try ("full jitter": clients that lost the same server come back spread out).
/// The bound stays low for the first seconds of an outage, because most servers are restarted
/// within them, and a refused connection costs next to nothing; then it may grow.
class Backoff {
public:
    struct Settings {
        std::chrono::milliseconds first = timing::first_retry_delay;
        std::chrono::milliseconds eager_cap = timing::eager_retry_delay;
        std::chrono::milliseconds eager_for = timing::eager_retries;
        std::chrono::milliseconds cap = timing::longest_retry_delay;
    };

    /// @param fraction gives numbers from 0 (included) to 1 (excluded), evenly
    Backoff(Settings settings, std::function<double()> fraction)
        : settings_(settings), fraction_(std::move(fraction)), bound_(settings.first) {}

    /// @param outage how long the outage has lasted already
    [[nodiscard]] std::chrono::milliseconds next(std::chrono::milliseconds outage);

    /// The next try is a first one again.
    void reset() noexcept;

private:
    Settings settings_;
    std::function<double()> fraction_;
    std::chrono::milliseconds bound_;
    bool is_first_ = true;
};

} // namespace janus_talk::core
