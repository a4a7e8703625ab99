// SPDX-License-Identifier: MIT
#include "media/opus_packet.hpp"
#include "media/opus_timeline.hpp"
#include "media/packet_queue.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace janus_talk::media;
using namespace std::chrono_literals;

namespace {

using Bytes = std::vector<std::uint8_t>;

std::uint8_t first_byte(unsigned configuration, unsigned code) {
    return static_cast<std::uint8_t>(configuration << 3U | code);
}

} // namespace

TEST_CASE("An Opus packet tells how long it is") {
    struct Case {
        unsigned configuration;
        unsigned samples;
    };

    // RFC 6716, table 2.
    const auto example = GENERATE(Case{0, 480},
                                  Case{1, 960},
                                  Case{3, 2880},
                                  Case{11, 2880},
                                  Case{12, 480},
                                  Case{15, 960},
                                  Case{16, 120},
                                  Case{29, 240},
                                  Case{31, 960});
    CAPTURE(example.configuration);
    CHECK(opus_duration(Bytes{first_byte(example.configuration, 0), 1}) == example.samples);
    CHECK(opus_duration(Bytes{first_byte(example.configuration, 1), 1}) == 2 * example.samples);
    CHECK(opus_duration(Bytes{first_byte(example.configuration, 2), 1}) == 2 * example.samples);
    CHECK(opus_duration(Bytes{first_byte(example.configuration, 3), 0xC2}) == 2 * example.samples);
}

TEST_CASE("What is no Opus packet has no length") {
    CHECK_FALSE(opus_duration({}));
    CHECK_FALSE(opus_duration(Bytes{first_byte(1, 3)}));
    CHECK_FALSE(opus_duration(Bytes{first_byte(1, 3), 0}));
    CHECK_FALSE(opus_duration(Bytes{first_byte(3, 3), 3})); // 180 ms
}

TEST_CASE("A filler is one empty frame of its neighbour's kind") {
    // SILK, wide band, 20 ms, stereo, several frames.
    const OpusFiller filler = opus_filler(Bytes{0x4F, 2, 1, 2, 3});
    CHECK(filler.packet[0] == 0x4C);
    CHECK(filler.duration == 960);
    CHECK(opus_duration(filler.packet) == filler.duration);
    CHECK(opus_duration(opus_silence) == opus_silence_duration);
}

namespace {

/// Packets of 20 ms, written as a file would.
struct Track {
    OpusTimeline timeline;
    OpusTimeline::TimePoint now{1h};

    std::uint64_t packet(std::uint32_t timestamp) {
        const std::uint64_t gap = timeline.gap_before(timestamp, now);
        timeline.advance(gap / 960 * 960 + 960);
        return gap;
    }
};

} // namespace

TEST_CASE("Steady packets have no gaps, also where their time stamps wrap") {
    Track track;
    std::uint32_t timestamp = 0xFFFFFFFFU - 960 * 3;
    for (int i = 0; i < 10; ++i, timestamp += 960)
        CHECK(track.packet(timestamp) == 0);
}

TEST_CASE("Lost packets are gaps of their length") {
    Track track;
    CHECK(track.packet(1000) == 0);
    CHECK(track.packet(1000 + 4 * 960) == 3 * 960);
    CHECK(track.packet(1000 + 5 * 960) == 0);
    CHECK(track.packet(1000 + 105 * 960) == 99 * 960);
    CHECK(track.timeline.written() == 106 * 960);
}

TEST_CASE("A rest that is no whole packet is kept for the next gap") {
    Track track;
    CHECK(track.packet(0) == 0);
    CHECK(track.packet(960 + 500) == 500);
    CHECK(track.packet(2 * 960 + 500) == 500);
    CHECK(track.packet(3 * 960 + 1000) == 1000);
    CHECK(track.packet(4 * 960 + 1000) == 40);
}

TEST_CASE("Doubles and stragglers add nothing") {
    Track track;
    track.packet(9600);
    track.packet(9600 + 960);
    CHECK(track.timeline.gap_before(9600, track.now) == 0);
    CHECK(track.timeline.gap_before(9600U - 48000U, track.now) == 0);
}

TEST_CASE("Another count of time stamps is placed by the clock") {
    const std::uint32_t other = GENERATE(0x80000000U, 50'000'000U, 0xFFFF0000U - 48000 * 6);
    Track track;
    for (std::uint32_t i = 0; i < 50; ++i)
        track.packet(i * 960);
    track.now += 3s;
    CHECK(track.packet(other) == 2 * 48000);
    CHECK(track.packet(other + 960) == 0);
    CHECK(track.packet(other + 3 * 960) == 960);
}

TEST_CASE("A new count that comes early has nothing to fill") {
    Track track;
    for (std::uint32_t i = 0; i < 50; ++i)
        track.packet(i * 960);
    CHECK(track.packet(0x40000000U) == 0);
}

TEST_CASE("A queue of packets gives them as they came, and takes no more than it holds") {
    PacketQueue queue{3};
    const auto now = std::chrono::steady_clock::now();
    CHECK(queue.front() == nullptr);
    for (std::uint8_t round = 0; round < 5; ++round) {
        for (std::uint8_t i = 0; i < 3; ++i)
            REQUIRE(queue.write(Bytes{round, i}, round * 10U + i, now));
        CHECK_FALSE(queue.write(Bytes{1}, 0, now));
        for (std::uint8_t i = 0; i < 3; ++i) {
            const auto* packet = queue.front();
            REQUIRE(packet != nullptr);
            CHECK(packet->rtp_timestamp == round * 10U + i);
            CHECK(packet->arrived == now);
            const auto payload = packet->payload();
            CHECK(Bytes(payload.begin(), payload.end()) == Bytes{round, i});
            queue.pop();
        }
    }
    CHECK_FALSE(queue.write(Bytes(1501), 0, now));
    CHECK(queue.write(Bytes(1500), 0, now));
}
