// SPDX-License-Identifier: MIT
#include "media/missing_devices.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace janus_talk;
using core::media::Direction;

namespace {

struct Told {
    std::vector<std::string> texts;
    media::MissingDevices devices{[this](const core::MediaEvent& event) {
        texts.push_back(std::get<core::media::Warning>(event).failure.text);
    }};
};

} // namespace

TEST_CASE("a machine without a sound card is told once, whatever fails first") {
    Told told;
    const bool input_first = GENERATE(true, false);
    told.devices.expect(Direction::input);
    told.devices.expect(Direction::output);
    told.devices.missing(input_first ? Direction::input : Direction::output);
    CHECK(told.texts.empty());
    told.devices.missing(input_first ? Direction::output : Direction::input);
    REQUIRE(told.texts.size() == 1);
    CHECK(told.texts[0].find("No sound card") == 0);
}

TEST_CASE("one missing device is named, once the other is known to work") {
    Told told;
    told.devices.expect(Direction::input);
    told.devices.expect(Direction::output);
    told.devices.missing(Direction::input);
    told.devices.found(Direction::output);
    REQUIRE(told.texts.size() == 1);
    CHECK(told.texts[0].find("No microphone") == 0);
}

TEST_CASE("a device that nobody asked for is not waited for") {
    Told told;
    told.devices.expect(Direction::output);
    told.devices.missing(Direction::output);
    REQUIRE(told.texts.size() == 1);
    CHECK(told.texts[0].find("No loudspeaker") == 0);
    told.devices.missing(Direction::output);
    CHECK(told.texts.size() == 1);
}

TEST_CASE("devices that are there are no news") {
    Told told;
    told.devices.expect(Direction::input);
    told.devices.found(Direction::input);
    CHECK(told.texts.empty());
}
