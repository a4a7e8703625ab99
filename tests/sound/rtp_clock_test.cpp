// SPDX-License-Identifier: MIT
#include "sound/packet_buffer.hpp"
#include "sound/rtp_clock.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <vector>

using namespace janus_talk::sound;

namespace {

/// As Playout sees them.
std::vector<Ticks> seen(unsigned rate, const std::vector<std::uint32_t>& timestamps) {
    TimestampExtender extender;
    std::vector<Ticks> times;
    for (const std::uint32_t timestamp : timestamps)
        times.push_back(extender.extend(at_our_rate(timestamp, rate)));
    for (Ticks& time : times)
        time -= extender.extend(at_our_rate(timestamps.front(), rate));
    return times;
}

} // namespace

TEST_CASE("Our own clock is left as it is") {
    for (const std::uint32_t timestamp : {0U, 960U, 0xFFFFFC40U, 0xFFFFFFFFU})
        CHECK(at_our_rate(timestamp, 48000) == timestamp);
}

TEST_CASE("A packet of G.711 takes 20 ms of ours") {
    CHECK(seen(8000, {4711, 4871, 5031, 5191}) == std::vector<Ticks>{0, 960, 1920, 2880});
}

TEST_CASE("Time runs on where the slower clock begins anew") {
    CHECK(seen(8000, {0xFFFFFF60, 0, 160, 320}) == std::vector<Ticks>{0, 960, 1920, 2880});
    // And where ours does, which is six times as often.
    CHECK(seen(8000, {0x2AAAAA40, 0x2AAAAAE0, 0x2AAAAB80}) == std::vector<Ticks>{0, 960, 1920});
    // Twice around, in steps of an hour.
    constexpr std::uint32_t hour = 8000 * 3600;
    TimestampExtender extender;
    Ticks before = extender.extend(at_our_rate(0, 8000));
    std::uint32_t timestamp = 0;
    for (int hours = 1; hours < 300; ++hours) {
        timestamp += hour;
        const Ticks now = extender.extend(at_our_rate(timestamp, 8000));
        REQUIRE(now - before == Ticks{hour} * 6);
        before = now;
    }
}

TEST_CASE("Packets that overtake each other keep their places, also around a new beginning") {
    CHECK(seen(8000, {160, 320, 0, 0xFFFFFF60, 480}) ==
          std::vector<Ticks>{0, 960, -960, -1920, 1920});
}
