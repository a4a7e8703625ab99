// SPDX-License-Identifier: MIT
#include "media/incoming_voice.hpp"
#include "media/outgoing_voice.hpp"
#include "media/playout_clock.hpp"
#include "media/sound_files.hpp"
#include "sound/g711.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <deque>
#include <thread>
#include <vector>

using namespace janus_talk::media;
using namespace janus_talk::media::test;
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

    std::optional<std::uint64_t> take_clipped() noexcept override { return clipped; }

    std::optional<std::uint64_t> clipped;
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

TEST_CASE("What is too loud leaves at -6 dBFS, and what was cut before is told") {
    Sender sender;
    sender.voice.open();
    for (int i = 0; i < 50; ++i) {
        sender.script->values = {i % 2 == 0 ? 32767 : 5000};
        REQUIRE(sender.tick());
        CHECK(sender.frame[0] <= janus_talk::sound::Limiter::ceiling);
    }
    REQUIRE(sender.levels.size() == 1);
    CHECK(sender.levels[0].clipped == 25 * frame_samples);
    CHECK(sender.levels[0].peak_dbfs == Approx(-6.02).margin(0.01));
}

TEST_CASE("Cut samples are counted where the sound came in, and not while muted") {
    Sender sender;
    sender.voice.open();
    sender.script->clipped = 3;
    for (int i = 0; i < 100; ++i) {
        sender.voice.set_muted(i >= 50);
        sender.script->values = {100};
        REQUIRE(sender.tick());
    }
    REQUIRE(sender.levels.size() == 2);
    CHECK(sender.levels[0].clipped == 150);
    CHECK(sender.levels[1].clipped == 0);
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

namespace {

/// The smallest Opus packet: 20 ms of silence.
constexpr std::array<std::uint8_t, 1> silent_packet{0x78};

void fill_with_silence(IncomingVoice& voice, unsigned frames) {
    for (unsigned n = 0; n < frames; ++n)
        voice.receive(silent_packet, n * frame_samples);
}

IncomingVoice::Reports no_reports() {
    return {[](const LevelWindow&) {}, [] {}};
}

} // namespace

TEST_CASE("Before the certificate is verified no packet is let in") {
    IncomingVoice voice{{}, {}, no_reports()};
    fill_with_silence(voice, 3);
    CHECK(voice.packets() == 0);
    voice.open();
    fill_with_silence(voice, 3);
    CHECK(voice.packets() == 3);
}

TEST_CASE("What is played goes to every listener, and the first sound is told once") {
    int first = 0;
    std::vector<LevelWindow> levels;
    const auto one = std::make_shared<Listener>();
    const auto two = std::make_shared<Listener>();
    IncomingVoice voice{
            {},
            {one, two},
            {[&](const LevelWindow& window) { levels.push_back(window); }, [&] { ++first; }}};
    voice.open();
    Frame frame = frame_of(77);
    auto due = std::chrono::steady_clock::now();
    voice.read_at(frame, due);
    CHECK(frame == frame_of(0));
    CHECK(first == 0);
    CHECK(one->heard.empty());

    fill_with_silence(voice, 60);
    due = std::chrono::steady_clock::now() + 20ms;
    for (int n = 0; n < 55; ++n)
        voice.read_at(frame, due + n * frame_duration);
    CHECK(first == 1);
    CHECK(one->heard.size() == 55 * frame_samples);
    CHECK(two->heard == one->heard);
    CHECK(levels.size() == 1);
    CHECK(voice.figures().played == 55 * frame_samples);
}

TEST_CASE("A sound card takes pieces of any size, and is known to be there") {
    IncomingVoice voice{{}, {}, no_reports()};
    const auto before = voice.last_read();
    Frame piece(441);
    CHECK(voice.read(piece) == PcmSource::Pull::sound);
    CHECK(voice.last_read() > before);
}

TEST_CASE("Without a sound card the clock plays") {
    const auto listener = std::make_shared<Listener>();
    const auto voice =
            std::make_shared<IncomingVoice>(janus_talk::sound::Playout::Settings{},
                                            std::vector<std::shared_ptr<PcmSink>>{listener},
                                            no_reports());
    { const PlayoutClock never_started{voice}; }
    voice->open();
    fill_with_silence(*voice, 50);
    const PlayoutClock clock{voice};
    while (voice->figures().played < std::uint64_t{10} * frame_samples)
        std::this_thread::sleep_for(5ms);
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
            {}, {}, {[](const LevelWindow&) {}, [&first_sounds] { ++first_sounds; }}, false};
    fill_with_silence(voice, 1);
    CHECK(first_sounds == 0);
    voice.open();
    fill_with_silence(voice, 2);
    CHECK(voice.packets() == 2);
    CHECK(first_sounds == 1);
    CHECK(voice.figures().played == 0);
}

TEST_CASE("Packets of G.711 are decoded by their law, and their slower clock is understood") {
    namespace sound = janus_talk::sound;
    using janus_talk::core::Codec;
    for (const auto& [codec, law] :
         {std::pair{Codec::pcma, sound::G711Law::a}, std::pair{Codec::pcmu, sound::G711Law::mu}}) {
        const auto heard = std::make_shared<Listener>();
        IncomingVoice voice{{}, {heard}, no_reports(), true, codec};
        voice.open();
        const auto encoder = sound::make_g711_encoder(law, 1);
        const auto tone = sine(440, 1);
        std::vector<std::uint8_t> packet(sound::g711_packet);
        // Fewer than what counts as a clock that has jumped, since all come at once. The RTP clock
        // begins anew on the way.
        constexpr int count = 8;
        std::uint32_t timestamp = 0xFFFFFFFF - 500;
        for (std::size_t n = 0; n < std::size_t{count}; ++n, timestamp += 160) {
            REQUIRE(encoder->encode(PcmView{tone}.subspan(n * frame_samples, frame_samples),
                                    packet) == packet.size());
            voice.receive(packet, timestamp);
        }
        const auto begin = voice.wait_for_start({}).value();
        Frame frame(frame_samples);
        for (int n = 0; n < count; ++n)
            voice.read_at(frame, begin + n * frame_duration);
        CHECK(voice.figures().concealed == 0);
        CHECK(voice.figures().late == 0);
        const auto loudest = [](const Frame& wave) {
            return *std::max_element(wave.begin() + frame_samples, wave.end());
        };
        CHECK(loudest(heard->heard) == Approx(loudest(tone)).epsilon(0.05));
    }
}

namespace {

class PacketList final : public PacketSink {
public:
    void write(std::span<const std::uint8_t> payload,
               std::uint32_t rtp_timestamp) noexcept override {
        packets.emplace_back(payload.begin(), payload.end());
        timestamps.push_back(rtp_timestamp);
    }

    std::vector<std::vector<std::uint8_t>> packets;
    std::vector<std::uint32_t> timestamps;
};

} // namespace

TEST_CASE("Packets are recorded as they came, byte by byte, in order, and only from a verified "
          "peer") {
    const auto sent = encode_opus(sine(440, 1));
    const auto list = std::make_shared<PacketList>();
    IncomingVoice voice{{}, {}, {[](const LevelWindow&) {}, [] {}, {}}};
    voice.copy_packets_to(list);
    voice.receive(sent[0], 0);
    voice.open();
    // The second and the third one overtake each other.
    for (const std::size_t index : {0U, 2U, 1U, 3U})
        voice.receive(sent[index], static_cast<std::uint32_t>(index * frame_samples));
    const auto begin = voice.wait_for_start({}).value();
    Samples frame(frame_samples);
    for (int tick = 0; tick < 8; ++tick)
        (void)voice.read_at(frame, begin + tick * frame_duration);
    REQUIRE(list->packets.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(list->packets[i] == sent[i]);
        CHECK(list->timestamps[i] - list->timestamps[0] == i * frame_samples);
    }
}
