// SPDX-License-Identifier: MIT
#include "media/incoming_voice.hpp"
#include "media/outgoing_voice.hpp"
#include "media/playout_clock.hpp"
#include "media/queued_source.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <thread>
#include <vector>

using namespace janus_talk::media;
using namespace std::chrono_literals;
using Pull = PcmSource::Pull;

// The threads of a call: one brings sound, one sends, one receives, and the main thread opens,
// mutes and reads counters meanwhile.

namespace {

using Frame = std::vector<std::int16_t>;

Frame frame_of(int sample) {
    return Frame(frame_samples, static_cast<std::int16_t>(sample));
}

bool is_whole(const Frame& frame) {
    return std::all_of(frame.begin(), frame.end(), [&](auto s) { return s == frame.front(); });
}

class Counter final : public PcmSink {
public:
    void write(PcmView samples) noexcept override { count += samples.size(); }

    std::size_t count = 0;
};

} // namespace

TEST_CASE("a file's frames reach the reader in another thread, whole, in order and to the last") {
    QueuedSource source{QueuedSource::Kind::finite, 1};
    constexpr int total = 2'000;
    std::thread writer{[&source] {
        for (int i = 0; i < total; ++i) {
            while (!source.offer(frame_of(i)))
                std::this_thread::yield();
        }
        source.finish();
    }};
    Frame frame = frame_of(-1);
    int next = 0;
    bool intact = true;
    for (Pull pull = Pull::nothing; pull != Pull::ended;) {
        pull = source.read(frame);
        if (pull == Pull::nothing)
            std::this_thread::yield();
        if (pull == Pull::sound)
            intact = intact && is_whole(frame) && frame.front() == next++;
    }
    writer.join();
    CHECK(intact);
    CHECK(next == total);
}

TEST_CASE("a microphone that outruns the sender is shortened, and what is heard is what was said") {
    // Louder or of the other sign would be memory that one thread read while the other wrote it.
    constexpr int voice = 1'000;
    QueuedSource source{QueuedSource::Kind::live, 1};
    std::atomic<bool> done{false};
    std::thread writer{[&] {
        for (int i = 0; i < 2'000; ++i) {
            if (!source.offer(frame_of(voice)))
                std::this_thread::yield();
        }
        done = true;
    }};
    Frame frame = frame_of(-1);
    bool intact = true;
    while (!done) {
        static_cast<void>(source.figures());
        if (source.read(frame) != Pull::sound) {
            std::this_thread::yield();
            continue;
        }
        intact = intact && std::all_of(frame.begin(), frame.end(), [](std::int16_t sample) {
                     return sample >= 0 && sample <= voice;
                 });
    }
    writer.join();
    CHECK(intact);
}

TEST_CASE("opening, muting and counting don't disturb the sending thread") {
    auto source = std::make_shared<QueuedSource>(QueuedSource::Kind::finite, 1U);
    std::atomic<int> levels{0};
    OutgoingVoice voice{source, 1, {[&](const LevelWindow&) { ++levels; }, [] {}}};
    std::atomic<bool> done{false};
    std::thread microphone{[&] {
        while (!done) {
            if (!source->offer(frame_of(7)))
                std::this_thread::yield();
        }
    }};
    bool intact = true;
    std::thread sender{[&] {
        Frame frame = frame_of(0);
        for (int sent = 0; sent < 500;) {
            if (voice.tick(sent % 9 == 8 ? 1s : 0s, frame)) {
                intact = intact && is_whole(frame) && (frame.front() == 0 || frame.front() == 7);
                ++sent;
            } else if (sent % 9 == 8) {
                ++sent;
            } else {
                std::this_thread::yield();
            }
        }
        done = true;
    }};
    voice.open();
    for (bool muted = true; !done; muted = !muted) {
        voice.set_muted(muted);
        static_cast<void>(voice.late_frames());
        std::this_thread::yield();
    }
    sender.join();
    microphone.join();
    CHECK(intact);
    CHECK(levels > 0);
    CHECK(voice.late_frames() > 0);
}

TEST_CASE("packets come on one thread while a sound card and a clock play on others") {
    constexpr std::array<std::uint8_t, 1> silent_packet{0x78};
    auto sink = std::make_shared<Counter>();
    std::atomic<int> first{0};
    const auto voice = std::make_shared<IncomingVoice>(
            janus_talk::sound::Playout::Settings{},
            std::vector<std::shared_ptr<PcmSink>>{sink},
            IncomingVoice::Reports{[](const LevelWindow&) {}, [&] { ++first; }});
    std::optional<PlayoutClock> clock{voice};
    std::atomic<bool> done{false};
    std::thread receiver{[&] {
        for (std::uint32_t packet = 0; !done; ++packet) {
            voice->receive(silent_packet, packet * frame_samples);
            std::this_thread::sleep_for(1ms);
        }
    }};
    voice->open();
    Frame piece(480);
    while (voice->figures().played < 200 * frame_samples) {
        voice->read(piece);
        static_cast<void>(voice->packets());
    }
    // The sound card is gone: the clock goes on.
    const auto before = voice->figures().played;
    while (voice->figures().played == before)
        std::this_thread::sleep_for(1ms);
    done = true;
    receiver.join();
    clock.reset();
    CHECK(sink->count == voice->figures().played);
    CHECK(first == 1);
}
