// SPDX-License-Identifier: MIT
#include "report/names.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace janus_talk;

namespace {

/// The names of the values from 0 on, until there is none.
template <typename Enum>
std::vector<std::string> names_of() {
    std::vector<std::string> names;
    for (int value = 0;; ++value) {
        const std::string name(report::name_of(static_cast<Enum>(value)));
        if (name.empty())
            return names;
        names.push_back(name);
    }
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("the values of events have the names that scripts compare with") {
    CHECK(names_of<core::ParticipantChange>() == Names{"joined",
                                                       "left",
                                                       "kicked",
                                                       "muted",
                                                       "unmuted",
                                                       "suspended",
                                                       "resumed",
                                                       "renamed",
                                                       "setup"});
    CHECK(names_of<core::MediaChange>() == Names{"ice",
                                                 "dtls",
                                                 "up",
                                                 "first-audio",
                                                 "receiving",
                                                 "slowlink",
                                                 "stalled",
                                                 "resumed",
                                                 "down"});
    CHECK(names_of<core::TalkingSource>() == Names{"server", "local"});
    CHECK(names_of<core::CommandSource>() == Names{"keys", "socket", "signal", "adaptation"});
    CHECK(names_of<core::Severity>() == Names{"warning", "error"});
    CHECK(names_of<core::media::Direction>() == Names{"input", "output"});
    CHECK(names_of<core::media::DeviceChange>() == Names{"opened", "lost", "back", "switched"});
    CHECK(names_of<base::JanusLayer>() == Names{"core", "audiobridge"});
}
