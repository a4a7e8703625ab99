// SPDX-License-Identifier: MIT
#include "media/incoming_voice.hpp"
#include "media/outgoing_voice.hpp"

#include <catch2/catch.hpp>

#include <deque>
#include <vector>

using namespace janus_talk::media;
using namespace std::chrono_literals;

namespace {

using Frame = std::vector<std::int16_t>;

Frame frame_of(int sample) {
    return Frame(frame_samples, static_cast<std::int16_t>(sample));
}

/// Gives what the test has put in, then silence or the end.
class Script final : public PcmSource {
public:
    Pull read(PcmSpan frame) noexcept override {
        ++reads;
        if (values.empty())
            return ends ? Pull::ended : Pull::nothing;
        std::fill(frame.begin(), frame.end(), static_cast<std::int16_t>(values.front()));
        values.pop_front();
        return Pull::sound;
    }

    std::deque<int> values;
    bool ends = false;
    int reads = 0;
};

class Listener final : public PcmSink {
public:
    void write(PcmView samples) noexcept override {
        heard.insert(heard.end(), samples.begin(), samples.end());
    }

    Frame heard;
};

struct Sender {
    std::shared_ptr<Script> script = std::make_shared<Script>();
    std::vector<LevelWindow> levels;
    int ends = 0;
    OutgoingVoice voice{
            script,
            1,
            {[this](const LevelWindow& window) { levels.push_back(window); }, [this] { ++ends; }}};
    Frame frame = frame_of(-1);

    bool tick(std::chrono::nanoseconds lateness = 0ms) { return voice.tick(lateness, frame); }
};

} // namespace

TEST_CASE("Before the certificate is verified nothing leaves, and the source waits") {
    Sender sender;
    sender.script->values = {5, 6};
    CHECK_FALSE(sender.tick());
    CHECK_FALSE(sender.tick());
    CHECK(sender.script->reads == 0);
    CHECK(sender.frame == frame_of(-1));
    sender.voice.open();
    CHECK(sender.tick());
    CHECK(sender.frame == frame_of(5));
}

TEST_CASE("Muted, the microphone is heard by nobody, not even in the level or the recording") {
    Sender sender;
    const auto copy = std::make_shared<Listener>();
    sender.voice.copy_to(copy);
    sender.voice.open();
    sender.voice.set_muted(true);
    for (int i = 0; i < 50; ++i) {
        sender.script->values = {9000};
        REQUIRE(sender.tick());
        CHECK(sender.frame == frame_of(0));
        CHECK(sender.voice.level() == 127);
    }
    CHECK(sender.script->reads == 50);
    CHECK(copy->heard == Frame(50 * frame_samples, 0));
    REQUIRE(sender.levels.size() == 1);
    CHECK(sender.levels[0].peak_dbfs == silence_dbfs);
    sender.voice.set_muted(false);
    sender.script->values = {9000};
    REQUIRE(sender.tick());
    CHECK(sender.frame == frame_of(9000));
}

TEST_CASE("Silence is sent when the source has nothing") {
    Sender sender;
    sender.voice.open();
    CHECK(sender.tick());
    CHECK(sender.frame == frame_of(0));
    CHECK(sender.voice.level() == 127);
}

TEST_CASE("Ticks that come too late are left out, not caught up") {
    Sender sender;
    sender.voice.open();
    sender.script->values = {1, 2, 3};
    CHECK(sender.tick(OutgoingVoice::latest));
    CHECK_FALSE(sender.tick(OutgoingVoice::latest + 1ms));
    CHECK_FALSE(sender.tick(5s));
    CHECK(sender.voice.late_frames() == 2);
    // A file loses nothing by it.
    CHECK(sender.tick());
    CHECK(sender.frame == frame_of(2));
}

TEST_CASE("The packet after a sound still carries its end, and says so in its level") {
    Sender sender;
    sender.voice.open();
    sender.script->values = {3277};
    REQUIRE(sender.tick());
    CHECK(sender.voice.level() == 20);
    REQUIRE(sender.tick());
    CHECK(sender.voice.level() == 20);
    REQUIRE(sender.tick());
    CHECK(sender.voice.level() == 127);
}

TEST_CASE("The end of a finite input is told once, after its last frame has left the encoder") {
    Sender sender;
    sender.voice.open();
    sender.script->values = {1, 2};
    sender.script->ends = true;
    for (int i = 0; i < 4; ++i) {
        CHECK(sender.tick());
        CHECK(sender.ends == 0);
    }
    for (int i = 0; i < 10; ++i)
        CHECK(sender.tick());
    CHECK(sender.ends == 1);
    CHECK(sender.frame == frame_of(0));
}

TEST_CASE("Before the certificate is verified no packet is let in") {
    IncomingVoice voice{1, {}, {[](const LevelWindow&) {}, [] {}}};
    CHECK_FALSE(voice.admit());
    CHECK(voice.packets() == 0);
    voice.open();
    CHECK(voice.admit());
    CHECK(voice.packets() == 1);
}

TEST_CASE("The first sound is told once, and all listeners hear everything") {
    const auto one = std::make_shared<Listener>();
    const auto two = std::make_shared<Listener>();
    int firsts = 0;
    std::vector<LevelWindow> levels;
    IncomingVoice voice{1,
                        {one, two},
                        {[&levels](const LevelWindow& window) { levels.push_back(window); },
                         [&firsts] { ++firsts; }}};
    for (int i = 0; i < 100; ++i)
        voice.deliver(frame_of(i));
    CHECK(firsts == 1);
    CHECK(levels.size() == 2);
    CHECK(voice.played() == 100 * frame_samples);
    CHECK(one->heard.size() == 100 * frame_samples);
    CHECK(one->heard == two->heard);
}

TEST_CASE("The source waits until the silence that goes first has left") {
    Sender sender;
    sender.script->values = {100, 200};
    sender.voice.lead_in(2);
    sender.voice.open();
    for (const int expected : {0, 0, 100, 200}) {
        REQUIRE(sender.tick());
        CHECK(sender.frame == frame_of(expected));
    }
    CHECK(sender.script->reads == 2);
}

TEST_CASE("Where nobody hears it, the room is counted and not decoded") {
    int first_sounds = 0;
    IncomingVoice voice{
            1, {}, {[](const LevelWindow&) {}, [&first_sounds] { ++first_sounds; }}, false};
    CHECK_FALSE(voice.admit());
    CHECK(first_sounds == 0);
    voice.open();
    CHECK_FALSE(voice.admit());
    CHECK_FALSE(voice.admit());
    CHECK(voice.packets() == 2);
    CHECK(first_sounds == 1);
}
