// SPDX-License-Identifier: MIT
#include "media/sample_ring.hpp"

#include <catch2/catch.hpp>

#include <numeric>
#include <thread>
#include <vector>

using namespace janus_talk::media;

namespace {

std::vector<std::int16_t> count_from(int first, std::size_t count) {
    std::vector<std::int16_t> samples(count);
    std::iota(samples.begin(), samples.end(), static_cast<std::int16_t>(first));
    return samples;
}

} // namespace

TEST_CASE("Samples come out in the order in which they went in, across the seam") {
    SampleRing ring{10};
    for (int round = 0; round < 20; ++round) {
        REQUIRE(ring.write(count_from(round * 7, 7)));
        CHECK(ring.size() == 7);
        std::vector<std::int16_t> out(7);
        REQUIRE(ring.read(out));
        CHECK(out == count_from(round * 7, 7));
    }
    CHECK(ring.size() == 0);
}

TEST_CASE("A full ring takes nothing, and an empty one gives nothing") {
    SampleRing ring{10};
    std::vector<std::int16_t> out(1, 99);
    CHECK_FALSE(ring.read(out));
    CHECK(out[0] == 99);
    CHECK(ring.write(count_from(0, 10)));
    CHECK_FALSE(ring.write(count_from(0, 1)));
    CHECK_FALSE(ring.write(count_from(0, 11)));
    CHECK(ring.size() == 10);
}

TEST_CASE("The oldest samples can be forgotten, but no more than there are") {
    SampleRing ring{10};
    REQUIRE(ring.write(count_from(0, 8)));
    ring.discard(5);
    std::vector<std::int16_t> out(3);
    REQUIRE(ring.read(out));
    CHECK(out == count_from(5, 3));
    ring.discard(5);
    CHECK(ring.size() == 0);
    CHECK(ring.write(count_from(0, 10)));
}

TEST_CASE("Two threads pass a long stream through a short ring without losing a sample") {
    SampleRing ring{64};
    constexpr int total = 200000;
    std::thread writer{[&ring] {
        for (int i = 0; i < total; i += 8) {
            const auto piece = count_from(i % 30000, 8);
            while (!ring.write(piece))
                std::this_thread::yield();
        }
    }};
    bool intact = true;
    std::vector<std::int16_t> piece(8);
    for (int i = 0; i < total; i += 8) {
        while (!ring.read(piece))
            std::this_thread::yield();
        intact = intact && piece == count_from(i % 30000, 8);
    }
    writer.join();
    CHECK(intact);
}
