// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "report/log_record.hpp"
#include "report/samples.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk;
using report::Logger;
using report::LogLevel;

TEST_CASE("every logger and every level has a name that leads back to it") {
    CHECK(report::logger_names().size() == report::logger_count);
    for (const auto& name : report::logger_names())
        CHECK(report::name_of(report::logger_of(name).value()) == name);
    for (const auto& name : report::log_level_names())
        CHECK(report::name_of(report::log_level_of(name).value()) == name);
    CHECK_FALSE(report::logger_of("medium"));
    CHECK_FALSE(report::log_level_of("loud"));
    CHECK(report::log_level_of("off") == LogLevel::off);
}

TEST_CASE("a logger lets through its level and what is graver") {
    report::LogLevels levels{LogLevel::warning};
    levels.set(Logger::media, LogLevel::debug);
    levels.set(Logger::janus, LogLevel::off);
    CHECK(levels.admit(Logger::core, LogLevel::warning));
    CHECK(levels.admit(Logger::core, LogLevel::error));
    CHECK_FALSE(levels.admit(Logger::core, LogLevel::info));
    CHECK(levels.admit(Logger::media, LogLevel::debug));
    CHECK_FALSE(levels.admit(Logger::janus, LogLevel::error));
}

TEST_CASE("a failure is one line: what happened, what to do, what the server said") {
    const auto record = report::record_of(core::Problem{
            core::Severity::error,
            {base::ExitCode::room,
             "Could not join room 99: there is no such room.",
             "Check --room.",
             base::JanusError{base::JanusLayer::audiobridge, 485, "No such\nroom (99)"}}});
    REQUIRE(record);
    CHECK(record->logger == Logger::core);
    CHECK(record->level == LogLevel::error);
    CHECK(record->text == "Could not join room 99: there is no such room. Check --room. Janus: "
                          "error 485 NO_SUCH_ROOM, No such\\u{a}room (99)");
}

TEST_CASE("what happens goes to the logger of its room, trouble as a warning") {
    const auto place = [](const core::Notice& notice) {
        const auto record = report::record_of(notice).value();
        return std::pair{record.logger, record.level};
    };
    using core::MediaChange;
    CHECK(place(core::StateChanged{core::Phase::joining, core::Phase::configuring, ""}) ==
          std::pair{Logger::core, LogLevel::info});
    CHECK(place(core::StateChanged{core::Phase::up, core::Phase::reconnecting, "lost"}) ==
          std::pair{Logger::core, LogLevel::warning});
    CHECK(place(core::MediaChanged{MediaChange::first_audio, {}, {}, {}}) ==
          std::pair{Logger::media, LogLevel::info});
    CHECK(place(core::MediaChanged{MediaChange::stalled, {}, {}, {}}) ==
          std::pair{Logger::media, LogLevel::warning});
    CHECK(place(core::media::Stats{}) == std::pair{Logger::media, LogLevel::debug});
    CHECK(place(core::CommandDone{core::CommandSource::socket, "mute", {}, 0}) ==
          std::pair{Logger::control, LogLevel::info});
    CHECK(place(core::Ended{base::ExitCode::kicked}) == std::pair{Logger::app, LogLevel::info});
    CHECK_FALSE(report::record_of(core::media::Levels{}));
}

TEST_CASE("no notice makes two lines of a log, whatever names are in it") {
    auto notices = report::test::every_notice();
    const auto hostile = report::test::hostile_notices();
    notices.insert(notices.end(), hostile.begin(), hostile.end());
    for (const auto& notice : notices) {
        const auto record = report::record_of(notice);
        if (record) {
            INFO(record->text);
            CHECK(base::harmless(record->text, record->text.size()) == record->text);
        }
    }
}

TEST_CASE("a line as text and as JSON") {
    const report::LogRecord record{Logger::media, LogLevel::warning, "a \"quoted\" word"};
    const std::chrono::system_clock::time_point wall{std::chrono::milliseconds{1500}};
    CHECK(report::text_line(record, wall) ==
          "1970-01-01T00:00:01.500Z warning media: a \"quoted\" word");
    CHECK(report::json_line(record, wall) ==
          R"({"t":"1970-01-01T00:00:01.500Z","level":"warning","logger":"media",)"
          R"("text":"a \"quoted\" word"})");
}
