// SPDX-License-Identifier: MIT
#include "media/call.hpp"
#include "media/opus_assembly.hpp"
#include "media/packet_ring.hpp"
#include "media/sound_files.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <thread>

using namespace janus_talk;
using namespace janus_talk::media;
using namespace janus_talk::media::test;

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr PacketRing::TimePoint ring_start{std::chrono::hours{5}};
constexpr std::uint32_t packet_step = 960;

/// Puts in packets that tell which one they are.
struct NumberedPackets {
    void add(std::uint32_t number) { add(number, ring_start + number * 20ms); }

    void add(std::uint32_t number, PacketRing::TimePoint arrived) {
        ring.add(Bytes{static_cast<std::uint8_t>(number)}, base + number * packet_step, arrived);
    }

    void add_all(const std::vector<std::uint32_t>& numbers) {
        auto arrived = ring_start;
        for (const auto number : numbers)
            add(number, arrived += 20ms);
    }

    [[nodiscard]] std::vector<int> numbers() const {
        std::vector<int> found;
        for (const auto& packet : ring.packets())
            found.push_back(packet.payload.at(0));
        return found;
    }

    PacketRing ring;
    std::uint32_t base = 7;
};

std::vector<int> range(int first, int last) {
    std::vector<int> numbers(static_cast<std::size_t>(last - first + 1));
    std::iota(numbers.begin(), numbers.end(), first);
    return numbers;
}

/// What somebody hears who plays what is in the ring.
Samples played(const PacketRing& ring) {
    OpusAssembly assembly{4711, 1};
    for (const auto& packet : ring.packets())
        CHECK(assembly.add(packet.payload, packet.rtp_timestamp, packet.arrived));
    assembly.end();
    const auto bytes = assembly.take(true);
    const ScratchFolder folder;
    write_file(folder.path("ring.opus"), {bytes.begin(), bytes.end()});
    return decode_file(folder.path("ring.opus"));
}

/// Of most of the last second: where this machine stood still, ticks were left out, which is no
/// weaker tone.
double usual_amplitude(const Samples& samples, double hz) {
    std::vector<double> pieces;
    const Samples second = tail(samples, 1);
    constexpr std::ptrdiff_t piece = 4800;
    for (auto at = second.begin(); second.end() - at >= piece; at += piece)
        pieces.push_back(amplitude_at(Samples{at, at + piece}, hz));
    REQUIRE(pieces.size() == 10);
    std::nth_element(pieces.begin(), pieces.begin() + 5, pieces.end());
    return pieces[5];
}

} // namespace

TEST_CASE("an empty ring holds nothing") {
    const PacketRing ring{1s};
    CHECK(ring.packets().empty());
}

TEST_CASE("packets older than the span are forgotten, to the packet") {
    NumberedPackets packets{PacketRing{1s}};
    for (std::uint32_t i = 0; i <= 50; ++i)
        packets.add(i);
    CHECK(packets.numbers() == range(0, 50)); // exactly a second apart
    packets.add(51);
    CHECK(packets.numbers() == range(1, 51));
}

TEST_CASE("time counts from the newest packet, so that an outage takes nothing away") {
    NumberedPackets packets{PacketRing{1s}};
    for (std::uint32_t i = 0; i < 10; ++i)
        packets.add(i);
    CHECK(packets.numbers() == range(0, 9));
    // An hour later it still does, until something comes.
    packets.add(10, ring_start + 1h);
    CHECK(packets.numbers() == std::vector<int>{10});
}

TEST_CASE("the bytes of all packets are bounded") {
    constexpr std::size_t size = 100;
    PacketRing ring{1h, 3 * PacketRing::cost_of(size)};
    for (std::uint8_t i = 0; i < 5; ++i)
        ring.add(Bytes(size, i), i * packet_step, ring_start);
    const auto kept = ring.packets();
    REQUIRE(kept.size() == 3);
    CHECK(kept.front().payload.front() == 2);
    // One that fills it alone leaves nothing else; one that is larger than all is no reason to
    // forget the rest.
    ring.add(Bytes(size + 2 * PacketRing::cost_of(size), 9), 9 * packet_step, ring_start);
    CHECK(ring.packets().size() == 1);
    ring.add(Bytes(size + 2 * PacketRing::cost_of(size) + 1, 10), 10 * packet_step, ring_start);
    REQUIRE(ring.packets().size() == 1);
    CHECK(ring.packets().front().payload.front() == 9);
}

TEST_CASE("packets without content are bounded too") {
    PacketRing ring{1h, 100 * PacketRing::cost_of(0)};
    for (std::uint32_t i = 0; i < 10'000; ++i)
        ring.add({}, i * packet_step, ring_start);
    CHECK(ring.packets().size() == 100);
}

TEST_CASE("packets come out in the order in which they belong, each one once") {
    NumberedPackets packets{PacketRing{1min}};
    SECTION("two have changed places") {
        packets.add_all({0, 2, 1, 3});
    }
    SECTION("one is late") {
        packets.add_all({0, 2, 3, 1});
    }
    SECTION("all run backwards") {
        packets.add_all({3, 2, 1, 0});
    }
    SECTION("some came twice") {
        packets.add_all({0, 1, 1, 2, 0, 3, 2});
    }
    SECTION("the count wraps") {
        packets.base = 0xFFFFFFFFU - 1000;
        packets.add_all({1, 0, 3, 2});
    }
    CHECK(packets.numbers() == range(0, 3));
}

TEST_CASE("another peer connection counts anew, and comes after the one before") {
    NumberedPackets packets{PacketRing{1min}};
    packets.base = 4'000'000;
    packets.add_all({0, 1, 2});
    packets.base = 1'000'000;
    packets.add_all({4, 3, 5});
    CHECK(packets.numbers() == std::vector<int>{0, 1, 2, 4, 3, 5});
    SECTION("what is late of its first packets is put right as soon as there is one of them") {
        packets.add_all({7, 6});
        CHECK(packets.numbers() == std::vector<int>{0, 1, 2, 4, 3, 5, 6, 7});
    }
}

TEST_CASE("who counts backwards for ever costs little, and loses nothing but the order") {
    PacketRing ring{1h};
    constexpr std::uint32_t count = 10'000;
    for (std::uint32_t i = 0; i < count; ++i)
        ring.add({}, 0U - i, ring_start);
    CHECK(ring.packets().size() == count);
}

TEST_CASE("a ring is read while it is written") {
    PacketRing ring{1h, 100 * PacketRing::cost_of(8)};
    std::atomic<bool> done{false};
    std::thread writer{[&] {
        const Bytes packet(8, 1);
        for (std::uint32_t i = 0; i < 20'000; ++i)
            ring.write(packet, i * packet_step);
        done = true;
    }};
    while (!done)
        CHECK(ring.packets().size() <= 100);
    writer.join();
    CHECK(ring.packets().size() == 100);
}

TEST_CASE("what is in a ring can be played, with silence where nothing came") {
    PacketRing ring{10s};
    const auto packets = encode_opus(sine(440, 1));
    std::uint32_t timestamp = 0xFFFF0000U;
    auto arrived = ring_start;
    const auto say = [&] {
        for (const auto& packet : packets)
            ring.add(packet, timestamp += packet_step, arrived += 20ms);
    };
    say();
    // A new peer connection two seconds later.
    timestamp = 2'000'000'000;
    arrived += 2s;
    say();
    const Samples heard = played(ring);
    CHECK(static_cast<double>(heard.size()) / 48000 == Approx(4).margin(0.1));
    const auto part = [&heard](double from, double to) {
        return Samples{heard.begin() + static_cast<std::ptrdiff_t>(from * 48000),
                       heard.begin() + static_cast<std::ptrdiff_t>(to * 48000)};
    };
    CHECK(amplitude_at(part(0.1, 0.9), 440) == Approx(0.25).epsilon(0.1));
    CHECK(amplitude_at(part(1.2, 2.8), 440) < 0.001);
    CHECK(amplitude_at(part(3.1, 3.9), 440) == Approx(0.25).epsilon(0.1));
}

TEST_CASE("both directions of a call are copied, whether they are played or not") {
    const bool decode = GENERATE(true, false);
    MediaOptions options = with_input("tone:1000@-12");
    options.decode = decode;
    const auto received = std::make_shared<PacketRing>(1min);
    const auto sent = std::make_shared<PacketRing>(1min);
    options.received_packets = received;
    options.sent_packets = sent;
    Call call{options, {440, 0.1}};
    REQUIRE(call.connect());
    REQUIRE(call.stage.wait_for(
            [&] { return received->packets().size() > 100 && sent->packets().size() > 100; }));
    CHECK(call.hang_up());
    CHECK(usual_amplitude(played(*received), 440) == Approx(0.1).epsilon(0.15));
    CHECK(usual_amplitude(played(*sent), 1000) == Approx(0.25).epsilon(0.15));
}
