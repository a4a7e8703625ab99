// SPDX-License-Identifier: MIT
#include "media/interlude.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <vector>

using namespace janus_talk::media;

namespace {

/// So many frames of one value, then the end.
class Steady final : public PcmSource {
public:
    Steady(int frames, std::int16_t value) : frames_(frames), value_(value) {}

    Pull read(PcmSpan frame) noexcept override {
        if (frames_ == 0)
            return Pull::ended;
        --frames_;
        std::fill(frame.begin(), frame.end(), value_);
        return Pull::sound;
    }

private:
    int frames_;
    std::int16_t value_;
};

class Waiting final : public PcmSource {
public:
    Pull read(PcmSpan) noexcept override { return Pull::nothing; }
};

std::vector<std::int16_t> frame_of(std::int16_t value) {
    return std::vector<std::int16_t>(frame_samples, value);
}

} // namespace

TEST_CASE("A sound is laid over the frame for as long as it lasts, and its end is told once") {
    Interlude interlude{1};
    int ends = 0;
    auto frame = frame_of(100);
    CHECK_FALSE(interlude.mix(frame));
    CHECK(frame == frame_of(100));
    interlude.play(std::make_shared<Steady>(2, std::int16_t{20}), [&] { ++ends; });
    CHECK(interlude.mix(frame));
    CHECK(frame == frame_of(120));
    CHECK(interlude.mix(frame));
    CHECK(frame == frame_of(140));
    CHECK(ends == 0);
    CHECK_FALSE(interlude.mix(frame));
    CHECK_FALSE(interlude.mix(frame));
    CHECK(frame == frame_of(140));
    CHECK(ends == 1);
}

TEST_CASE("A sum beyond full scale stays there") {
    Interlude interlude{1};
    interlude.play(std::make_shared<Steady>(1, std::int16_t{30'000}), [] {});
    auto loud = frame_of(30'000);
    CHECK(interlude.mix(loud));
    CHECK(loud == frame_of(32'767));
    interlude.play(std::make_shared<Steady>(1, std::int16_t{-30'000}), [] {});
    auto low = frame_of(-30'000);
    CHECK(interlude.mix(low));
    CHECK(low == frame_of(-32'768));
}

TEST_CASE("A sound that has not come yet changes nothing, and one that is stopped has no end to "
          "tell") {
    Interlude interlude{1};
    int ends = 0;
    auto frame = frame_of(7);
    interlude.play(std::make_shared<Waiting>(), [&] { ++ends; });
    CHECK(interlude.mix(frame));
    CHECK(frame == frame_of(7));
    interlude.stop();
    CHECK_FALSE(interlude.mix(frame));
    CHECK(ends == 0);
}
