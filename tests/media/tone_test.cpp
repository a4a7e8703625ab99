// SPDX-License-Identifier: MIT
#include "media/tone.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <numbers>
#include <vector>

using namespace janus_talk::media;

TEST_CASE("A tone is the sine that was asked for, to the last bit but one, across frames of any "
          "size") {
    const double hz = GENERATE(0.5, 440.0, 997.0, 23'999.0);
    const double dbfs = GENERATE(0.0, -14.0);
    const unsigned channels = GENERATE(1U, 2U);
    Tone tone{hz, dbfs, channels};
    const double amplitude = 32767.0 * std::pow(10.0, dbfs / 20.0);
    std::size_t n = 0;
    for (const std::size_t length : {960U, 1U, 7U, 48'000U, 960U, 96'000U}) {
        std::vector<std::int16_t> frame(length * channels);
        REQUIRE(tone.read(frame) == PcmSource::Pull::sound);
        int worst = 0;
        for (std::size_t i = 0; i < length; ++i, ++n) {
            const double wanted = amplitude * std::sin(2.0 * std::numbers::pi * hz *
                                                       static_cast<double>(n) / sample_rate);
            for (unsigned channel = 0; channel < channels; ++channel) {
                const int heard = frame[i * channels + channel];
                worst = std::max(worst, std::abs(heard - static_cast<int>(std::lround(wanted))));
            }
        }
        CHECK(worst <= 1);
    }
}
