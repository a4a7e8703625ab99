// SPDX-License-Identifier: MIT
#include "media/incoming_voice.hpp"
#include "media/outgoing_voice.hpp"
#include "media/queued_source.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
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

TEST_CASE("a microphone that outruns the sender loses whole frames and never mixes two") {
    QueuedSource source{QueuedSource::Kind::live, 1};
    std::atomic<bool> done{false};
    std::thread writer{[&] {
        for (int i = 0; i < 2'000; ++i) {
            if (!source.offer(frame_of(i)))
                std::this_thread::yield();
        }
        done = true;
    }};
    Frame frame = frame_of(-1);
    int last = -1;
    bool intact = true;
    while (!done) {
        static_cast<void>(source.dropped());
        if (source.read(frame) != Pull::sound) {
            std::this_thread::yield();
            continue;
        }
        intact = intact && is_whole(frame) && frame.front() > last;
        last = frame.front();
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

TEST_CASE("opening and counting don't disturb the receiving thread") {
    auto sink = std::make_shared<Counter>();
    std::atomic<int> first{0};
    IncomingVoice voice{1, {sink}, {[](const LevelWindow&) {}, [&] { ++first; }}};
    std::thread receiver{[&] {
        const Frame frame = frame_of(7);
        for (int played = 0; played < 500;) {
            if (!voice.admit()) {
                std::this_thread::yield();
                continue;
            }
            voice.deliver(frame);
            ++played;
        }
    }};
    voice.open();
    while (voice.played() < 500 * frame_samples)
        std::this_thread::yield();
    receiver.join();
    CHECK(sink->count == 500 * frame_samples);
    CHECK(first == 1);
}
