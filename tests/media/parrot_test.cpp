// SPDX-License-Identifier: MIT
#include "media/parrot.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

using namespace janus_talk::media;
using namespace std::chrono_literals;

namespace {

constexpr int frames_in_delay = 10;

/// A parrot of 200 ms, and frames that are known by their number, from 1.
struct Aviary {
    void hear(std::int16_t number) {
        std::array<std::int16_t, frame_samples> frame{};
        frame.fill(number);
        parrot.write(frame);
    }

    /// Nothing while the parrot is silent.
    std::optional<std::int16_t> spoken() {
        std::array<std::int16_t, frame_samples> frame{};
        if (parrot.read(frame) != PcmSource::Pull::sound)
            return std::nullopt;
        CHECK(frame.front() == frame.back());
        return frame.front();
    }

    Parrot parrot{frames_in_delay * frame_duration, 1};
};

} // namespace

TEST_CASE("a parrot repeats what it heard, after the delay and without a gap") {
    Aviary aviary;
    for (std::int16_t tick = 1; tick <= 100; ++tick) {
        aviary.hear(tick);
        const auto spoken = aviary.spoken();
        if (tick < frames_in_delay)
            CHECK_FALSE(spoken);
        else
            CHECK(spoken == tick - frames_in_delay + 1);
    }
}

TEST_CASE("a parrot speaks to its end what it has heard") {
    Aviary aviary;
    for (std::int16_t tick = 1; tick <= frames_in_delay; ++tick)
        aviary.hear(tick);
    for (std::int16_t tick = 1; tick <= frames_in_delay; ++tick)
        CHECK(aviary.spoken() == tick);
    CHECK_FALSE(aviary.spoken());
    // And waits again for as long as the delay.
    aviary.hear(11);
    CHECK_FALSE(aviary.spoken());
}

TEST_CASE("a parrot that could not speak for a while does not lag behind for ever") {
    Aviary aviary;
    for (std::int16_t tick = 1; tick <= 200; ++tick)
        aviary.hear(tick);
    CHECK(aviary.spoken() == 200 - frames_in_delay + 1);
}

TEST_CASE("a hushed parrot hears nothing, and has forgotten what it heard") {
    Aviary aviary;
    for (std::int16_t tick = 1; tick <= 15; ++tick)
        aviary.hear(tick);
    aviary.parrot.hush(true);
    CHECK_FALSE(aviary.spoken());
    for (std::int16_t tick = 16; tick <= 40; ++tick)
        aviary.hear(tick);
    CHECK_FALSE(aviary.spoken());
    aviary.parrot.hush(false);
    CHECK_FALSE(aviary.spoken());
    for (std::int16_t tick = 41; tick < 41 + frames_in_delay; ++tick)
        aviary.hear(tick);
    CHECK(aviary.spoken() == 41);
}
