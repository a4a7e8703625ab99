// SPDX-License-Identifier: MIT
#include "media/device_news.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace janus_talk;
using namespace janus_talk::core::media;

namespace {

std::string word(DeviceChange change) {
    switch (change) {
    case DeviceChange::opened:
        return "opened";
    case DeviceChange::lost:
        return "lost";
    case DeviceChange::back:
        return "back";
    case DeviceChange::switched:
        return "switched";
    }
    return {};
}

struct Told {
    explicit Told(const std::string& wanted)
        : news(Direction::input, wanted, [this](const core::MediaEvent& event) { note(event); }) {}

    void note(const core::MediaEvent& event) {
        if (const auto* change = std::get_if<DeviceChanged>(&event))
            words.push_back(word(change->change) + " " + change->name);
        if (const auto* warning = std::get_if<Warning>(&event))
            words.push_back("! " + warning->failure.text + " " + warning->failure.hint);
    }

    std::vector<std::string> words;
    media::DeviceNews news;
};

using Words = std::vector<std::string>;

} // namespace

TEST_CASE("A named device that goes and comes is told step by step, each step once") {
    Told told{"pulse:headset"};
    CHECK_FALSE(told.news.has_flown());
    for (int i = 0; i < 2; ++i)
        told.news.wanted_flows();
    for (int i = 0; i < 2; ++i)
        told.news.lost("gone.");
    CHECK(told.news.is_lost());
    for (int i = 0; i < 2; ++i)
        told.news.other_flows("pulse:webcam");
    // The substitute stops as well: that the headset is lost has been said.
    told.news.lost("the server died.");
    told.news.other_flows("pulse:webcam");
    for (int i = 0; i < 2; ++i)
        told.news.wanted_flows();
    CHECK_FALSE(told.news.is_lost());
    CHECK(told.words ==
          Words{"opened pulse:headset",
                "lost pulse:headset",
                "! The microphone pulse:headset is lost: gone. Until it comes back the "
                "default is used, if there is one.",
                "switched pulse:webcam",
                "back pulse:headset"});
}

TEST_CASE("A default that moves is told as switched, without a warning") {
    Told told{"default"};
    told.news.wanted_flows();
    told.news.other_flows("pulse:b");
    told.news.other_flows("pulse:a");
    told.news.lost("all gone.");
    told.news.wanted_flows();
    CHECK(told.words ==
          Words{"opened default",
                "switched pulse:b",
                "switched pulse:a",
                "lost default",
                "! The microphone default is lost: all gone. Silence is sent until it "
                "comes back.",
                "back default"});
}

TEST_CASE("Reasons from a driver can't draw on the terminal") {
    Told told{"pulse:x"};
    told.news.lost("bad \x1b[2J");
    CHECK(told.words.back().find('\x1b') == std::string::npos);
}
