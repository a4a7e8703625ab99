// SPDX-License-Identifier: MIT
#include "cli/join_command.hpp"
#include "cli/option_facts.hpp"
#include "cli/probe_command.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

#include <string>

using namespace janus_talk;
using namespace std::chrono_literals;

namespace {

app::FlightOptions flight_of(const std::string& options) {
    CLI::App app;
    cli::JoinCommand command;
    command.bind(app, false);
    command.explain_settings([] { return std::string{"room = 1\n"}; });
    app.parse("join --room 1 " + options);
    return command.resolve().flight;
}

} // namespace

TEST_CASE("without a directory there is no flight recorder, and nobody asks for the settings") {
    const auto flight = flight_of("");
    CHECK(flight.dir.empty());
    CHECK(flight.settings.empty());
    CHECK(flight.length == 30s);
}

TEST_CASE("a flight recorder keeps the settings too") {
    const auto flight = flight_of("--flight-recorder calls --flight-recorder-time 2m");
    CHECK(flight.dir == "calls");
    CHECK(flight.settings == "room = 1\n");
    CHECK(flight.length == 2min);
}

TEST_CASE("a flight recorder keeps five seconds to five minutes") {
    CHECK(flight_of("--flight-recorder-time 5s").length == 5s);
    CHECK(flight_of("--flight-recorder-time 5m").length == 5min);
    CHECK_THROWS_AS(flight_of("--flight-recorder-time 4999ms"), CLI::ValidationError);
    CHECK_THROWS_AS(flight_of("--flight-recorder-time 301s"), CLI::ValidationError);
    CHECK_THROWS_AS(flight_of("--flight-recorder-time long"), CLI::ValidationError);
}

TEMPLATE_TEST_CASE("every command that is in a room has a flight recorder",
                   "",
                   cli::JoinCommand,
                   cli::SayCommand,
                   cli::ListenCommand,
                   cli::ParrotCommand,
                   cli::ProbeCommand) {
    CLI::App app;
    TestType command;
    auto* const bound = command.bind(app, false);
    REQUIRE(bound->get_option_no_throw("--flight-recorder") != nullptr);
    CHECK(cli::takes_file(*bound->get_option("--flight-recorder")));
}

TEST_CASE("the query of a server's address may be a secret, that of a relay's is none") {
    CLI::App app;
    cli::JoinCommand command;
    auto* const bound = command.bind(app, false);
    const auto& url = *bound->get_option("--url");
    CHECK(cli::masked(url, "wss://h/ws?token=x") == "wss://h/ws?***");
    CHECK(cli::masked(url, "wss://u:p@h/ws?token=a@b:c") == "wss://u:***@h/ws?***");
    CHECK(cli::masked(url, "wss://h/ws") == "wss://h/ws");
    CHECK(cli::holds_secret(url, "wss://h/ws?token=x"));
    const auto& turn = *bound->get_option("--turn");
    CHECK(cli::masked(turn, "turn:u:p@h?transport=tcp") == "turn:u:***@h?transport=tcp");
    CHECK(cli::masked(turn, "turn:h?transport=tcp") == "turn:h?transport=tcp");
}
