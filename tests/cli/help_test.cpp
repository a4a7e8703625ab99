// SPDX-License-Identifier: MIT
#include "cli/devices_command.hpp"
#include "cli/join_command.hpp"
#include "cli/people_commands.hpp"
#include "cli/rooms_commands.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

using namespace janus_talk;

namespace {

std::string read_document(const char* path) {
    std::ifstream file{path};
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

void collect_options(const CLI::App& app, std::set<std::string>& names) {
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        for (const CLI::Option* option : command->get_options())
            names.insert(option->get_lnames().begin(), option->get_lnames().end());
        collect_options(*command, names);
    }
}

std::set<std::string> options_of_program() {
    CLI::App app;
    cli::JoinCommand join;
    cli::SayCommand say;
    cli::ListenCommand listen;
    cli::DevicesCommand devices;
    join.bind(app, true);
    say.bind(app, true);
    listen.bind(app, true);
    devices.bind(app, true);
    std::set<std::string> names{"help", "version"};
    // The names of commands repeat in other groups; each group is bound to a parent of its own.
    for (const auto& make : {cli::make_rooms_commands, cli::make_people_commands}) {
        CLI::App group;
        const auto commands = make();
        for (const auto& command : commands)
            command->bind(group, true);
        collect_options(group, names);
    }
    collect_options(app, names);
    return names;
}

} // namespace

TEST_CASE("every option is documented, and every documented option exists") {
    const auto documented = options_in(read_document(JANUS_TALK_CLI_DOCUMENT) +
                                       read_document(JANUS_TALK_ROOMS_DOCUMENT));
    const auto existing = options_of_program();
    for (const auto& name : existing) {
        INFO("--" << name << " is missing in docs/cli.md and docs/rooms.md");
        // "--no-" forms follow from the rule at the top of the page.
        CHECK((documented.count(name) == 1 || name.starts_with("no-") || name == "verbose" ||
               name == "quiet"));
    }
    for (const auto& name : documented) {
        INFO("the manual has --" << name << ", the program has not");
        // espeak-ng has --stdout.
        CHECK((existing.count(name) == 1 || name == "option" || name == "no" || name == "stdout"));
    }
}

TEMPLATE_TEST_CASE("full help has examples and exit codes, short help says where they are",
                   "",
                   cli::JoinCommand,
                   cli::SayCommand,
                   cli::ListenCommand) {
    const auto help = [](bool full) {
        CLI::App app;
        TestType command;
        return command.bind(app, full)->help();
    };
    CHECK(help(true).find("Examples:") != std::string::npos);
    CHECK(help(true).find("Exit status:") != std::string::npos);
    CHECK(help(false).find("Exit status:") == std::string::npos);
    CHECK(help(false).find("--help") != std::string::npos);
}
