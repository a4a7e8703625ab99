// SPDX-License-Identifier: MIT
#include "cli/join_checks.hpp"
#include "cli/join_command.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

#include <cstdlib>
#include <string>

using namespace janus_talk;
using namespace std::chrono_literals;

namespace {

app::JoinOptions parse(const std::string& options) {
    CLI::App app;
    cli::JoinCommand command;
    command.bind(app, false);
    app.parse("join " + options);
    return command.resolve();
}

} // namespace

TEST_CASE("the main job needs a room and a name, everything else has a default") {
    const auto options = parse("--room 1234 --display mohsen");
    CHECK(options.room == base::RoomId{1234U});
    CHECK(options.display == "mohsen");
    CHECK(options.settings.display == "mohsen");
    CHECK(options.server.url == "ws://127.0.0.1:8188");
    CHECK(options.server.timeout == 15s);
    CHECK_FALSE(options.server.insecure);
    CHECK_FALSE(options.pin);
    CHECK_FALSE(options.id);
    CHECK_FALSE(options.stay);
    CHECK_FALSE(options.settings.prebuffer);
    CHECK(options.media.input == "default");
    CHECK(options.media.output == "default");
    CHECK(options.media.trickle);
    CHECK_FALSE(options.media.muted);
    CHECK(options.report.verbosity == 0);
}

TEST_CASE("the room is required") {
    CHECK_THROWS_AS(parse("--display x"), CLI::RequiredError);
}

TEST_CASE("options reach what they set") {
    const auto options = parse(
            "-r lobby -d ada --id 7 --group g --create --fast-join --for 5m --leave-after-play "
            "-i tone:440 -o null --muted --stereo --bitrate 24000 --complexity 3 --expected-loss 5 "
            "--prebuffer 3 --volume 150 --spatial-position 20 --jitter-buffer 40 --record a.wav "
            "--record-sent b.opus --stun stun:s --turn turn:u:p@h --turn turn:h2 --relay-only "
            "--ice-interface 192.0.2.1 --ice-interface 2001:db8::1 --rtp-ports 20000-20100 "
            "--impair rx:loss=2% --no-trickle --timeout 3s --insecure --events --json -vv --color "
            "never");
    CHECK(options.room == base::RoomId{"lobby"});
    CHECK(options.id == base::ParticipantId{7U});
    CHECK(options.settings.group == "g");
    CHECK(options.impair == "rx:loss=2%");
    CHECK(options.create_room);
    CHECK(options.fast_join);
    CHECK(options.leave_after_play);
    CHECK(options.stay == 5min);
    CHECK(options.media.input == "tone:440");
    CHECK(options.media.output == "null");
    CHECK(options.media.muted);
    CHECK(options.media.stereo);
    CHECK(options.media.bitrate == 24000U);
    CHECK(options.settings.bitrate == 24000U);
    CHECK(options.media.complexity == 3U);
    CHECK(options.settings.quality == 3U);
    CHECK(options.media.expected_loss == 5U);
    CHECK(options.settings.expected_loss == 5U);
    CHECK(options.settings.prebuffer == 3U);
    CHECK(options.settings.volume == 150U);
    CHECK(options.settings.spatial_position == 20U);
    CHECK(options.media.playout_delay == media::PlayoutDelay{40ms, 40ms});
    CHECK(options.media.record == "a.wav");
    CHECK(options.media.record_sent == "b.opus");
    CHECK(options.media.stun == "stun:s");
    REQUIRE(options.media.turn.size() == 2);
    CHECK(options.media.turn[1].reveal() == "turn:h2");
    CHECK(options.media.relay_only);
    CHECK(options.media.ice_interfaces.size() == 2);
    CHECK(options.media.rtp_ports->max == 20100);
    CHECK_FALSE(options.media.trickle);
    CHECK(options.server.timeout == 3s);
    CHECK(options.server.insecure);
    CHECK(options.report.events);
    CHECK(options.report.json);
    CHECK(options.report.verbosity == 2);
    CHECK(options.report.colour == app::Colour::never);
}

TEST_CASE("string ids keep digits as text") {
    CHECK(parse("--room 1234 --string-ids").room == base::RoomId{"1234"});
}

TEST_CASE("complexity 0 is ours alone, since Janus counts from 1") {
    const auto options = parse("--room 1 --complexity 0");
    CHECK(options.media.complexity == 0U);
    CHECK_FALSE(options.settings.quality);
}

TEST_CASE("every boolean has its opposite, and the last one counts") {
    CHECK_FALSE(parse("--room 1 --muted --no-muted").media.muted);
    CHECK(parse("--room 1 --aec --no-ns").media.aec == std::optional{true});
    CHECK(parse("--room 1 --aec --no-ns").media.ns == std::optional{false});
    CHECK(parse("--room 1 --aec --no-ns").media.agc == std::nullopt);
    CHECK_FALSE(parse("--room 1 --create --no-create").create_room);
}

TEST_CASE("options come from the environment when they are not given") {
    setenv("JANUS_TALK_ROOM", "77", 1);
    setenv("JANUS_TALK_RTP_PORTS", "1000-2000", 1);
    setenv("JANUS_TALK_MUTED", "true", 1);
    const auto options = parse("--display x");
    CHECK(options.room == base::RoomId{77U});
    CHECK(options.media.rtp_ports->min == 1000);
    CHECK(options.media.muted);
    CHECK(parse("--room 1").room == base::RoomId{1U});
    unsetenv("JANUS_TALK_ROOM");
    unsetenv("JANUS_TALK_RTP_PORTS");
    unsetenv("JANUS_TALK_MUTED");
}

TEST_CASE("a secret on the command line is remembered, to be warned about") {
    CHECK(parse("--room 1 --pin 4711 --token t").exposed_secrets ==
          std::vector<std::string>{"token", "pin"});
    CHECK(parse("--room 1").exposed_secrets.empty());
}

TEST_CASE("trouble is survived for a minute, unless told otherwise") {
    CHECK(parse("--room 1").reconnect);
    CHECK(parse("--room 1").max_outage == 60s);
    CHECK_FALSE(parse("--room 1 --no-reconnect").reconnect);
    CHECK(parse("--room 1 --no-reconnect --reconnect --max-outage 1h").max_outage == 1h);
}

TEST_CASE("several servers keep their order") {
    const auto options = parse("--room 1 --url ws://a -u ws://b --url=wss://c");
    CHECK(options.server.url == "ws://a");
    CHECK(options.server.more_urls == std::vector<std::string>{"ws://b", "wss://c"});
    CHECK(parse("--room 1 -u ws://a").server.more_urls.empty());
    setenv("JANUS_TALK_URL", "ws://e", 1);
    CHECK(parse("--room 1").server.url == "ws://e");
    CHECK(parse("--room 1 -u ws://a").server.url == "ws://a");
    unsetenv("JANUS_TALK_URL");
}

TEST_CASE("values that make no sense are refused before anything starts") {
    const std::string wrong = GENERATE(as<std::string>{},
                                       "--room -5",
                                       "--room 99999999999999999999",
                                       "--room ''",
                                       "--prebuffer 0",
                                       "--prebuffer 51",
                                       "--prebuffer x",
                                       "--volume -1",
                                       "--volume 1001",
                                       "--bitrate 5999",
                                       "--bitrate 510001",
                                       "--complexity 11",
                                       "--expected-loss 21",
                                       "--spatial-position 101",
                                       "--jitter-buffer 1001",
                                       "--jitter-buffer 40-20",
                                       "--jitter-buffer 40-",
                                       "--jitter-buffer fast",
                                       "--for 0",
                                       "--for 5x",
                                       "--timeout never",
                                       "--max-outage 0",
                                       "--ice-interface eth0",
                                       "--ice-interface 300.1.1.1",
                                       "--rtp-ports 5",
                                       "--rtp-ports 9-5",
                                       "--rtp-ports 0-5",
                                       "--rtp-ports 1-70000",
                                       "--color sometimes",
                                       "--cacert /nonexistent",
                                       "--cert /etc/passwd",
                                       "-q -v",
                                       "--frobnicate",
                                       "extra");
    INFO(wrong);
    const bool has_room = wrong.starts_with("--room");
    CHECK_THROWS_AS(parse((has_room ? "" : "--room 1 ") + wrong), CLI::ParseError);
}

TEST_CASE("a display name is clean UTF-8 of sane length") {
    CHECK(cli::is_display_name("Zoë 🎤").empty());
    CHECK_FALSE(cli::is_display_name("a\nb").empty());
    CHECK_FALSE(cli::is_display_name("\x1b[31m").empty());
    CHECK_FALSE(cli::is_display_name("\xff").empty());
    CHECK_FALSE(cli::is_display_name(std::string(1025, 'x')).empty());
    CHECK(cli::is_display_name("\x1b[31m").find('\x1b') == std::string::npos);
}

TEST_CASE("the codec is one of three, and Opus unless told otherwise") {
    CHECK(parse("--room 1").media.codec == core::Codec::opus);
    CHECK(parse("--room 1 --codec opus").media.codec == core::Codec::opus);
    CHECK(parse("--room 1 --codec pcma").media.codec == core::Codec::pcma);
    CHECK(parse("--room 1 --codec pcmu").media.codec == core::Codec::pcmu);
    CHECK_THROWS_AS(parse("--room 1 --codec PCMA"), CLI::ParseError);
    CHECK_THROWS_AS(parse("--room 1 --codec g722"), CLI::ParseError);
}

TEST_CASE("a user without a usable name has one all the same") {
    setenv("USER", "mohsen", 1);
    CHECK(cli::user_name() == "mohsen");
    setenv("USER", "\x1b[2J", 1);
    CHECK(cli::is_display_name(cli::user_name()).empty());
    unsetenv("USER");
    CHECK_FALSE(cli::user_name().empty());
}
