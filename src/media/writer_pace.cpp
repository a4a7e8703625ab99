// SPDX-License-Identifier: MIT
#include "media/writer_pace.hpp"

#include <algorithm>
#include <utility>

namespace janus_talk::media {

namespace {

/// No sound card is that wrong (1 %), and no file is that slow.
constexpr double tolerance = 1.01;

} // namespace

void WriterPace::note(sound::Ticks now, sound::Ticks waited, sound::Ticks received) noexcept {
    if (verdict_ == Verdict::ahead)
        return;
    // Before the first piece nobody may have been there at all.
    if (!std::exchange(begun_, true))
        return;
    if (waited >= real_wait)
        ++waits_;
    if (!measuring_) {
        // What had gathered before we came says nothing; the first wait shows that it is used up.
        measuring_ = waited >= real_wait;
        since_ = last_ = now;
        return;
    }
    ahead_ = std::max(ahead_ - static_cast<double>(now - last_) * tolerance,
                      -static_cast<double>(longest_lag));
    last_ = now;
    ahead_ += static_cast<double>(received);
    received_ += received;
    if (ahead_ > static_cast<double>(largest_block)) {
        verdict_ = Verdict::ahead;
    } else if (now - since_ >= shortest_proof && waits_ >= waits_to_know &&
               received_ >= (now - since_) / 2) {
        verdict_ = Verdict::live;
    }
}

} // namespace janus_talk::media
