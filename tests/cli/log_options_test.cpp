// SPDX-License-Identifier: MIT
#include "cli/log_options.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk;
using report::Logger;
using report::LogLevel;
using report::LogLevels;

namespace {

LogLevels levels_in(std::string_view text) {
    return std::get<LogLevels>(cli::parse_log_levels(text));
}

std::string refusal_of_levels(std::string_view text) {
    return std::get<std::string>(cli::parse_log_levels(text));
}

} // namespace

TEST_CASE("a level for all loggers, and for single ones, in any order") {
    CHECK(levels_in("debug") == LogLevels{LogLevel::debug});
    LogLevels mixed{LogLevel::warning};
    mixed.set(Logger::signaling, LogLevel::debug);
    CHECK(levels_in("warning,signaling=debug") == mixed);
    CHECK(levels_in("signaling=debug,warning") == mixed);
    CHECK(levels_in("signaling=off,error,signaling=debug,warning") == mixed);
    LogLevels single{LogLevel::info};
    single.set(Logger::janus, LogLevel::debug);
    CHECK(levels_in("janus=debug") == single);
}

TEST_CASE("a wrong word of --log-level is named with what was probably meant") {
    CHECK(refusal_of_levels("warnign") == "there is no level 'warnign'; did you mean warning?");
    CHECK(refusal_of_levels("info,signalling=debug") ==
          "there is no logger 'signalling'; did you mean signaling?");
    CHECK(refusal_of_levels("media=loud") ==
          "there is no level 'loud'; there are debug, info, warning, error, off");
    CHECK(refusal_of_levels("xyzzy=info") == "there is no logger 'xyzzy'; there are app, control, "
                                             "core, janus, media, signaling");
    CHECK(refusal_of_levels("media") == "'media' is a logger; give it a level: media=debug");
    CHECK(refusal_of_levels("").starts_with("there is no level ''"));
    CHECK(refusal_of_levels("info,").starts_with("there is no level ''"));
    CHECK(refusal_of_levels("=info").starts_with("there is no logger ''"));
    CHECK(refusal_of_levels("a\x1b[2J").find('\x1b') == std::string::npos);
}
