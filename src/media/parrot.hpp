// SPDX-License-Identifier: MIT
#pragma once

#include "media/pcm.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace janus_talk::media {

/// Repeats what is heard, so much later: what is written here by whoever plays the room is read by
/// whoever sends. Time is counted in samples; where one side stalls, the delay is kept by leaving
/// out what is too old, or by waiting in silence until there is enough again.
class Parrot final : public PcmSink, public PcmSource {
public:
    /// @param delay between hearing and repeating; whole frames of 20 ms are made of it, at least
    /// one
    Parrot(std::chrono::milliseconds delay, unsigned channels);

    /// While hushed nothing is repeated, and what is heard is forgotten; so is what was heard
    /// before. @thread any
    void hush(bool hushed) noexcept;

    /// @thread playing
    void write(PcmView samples) noexcept override;
    /// @thread sending
    Pull read(PcmSpan frame) noexcept override;

    /// How far the two sides may drift apart before the delay is put right. Playing moves its
    /// pieces by more than a frame, and a gap in the sound is worse than a longer delay.
    static constexpr std::chrono::milliseconds tolerance{100};

private:
    void forget() noexcept;

    const std::size_t delay_;
    const std::size_t tolerance_;
    std::mutex mutex_;
    /// A ring.
    std::vector<std::int16_t> samples_;
    std::size_t next_ = 0;
    std::size_t waiting_ = 0;
    /// There was enough, and has been something ever since.
    bool flows_ = false;
    bool hushed_ = false;
};

} // namespace janus_talk::media
