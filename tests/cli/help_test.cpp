// SPDX-License-Identifier: MIT
#include "cli/devices_command.hpp"
#include "cli/join_command.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

using namespace janus_talk;

namespace {

std::string read_document() {
    std::ifstream file{JANUS_TALK_CLI_DOCUMENT};
    REQUIRE(file);
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::set<std::string> options_in(const std::string& text) {
    const std::regex option{"--([a-z][a-z-]*[a-z])"};
    std::set<std::string> names;
    for (std::sregex_iterator match{text.begin(), text.end(), option};
         match != std::sregex_iterator{};
         ++match) {
        names.insert((*match)[1]);
    }
    return names;
}

std::set<std::string> options_of_program() {
    CLI::App app;
    cli::JoinCommand join;
    cli::DevicesCommand devices;
    join.bind(app, true);
    devices.bind(app, true);
    std::set<std::string> names{"help", "version"};
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        for (const CLI::Option* option : command->get_options()) {
            names.insert(option->get_lnames().begin(), option->get_lnames().end());
        }
    }
    return names;
}

} // namespace

TEST_CASE("every option is documented, and every documented option exists") {
    const auto documented = options_in(read_document());
    const auto existing = options_of_program();
    for (const auto& name : existing) {
        INFO("--" << name << " is missing in docs/cli.md");
        // "--no-" forms follow from the rule at the top of the page.
        CHECK((documented.count(name) == 1 || name.starts_with("no-") || name == "verbose" ||
               name == "quiet"));
    }
    for (const auto& name : documented) {
        INFO("docs/cli.md has --" << name << ", the program has not");
        CHECK((existing.count(name) == 1 || name == "option" || name == "no"));
    }
}

TEST_CASE("full help has examples and exit codes, short help says where they are") {
    const auto help = [](bool full) {
        CLI::App app;
        cli::JoinCommand join;
        return join.bind(app, full)->help();
    };
    CHECK(help(true).find("Examples:") != std::string::npos);
    CHECK(help(true).find("Exit status:") != std::string::npos);
    CHECK(help(false).find("Exit status:") == std::string::npos);
    CHECK(help(false).find("--help") != std::string::npos);
}
