// SPDX-License-Identifier: MIT
#include "cli/command_tree.hpp"
#include "cli/doctor_command.hpp"
#include "cli/document.hpp"
#include "cli/join_command.hpp"
#include "cli/option_facts.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

#include <set>
#include <string>

using namespace janus_talk;
using test::options_in;
using test::read_document;

namespace {

/// The page that describes a command; docs/cli.md points to it, and tells what is common to all.
std::string page_of(const std::string& command) {
    const std::string word = command.substr(0, command.find(' '));
    if (word == "rooms" || word == "people")
        return read_document(JANUS_TALK_ROOMS_DOCUMENT);
    if (word == "probe")
        return read_document(JANUS_TALK_PROBE_DOCUMENT);
    if (word == "config")
        return read_document(JANUS_TALK_CONFIGURATION_DOCUMENT);
    if (word == "info" || word == "ping" || word == "request" || word == "admin" || word == "token")
        return read_document(JANUS_TALK_ADMIN_DOCUMENT);
    return {};
}

/// Without "--no-" forms, which follow from the rule at the top of the page.
std::set<std::string> options_of(const CLI::App& command) {
    std::set<std::string> names;
    for (const CLI::Option* option : command.get_options())
        names.insert(option->get_lnames().begin(), option->get_lnames().end());
    for (const CLI::Option* option : command.get_options()) {
        for (const auto& name : option->get_fnames())
            names.erase(name);
    }
    return names;
}

} // namespace

TEST_CASE("every option of every command is documented where the command is") {
    const auto whole = cli::make_whole_program();
    const std::string common = read_document(JANUS_TALK_CLI_DOCUMENT);
    for (const CLI::App* const command : cli::leaves(*whole.app)) {
        if (command->get_group().empty())
            continue;
        const std::string path = cli::command_path(*command);
        const std::string page = common + page_of(path);
        const auto documented = options_in(page);
        for (const auto& name : options_of(*command)) {
            INFO("--" << name << " of " << path << " is not documented");
            // Documented by their short names, which say it all.
            CHECK((documented.count(name) == 1 || name == "verbose" || name == "quiet"));
        }
        INFO(path << " is not documented");
        CHECK(page.find(command->get_name()) != std::string::npos);
    }
}

TEST_CASE("nothing is documented that does not exist") {
    const auto whole = cli::make_whole_program();
    std::set<std::string> existing{"version"};
    for (const CLI::App* const command : cli::leaves(*whole.app)) {
        for (const CLI::Option* option : command->get_options())
            existing.insert(option->get_lnames().begin(), option->get_lnames().end());
    }
    for (const char* page : {JANUS_TALK_CLI_DOCUMENT,
                             JANUS_TALK_ROOMS_DOCUMENT,
                             JANUS_TALK_ADMIN_DOCUMENT,
                             JANUS_TALK_CONFIGURATION_DOCUMENT}) {
        for (const auto& name : options_in(read_document(page))) {
            INFO(page << " has --" << name << ", the program has not");
            // --stdout is an option of espeak-ng, in an example.
            CHECK((existing.count(name) == 1 || name == "option" || name == "no" ||
                   name == "stdout"));
        }
    }
}

TEMPLATE_TEST_CASE("full help has examples and exit codes, short help says where they are",
                   "",
                   cli::JoinCommand,
                   cli::SayCommand,
                   cli::ListenCommand,
                   cli::ParrotCommand,
                   cli::DoctorCommand) {
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
