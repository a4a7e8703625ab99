// SPDX-License-Identifier: MIT
#include "app/probe_voice.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <chrono>
#include <memory>
#include <vector>

using namespace janus_talk;
using namespace std::chrono_literals;
using Pull = media::PcmSource::Pull;

namespace {

constexpr std::chrono::steady_clock::time_point probe_epoch{1h};

/// A talker that is asked each 20 ms, and a listener that hears it 80 ms later.
class ProbeStage {
public:
    Pull tick() {
        const Pull pull = voice.mouth()->read_due(frame_, now_);
        if (pull != Pull::sound)
            frame_.fill(0);
        voice.ear()->write_at(frame_, now_ + 60ms);
        now_ += 20ms;
        voice.advance();
        return pull;
    }

    void leave_out(int ticks) { now_ += 20ms * ticks; }

    void begin() { voice.mouth()->begin(now_); }

    void end() { voice.mouth()->end(now_); }

    app::ProbeVoice voice{5};

private:
    std::array<std::int16_t, 960> frame_{};
    std::chrono::steady_clock::time_point now_ = probe_epoch;
};

class TimedCopy final : public media::PcmSink {
public:
    void write(media::PcmView) noexcept override { times.emplace_back(); }

    void write_at(media::PcmView some, TimePoint due) noexcept override {
        samples.insert(samples.end(), some.begin(), some.end());
        times.push_back(due);
    }

    std::vector<std::int16_t> samples;
    std::vector<TimePoint> times;
};

} // namespace

TEST_CASE("a probe's talker is silent until told, and ends with a whole marker") {
    ProbeStage stage;
    CHECK(stage.tick() == Pull::nothing);
    stage.begin();
    for (int n = 0; n < 13; ++n)
        CHECK(stage.tick() == Pull::sound);
    stage.end();
    for (int n = 13; n < 20; ++n)
        CHECK(stage.tick() == Pull::sound);
    CHECK(stage.tick() == Pull::nothing);
    for (int n = 0; n < 10; ++n)
        stage.tick();
    stage.voice.finish();
    const auto figures = stage.voice.meter().figures();
    CHECK(figures.sent == 2);
    CHECK(figures.found == 2);
    // Heard 60 ms after its packet, whose first sample was spoken 20 ms before.
    CHECK(figures.delay_ms.p50 == Approx(80).margin(0.1));
}

TEST_CASE("what a probe says and hears is copied with the times that it measures by") {
    const auto sent = std::make_shared<TimedCopy>();
    const auto heard = std::make_shared<TimedCopy>();
    app::ProbeVoice voice{5, {sent, heard}};
    std::array<std::int16_t, 960> frame{};
    voice.mouth()->read_due(frame, probe_epoch);
    CHECK(sent->times.empty());
    voice.mouth()->begin(probe_epoch);
    voice.mouth()->read_due(frame, probe_epoch + 20ms);
    // A frame is there when its last sample was spoken.
    CHECK(sent->times == std::vector{probe_epoch});
    CHECK(sent->samples == std::vector<std::int16_t>(frame.begin(), frame.end()));
    frame.fill(7);
    voice.ear()->write_at(frame, probe_epoch + 33ms);
    CHECK(heard->times == std::vector{probe_epoch + 33ms});
    CHECK(heard->samples == std::vector<std::int16_t>(960, 7));
}

TEST_CASE("a probe counts the packets that this machine was too late for") {
    ProbeStage stage;
    CHECK(stage.voice.mouth()->figures().late_pct() == 0);
    stage.begin();
    for (int n = 0; n < 80; ++n)
        stage.tick();
    CHECK(stage.voice.mouth()->figures().late_pct() == 0);
    stage.leave_out(20);
    for (int n = 0; n < 100; ++n)
        stage.tick();
    CHECK(stage.voice.mouth()->figures().due == 200);
    CHECK(stage.voice.mouth()->figures().late_pct() == Approx(10));
}

TEST_CASE("a talker that is not asked any more was too late for the rest") {
    ProbeStage stage;
    stage.begin();
    for (int n = 0; n < 60; ++n)
        stage.tick();
    stage.leave_out(440);
    stage.end();
    CHECK(stage.voice.mouth()->figures().due == 500);
    CHECK(stage.voice.mouth()->figures().late_pct() == Approx(88));
}
