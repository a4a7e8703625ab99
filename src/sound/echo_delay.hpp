// SPDX-License-Identifier: MIT
#pragma once

#include "sound/pcm.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace janus_talk::sound {

/// How loud a sound is, each 5 ms, without what is steady in it: the rhythm of speech.
class Rhythm {
public:
    static constexpr std::size_t hop = 240;

    explicit Rhythm(unsigned channels) noexcept : channels_(channels) {}

    /// Takes the beginning of `samples` away, up to the end of a hop. A value when one is complete.
    std::optional<float> take(PcmView& samples) noexcept;

    /// Something is to be heard; without that no rhythm means anything.
    [[nodiscard]] bool is_active() const noexcept { return active_hops_ > 0; }

private:
    unsigned channels_;
    // Single samples, all channels counted.
    std::size_t count_ = 0;
    std::int64_t sum_ = 0;
    float mean_ = 0;
    bool begun_ = false;
    unsigned active_hops_ = 0;
};

/// Finds out how much later a loudspeaker's sound is in the microphone's, by comparing their
/// rhythms over the last seconds. What sound cards say about their delay is often wrong, and knows
/// nothing of wireless headsets. Somebody who speaks at the same time does no harm: that is another
/// rhythm.
///
/// Allocates nothing; one thread at a time.
class EchoDelay {
public:
    explicit EchoDelay(unsigned channels) noexcept : far_(channels), near_(channels) {}

    void add_far(PcmView played) noexcept;
    void add_near(PcmView captured) noexcept;

    /// In samples, between 0 and `longest`, in steps of 5 ms; empty while there is no echo to speak
    /// of. Both streams are counted from their beginning.
    [[nodiscard]] std::optional<Ticks> value() const noexcept { return value_; }

    /// From now on the far stream counts as this much further: its clock is another one.
    void shift_far(int hops) noexcept;

    static constexpr std::size_t lags = 120;
    static constexpr Ticks longest = lags * Rhythm::hop;

private:
    struct Score {
        float product = 0;
        float far_energy = 0;
        float near_energy = 0;

        [[nodiscard]] float likeness() const noexcept;
    };

    void compare(float near) noexcept;
    void choose() noexcept;

    Rhythm far_;
    Rhythm near_;
    static constexpr std::size_t memory = 256;
    std::array<float, memory> rhythm_{};
    std::int64_t far_hops_ = 0;
    std::int64_t near_hops_ = 0;
    std::array<Score, lags> scores_{};
    unsigned compared_ = 0;
    std::optional<Ticks> value_;
};

} // namespace janus_talk::sound
