// SPDX-License-Identifier: MIT
#include "sound/g711_law.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cstdlib>
#include <set>
#include <vector>

using namespace janus_talk::sound;

namespace {

constexpr std::array laws{G711Law::a, G711Law::mu};

int through(G711Law law, int sample) {
    return g711_expand(law, g711_compress(law, static_cast<std::int16_t>(sample)));
}

std::uint8_t byte_of(G711Law law, int sample) {
    return g711_compress(law, static_cast<std::int16_t>(sample));
}

struct Place {
    int byte;
    int sample;
};

} // namespace

TEST_CASE("Bytes mean what the tables of G.711 say") {
    // Signs, ends and a few of each table, scaled from 13 or 14 bits to 16.
    const std::vector<Place> a_law{{0xD5, 8},
                                   {0x55, -8},
                                   {0xD4, 24},
                                   {0xC5, 264},
                                   {0xF5, 528},
                                   {0x80, 5504},
                                   {0x00, -5504},
                                   {0xA5, 16896},
                                   {0xAA, 32256},
                                   {0x2A, -32256}};
    const std::vector<Place> mu_law{{0xFF, 0},
                                    {0x7F, 0},
                                    {0xFE, 8},
                                    {0x7E, -8},
                                    {0xF0, 120},
                                    {0xEF, 132},
                                    {0x6F, -132},
                                    {0x8F, 16764},
                                    {0x80, 32124},
                                    {0x00, -32124}};
    for (const auto& [byte, sample] : a_law)
        CHECK(g711_expand(G711Law::a, static_cast<std::uint8_t>(byte)) == sample);
    for (const auto& [byte, sample] : mu_law)
        CHECK(g711_expand(G711Law::mu, static_cast<std::uint8_t>(byte)) == sample);
}

TEST_CASE("Silence is what an idle line carries") {
    CHECK(byte_of(G711Law::a, 0) == 0xD5);
    CHECK(byte_of(G711Law::mu, 0) == 0xFF);
}

TEST_CASE("Segments begin where the standard says") {
    CHECK(byte_of(G711Law::a, 15) == 0xD5);
    CHECK(byte_of(G711Law::a, 16) == 0xD4);
    CHECK(byte_of(G711Law::a, 511) == 0xCA);
    CHECK(byte_of(G711Law::a, 512) == 0xF5);
    CHECK(byte_of(G711Law::a, 16383) == 0xBA);
    CHECK(byte_of(G711Law::a, 16384) == 0xA5);
    CHECK(byte_of(G711Law::a, 32767) == 0xAA);
    CHECK(byte_of(G711Law::a, -32768) == 0x2A);
    CHECK(byte_of(G711Law::mu, 3) == 0xFF);
    CHECK(byte_of(G711Law::mu, 4) == 0xFE);
    CHECK(byte_of(G711Law::mu, 123) == 0xF0);
    CHECK(byte_of(G711Law::mu, 124) == 0xEF);
    CHECK(byte_of(G711Law::mu, 32767) == 0x80);
    CHECK(byte_of(G711Law::mu, -32768) == 0x00);
}

TEST_CASE("Each of the 256 bytes comes back, but for the minus nought of the mu-law") {
    for (const G711Law law : laws) {
        for (int byte = 0; byte < 256; ++byte) {
            const int sample = g711_expand(law, static_cast<std::uint8_t>(byte));
            const bool is_minus_nought = law == G711Law::mu && byte == 0x7F;
            CHECK(byte_of(law, sample) == (is_minus_nought ? 0xFF : byte));
        }
    }
}

TEST_CASE("The bytes stand for as many samples, with the same ones on both sides of nought") {
    for (const G711Law law : laws) {
        std::set<int> samples;
        for (int byte = 0; byte < 128; ++byte) {
            const int negative = g711_expand(law, static_cast<std::uint8_t>(byte));
            const int positive = g711_expand(law, static_cast<std::uint8_t>(byte + 128));
            CHECK(negative == -positive);
            samples.insert({negative, positive});
        }
        CHECK(samples.size() == (law == G711Law::a ? 256 : 255));
    }
}

TEST_CASE("A louder sample never comes back softer, and each within half a step") {
    for (const G711Law law : laws) {
        // The highest sample that the law has a step for.
        const int most = law == G711Law::a ? 32767 : 32635;
        int last = -32768;
        for (int sample = -32768; sample <= 32767; ++sample) {
            const int heard = through(law, sample);
            REQUIRE(heard >= last);
            last = heard;
            // A segment's steps are a sixteenth of it: of the A-law 16 from 0 on, of the mu-law 8.
            const int magnitude = std::abs(sample);
            const int step = law == G711Law::a ? std::max(16, magnitude / 16)
                                               : std::max(8, (magnitude + 132) / 16);
            if (magnitude <= most)
                REQUIRE(std::abs(heard - sample) <= step / 2);
        }
    }
}
