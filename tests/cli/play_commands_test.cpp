// SPDX-License-Identifier: MIT
#include "base/failure.hpp"
#include "cli/doctor_command.hpp"
#include "cli/join_command.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace janus_talk;
using namespace std::chrono_literals;

namespace {

template <typename Command>
app::JoinOptions parse(const std::string& name, const std::string& options) {
    CLI::App app;
    Command command;
    command.bind(app, false);
    app.parse(name + " --room 1234 " + options);
    return command.resolve();
}

app::JoinOptions say(const std::string& options) {
    return parse<cli::SayCommand>("say", options);
}

app::JoinOptions listen(const std::string& options) {
    return parse<cli::ListenCommand>("listen", options);
}

app::JoinOptions parrot(const std::string& options) {
    return parse<cli::ParrotCommand>("parrot", options);
}

} // namespace

TEST_CASE("a parrot has a delay, and neither input nor output") {
    const auto options = parrot("");
    CHECK(options.task == app::Task::parrot);
    CHECK(options.display == "parrot");
    CHECK(options.media.parrot_delay == 1000ms);
    CHECK(options.media.input == "null");
    CHECK(options.media.output == "null");
    CHECK_FALSE(options.leave_after_play);
    CHECK(parrot("--delay 250ms --record heard.wav --volume 50").media.parrot_delay == 250ms);
    CHECK(parrot("--display polly").display == "polly");
    for (const char* wrong : {"--delay 99ms", "--delay 61s"})
        CHECK_THROWS_AS(parrot(wrong), base::Error);
    for (const char* wrong : {"--delay soon", "--input null", "--output null", "--muted"})
        CHECK_THROWS_AS(parrot(wrong), CLI::ParseError);
}

TEST_CASE("say plays what it is given, opens no loudspeaker, and leaves after it") {
    const auto options = say("--input hello.wav");
    CHECK(options.task == app::Task::say);
    CHECK(options.media.input == "hello.wav");
    CHECK(options.media.output == "null");
    CHECK(options.leave_after_play);
    CHECK_FALSE(options.media.muted);
    CHECK(say("hello.wav").media.input == "hello.wav");
    CHECK(say("-").media.input == "-");
    CHECK(say("tone:440 --for 3s").stay == 3s);
    CHECK_FALSE(say("hello.wav --no-leave-after-play").leave_after_play);
    CHECK(say("a.wav --prebuffer 3 --volume 50 --record-sent s.wav -o default").media.output ==
          "default");
}

TEST_CASE("say without anything to say is a mistake, and so are two things") {
    CHECK_THROWS_AS(say(""), base::Error);
    CHECK_THROWS_AS(say("a.wav --input b.wav"), CLI::ParseError);
    CHECK_THROWS_AS(say("a.wav b.wav"), CLI::ParseError);
    CHECK_THROWS_AS(say("a.wav --muted"), CLI::ParseError);
}

TEST_CASE("listen captures nothing, whatever the environment says") {
    setenv("JANUS_TALK_INPUT", "tone", 1);
    const auto options = listen("");
    unsetenv("JANUS_TALK_INPUT");
    CHECK(options.task == app::Task::listen);
    CHECK(options.media.input == "null");
    CHECK(options.media.output == "default");
    CHECK(listen("-o - --format wav:16000:1").pcm_format == "wav:16000:1");
    CHECK(listen("-o null --record a.opus").media.record == "a.opus");
    CHECK(listen("--bitrate 24000").settings.bitrate == 24000U);
}

TEST_CASE("what only a voice needs is unknown to those who listen") {
    const std::string option = GENERATE(as<std::string>{},
                                        "--input tone",
                                        "--muted",
                                        "--leave-after-play",
                                        "--record-sent a.wav",
                                        "--prebuffer 6",
                                        "--volume 100",
                                        "--spatial-position 50",
                                        "hello.wav");
    CHECK_THROWS_AS(listen(option), CLI::ParseError);
}

TEST_CASE("doctor needs no room, and takes what leads to one") {
    const auto resolved = [](const std::string& options) {
        CLI::App app;
        cli::DoctorCommand command;
        command.bind(app, false);
        app.parse("doctor " + options);
        return command.resolve();
    };
    CHECK_FALSE(resolved("").has_room);
    CHECK(resolved("").join.display == "doctor");
    const auto all = resolved("-r 5 --string-ids --pin 4711 --stun stun:s --timeout 3s --json");
    CHECK(all.has_room);
    CHECK(all.join.room == base::RoomId{"5"});
    CHECK(all.join.pin.has_value());
    CHECK(all.join.media.stun == "stun:s");
    CHECK(all.join.server.timeout == 3s);
    CHECK(all.join.report.json);
    CHECK(all.join.exposed_secrets == std::vector<std::string>{"pin"});
}
