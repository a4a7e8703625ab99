// SPDX-License-Identifier: MIT
#include "sound/echo_aligner.hpp"

#include <algorithm>
#include <cstdlib>

namespace janus_talk::sound {

namespace {

constexpr Ticks kept = EchoDelay::longest + 400 * ticks_per_ms;
constexpr auto hop = static_cast<Ticks>(Rhythm::hop);

/// Loudspeakers take their sound in bursts; seconds show the clock behind them.
constexpr double lag_memory = 5.0 * sample_rate;
/// From here on the counts of the two streams are brought together again.
constexpr Ticks largest_lag = 30 * ticks_per_ms;

} // namespace

void EchoAligner::add_far(PcmView played) {
    came_ = came_ || !played.empty();
    far_.insert(far_.end(), played.begin(), played.end());
    written_ += static_cast<Ticks>(played.size() / channels_);
    delay_.add_far(played);
    const std::size_t most = static_cast<std::size_t>(kept) * channels_;
    if (far_.size() > 2 * most)
        far_.erase(far_.begin(), far_.end() - static_cast<std::ptrdiff_t>(most));
}

PcmView EchoAligner::match(PcmView captured) {
    const auto count = static_cast<Ticks>(captured.size() / channels_);
    follow_clocks(count);
    delay_.add_near(captured);
    correct();
    const Ticks begin = written_ - static_cast<Ticks>(far_.size() / channels_);
    matched_.assign(captured.size(), 0);
    const Ticks from = captured_ - held_back_;
    const Ticks first = std::clamp(from, begin, written_);
    const Ticks last = std::clamp(from + count, begin, written_);
    std::copy(far_.begin() + (first - begin) * channels_,
              far_.begin() + (last - begin) * channels_,
              matched_.begin() + (first - from) * channels_);
    captured_ += count;
    return matched_;
}

void EchoAligner::follow_clocks(Ticks captured) {
    silent_ = came_ ? 0 : silent_ + captured;
    came_ = false;
    if (silent_ > longest_silence) {
        // A loudspeaker that is gone plays silence.
        const Ticks missing = captured_ + captured - written_;
        if (missing > 0)
            add_far(std::vector<std::int16_t>(static_cast<std::size_t>(missing) * channels_, 0));
        came_ = false;
        lag_ = 0;
        return;
    }
    const auto lag = static_cast<double>(captured_ - written_);
    lag_ += (lag - lag_) * std::min(1.0, static_cast<double>(captured) / lag_memory);
    if (std::abs(lag_) > static_cast<double>(largest_lag))
        shift_far(static_cast<int>(static_cast<Ticks>(lag_) / hop));
}

void EchoAligner::shift_far(int hops) {
    const Ticks change = hops * hop;
    delay_.shift_far(hops);
    written_ += change;
    held_back_ -= change;
    lag_ -= static_cast<double>(change);
}

void EchoAligner::correct() {
    const auto echo = delay_.value();
    if (echo && std::abs(*echo - margin - held_back_) > tolerance)
        held_back_ = *echo - margin;
}

} // namespace janus_talk::sound
