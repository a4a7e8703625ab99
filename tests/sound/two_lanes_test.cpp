// SPDX-License-Identifier: MIT
#include "sound/two_lanes.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <random>
#include <utility>
#include <vector>

using namespace janus_talk::sound;

namespace {

using Lane = TwoLanes::Lane;
using Channel = std::vector<std::int16_t>;

constexpr Ticks everything = std::numeric_limits<Ticks>::max();
/// A monotonic clock that has run for some days.
constexpr Ticks epoch = Ticks{400'000} * sample_rate;

/// What can be taken before `end`, channel by channel.
std::pair<Channel, Channel> taken(TwoLanes& lanes, Ticks end = everything) {
    std::pair<Channel, Channel> channels;
    for (PcmView pairs = lanes.take(end); !pairs.empty(); pairs = lanes.take(end)) {
        REQUIRE(pairs.size() % 2 == 0);
        REQUIRE(pairs.size() <= 2 * frame_samples);
        for (std::size_t at = 0; at < pairs.size(); at += 2) {
            channels.first.push_back(pairs[at]);
            channels.second.push_back(pairs[at + 1]);
        }
    }
    return channels;
}

void add(TwoLanes& lanes, Lane lane, Ticks at, const Channel& samples) {
    lanes.add(lane, samples, epoch + at);
}

Channel block(std::size_t size, std::int16_t value) {
    return Channel(size, value);
}

} // namespace

TEST_CASE("Nothing gives nothing") {
    TwoLanes lanes;
    CHECK(lanes.take(everything).empty());
    add(lanes, Lane::left, 0, {});
    CHECK(lanes.take(everything).empty());
}

TEST_CASE("Each sample of two lanes stands at its time, and silence where the other one has none") {
    TwoLanes lanes;
    add(lanes, Lane::right, 0, {1, 2, 3});
    add(lanes, Lane::left, 10, {7, 8});
    const auto [left, right] = taken(lanes);
    CHECK(right == Channel{1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    CHECK(left == Channel{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 8});
}

TEST_CASE("The lag between the lanes is what lies between their times, at any clock and in any "
          "order") {
    const Ticks lag = GENERATE(0, 1, 47, 960, 4800 + 13, 96'000);
    const Ticks clock = GENERATE(Ticks{0}, Ticks{-5000}, Ticks{1} << 52);
    const bool sent_first = GENERATE(true, false);
    TwoLanes lanes;
    for (Ticks frame = 0; frame < 6; ++frame) {
        Channel samples;
        for (Ticks i = 0; i < frame_ticks; ++i)
            samples.push_back(static_cast<std::int16_t>(1 + frame * frame_ticks + i));
        const Ticks spoken = clock + frame * frame_ticks;
        if (sent_first)
            lanes.add(Lane::right, samples, spoken);
        lanes.add(Lane::left, samples, spoken + lag);
        if (!sent_first)
            lanes.add(Lane::right, samples, spoken);
    }
    const auto [left, right] = taken(lanes);
    REQUIRE(left.size() == static_cast<std::size_t>(6 * frame_ticks + lag));
    REQUIRE(right.size() == left.size());
    for (Ticks at = 0; at < 6 * frame_ticks; ++at) {
        REQUIRE(right[static_cast<std::size_t>(at)] == at + 1);
        REQUIRE(left[static_cast<std::size_t>(at + lag)] == at + 1);
    }
}

TEST_CASE("Times that jump ahead leave silence, and what follows stands right") {
    TwoLanes lanes;
    add(lanes, Lane::left, 0, {1, 1});
    add(lanes, Lane::left, 2 + TwoLanes::slack + 1, {2, 2});
    const auto left = taken(lanes).first;
    CHECK(left == Channel{1, 1, 0, 0, 0, 0, 0, 2, 2});
}

TEST_CASE("Times that jump back replace what was there, and shift nothing") {
    TwoLanes lanes;
    add(lanes, Lane::left, 0, block(20, 1));
    add(lanes, Lane::left, 10, block(4, 2));
    add(lanes, Lane::left, 30, block(2, 3));
    Channel expected = block(20, 1);
    std::fill_n(expected.begin() + 10, 4, std::int16_t{2});
    expected.resize(30, 0);
    expected.resize(32, 3);
    CHECK(taken(lanes).first == expected);
}

TEST_CASE("What was taken is not changed any more; the rest of a late block stands at its time") {
    TwoLanes lanes;
    add(lanes, Lane::left, 0, block(100, 1));
    CHECK(taken(lanes, epoch + 50).first == block(50, 1));
    add(lanes, Lane::right, 30, block(40, 2));
    add(lanes, Lane::right, 0, block(20, 3));
    const auto [left, right] = taken(lanes);
    CHECK(left == block(50, 1));
    Channel expected = block(20, 2);
    expected.resize(50, 0);
    CHECK(right == expected);
}

TEST_CASE("Nothing is taken before its time, and the time line begins with the first sample there "
          "is then") {
    TwoLanes lanes;
    add(lanes, Lane::left, 100, {5});
    CHECK(lanes.take(epoch + 100).empty());
    add(lanes, Lane::right, 98, {6});
    const auto [left, right] = taken(lanes, epoch + 1000);
    CHECK(left == Channel{0, 0, 5});
    CHECK(right == Channel{6, 0, 0});
    // No end but that of the sound: what is not known to be silence is not written.
    CHECK(lanes.take(epoch + 1000).empty());
    add(lanes, Lane::right, 1003, {7});
    const auto later = taken(lanes).second;
    CHECK(later.size() == 903);
    CHECK(later.back() == 7);
}

TEST_CASE("Steps within the noise of clocks are none, and do not add up") {
    TwoLanes lanes;
    std::mt19937 dice{3};
    std::uniform_int_distribution<Ticks> noise{-2, 2};
    constexpr Ticks frames = 500;
    Channel left;
    for (Ticks frame = 0; frame < frames; ++frame) {
        add(lanes, Lane::left, frame * frame_ticks + noise(dice), block(frame_samples, 9));
        const auto some = taken(lanes).first;
        left.insert(left.end(), some.begin(), some.end());
    }
    CHECK(std::count(left.begin(), left.end(), std::int16_t{0}) == 0);
    CHECK(static_cast<Ticks>(left.size()) == Approx(frames * frame_ticks).margin(TwoLanes::slack));
}

TEST_CASE("A lane whose clock goes wrong is never further from its times than the noise") {
    const Ticks step = GENERATE(-3, -1, 1, 3);
    TwoLanes lanes;
    for (Ticks frame = 0; frame < 100; ++frame) {
        Channel samples = block(frame_samples, 1);
        samples[400] = 2; // not at the edge, where the next block may lie over it
        add(lanes, Lane::left, frame * (frame_ticks + step), samples);
        add(lanes, Lane::right, frame * (frame_ticks + step) + 400, {2});
    }
    const auto [left, right] = taken(lanes);
    std::size_t found = 0;
    for (std::size_t at = 0; at < left.size(); ++at) {
        if (right[at] != 2)
            continue;
        const auto near = static_cast<std::ptrdiff_t>(at);
        found += static_cast<std::size_t>(std::count(left.begin() + near - TwoLanes::slack,
                                                     left.begin() + near + TwoLanes::slack + 1,
                                                     std::int16_t{2}));
    }
    CHECK(found == 100);
}

TEST_CASE("Pieces of any size, taken at any time, are the same as all at once") {
    std::mt19937 dice{11};
    std::uniform_int_distribution<std::size_t> size{1, 2000};
    std::uniform_int_distribution<Ticks> jump{-200, 3000};
    TwoLanes at_once;
    TwoLanes in_pieces;
    std::pair<Channel, Channel> pieces;
    std::array<Ticks, 2> due{0, 700};
    for (int n = 0; n < 40; ++n) {
        for (const Lane lane : {Lane::left, Lane::right}) {
            auto& time = due[lane == Lane::left ? 0 : 1];
            const Channel samples = block(size(dice), static_cast<std::int16_t>(n + 1));
            add(at_once, lane, time, samples);
            add(in_pieces, lane, time, samples);
            time += static_cast<Ticks>(samples.size()) + jump(dice);
        }
        // What comes later can't lie before this.
        const auto some = taken(in_pieces, epoch + std::min(due[0], due[1]) - 200);
        pieces.first.insert(pieces.first.end(), some.first.begin(), some.first.end());
        pieces.second.insert(pieces.second.end(), some.second.begin(), some.second.end());
    }
    const auto some = taken(in_pieces);
    pieces.first.insert(pieces.first.end(), some.first.begin(), some.first.end());
    pieces.second.insert(pieces.second.end(), some.second.begin(), some.second.end());
    CHECK(pieces == taken(at_once));
}

TEST_CASE("What nobody takes is kept for seconds, not for ever, and then goes on at its time") {
    TwoLanes lanes;
    constexpr Ticks frames = 400; // 8 s
    for (Ticks frame = 0; frame < frames; ++frame)
        add(lanes, Lane::left, frame * frame_ticks, block(frame_samples, 1));
    add(lanes, Lane::right, frames * frame_ticks, {1});
    const auto left = taken(lanes).first;
    CHECK(std::count(left.begin(), left.end(), std::int16_t{1}) == TwoLanes::most_waiting);
    CHECK(left.size() == frames * frame_samples + 1);
    add(lanes, Lane::left, (frames + 1) * frame_ticks, {2});
    CHECK(taken(lanes).first.back() == 2);
}

TEST_CASE("A pause of hours is silence of hours, a frame at a time") {
    TwoLanes lanes;
    add(lanes, Lane::left, 0, {1});
    add(lanes, Lane::left, Ticks{3600} * sample_rate, {1});
    std::size_t pairs = 0;
    for (PcmView some = lanes.take(everything); !some.empty(); some = lanes.take(everything))
        pairs += some.size() / 2;
    CHECK(pairs == std::size_t{3600} * sample_rate + 1);
}
