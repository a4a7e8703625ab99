// SPDX-License-Identifier: MIT
#include "media/level_meter.hpp"
#include "media/tone.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace janus_talk::media;

namespace {

LevelWindow measure(PcmSource& source, unsigned channels) {
    LevelMeter meter{channels};
    std::vector<std::int16_t> frame(frame_samples * channels);
    while (true) {
        if (source.read(frame) != PcmSource::Pull::sound)
            frame.assign(frame.size(), 0);
        if (const auto window = meter.add(frame))
            return *window;
    }
}

std::vector<std::int16_t> frame_of(std::int16_t sample) {
    return std::vector<std::int16_t>(frame_samples, sample);
}

} // namespace

TEST_CASE("A sine of -20 dBFS peaks at -20 and has a mean of -23") {
    const unsigned channels = GENERATE(1U, 2U);
    Tone tone{1000, -20, channels};
    const LevelWindow window = measure(tone, channels);
    CHECK(window.peak_dbfs == Approx(-20).margin(0.05));
    CHECK(window.mean_dbfs == Approx(-23.01).margin(0.05));
    CHECK(window.clipped == 0);
}

TEST_CASE("Silence is at the floor") {
    Silence silence;
    const LevelWindow window = measure(silence, 1);
    CHECK(window.mean_dbfs == silence_dbfs);
    CHECK(window.peak_dbfs == silence_dbfs);
}

TEST_CASE("A window is one second, and the next one starts afresh") {
    LevelMeter meter{1};
    int windows = 0;
    for (int i = 0; i < 50; ++i)
        windows += meter.add(frame_of(1000)) ? 1 : 0;
    CHECK(windows == 1);
    std::optional<LevelWindow> second;
    for (int i = 0; i < 50; ++i)
        second = meter.add(frame_of(0));
    REQUIRE(second);
    CHECK(second->peak_dbfs == silence_dbfs);
}

TEST_CASE("Samples at full scale of either sign are counted as clipped") {
    LevelMeter meter{1};
    std::vector<std::int16_t> frame = frame_of(0);
    frame[0] = 32767;
    frame[1] = -32768;
    frame[2] = -32767;
    frame[3] = 32766;
    std::optional<LevelWindow> window = meter.add(frame);
    for (int i = 0; i < 49; ++i)
        window = meter.add(frame_of(0));
    REQUIRE(window);
    CHECK(window->clipped == 3);
    CHECK(window->peak_dbfs == Approx(0).margin(0.001));
}

TEST_CASE("The level in the RTP header is honest") {
    CHECK(rtp_level(frame_of(32767)) == 0);
    CHECK(rtp_level(frame_of(3277)) == 20);
    CHECK(rtp_level(frame_of(33)) == 60);
}

TEST_CASE("Only digital silence is marked 127, which AudioBridge leaves out of the mix") {
    CHECK(rtp_level(frame_of(0)) == 127);
    std::vector<std::int16_t> faintest = frame_of(0);
    faintest[500] = 1;
    CHECK(rtp_level(faintest) == 120);
    CHECK(rtp_level(frame_of(1)) == 90);
}
