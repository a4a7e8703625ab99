// SPDX-License-Identifier: MIT
#include "cli/admin_commands.hpp"
#include "cli/command_group.hpp"
#include "cli/document.hpp"
#include "cli/server_commands.hpp"
#include "cli/token_commands.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

#include <set>
#include <string>

using namespace janus_talk;
using test::options_in;

namespace {

struct Words {
    std::set<std::string> options{"help"};
    /// "admin pcap start"
    std::set<std::string> commands;
};

void collect(const CLI::App& app, const std::string& path, Words& words) {
    const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
    if (commands.empty())
        words.commands.insert(path);
    for (const CLI::Option* option : app.get_options())
        words.options.insert(option->get_lnames().begin(), option->get_lnames().end());
    for (const CLI::App* command : commands)
        collect(*command, (path.empty() ? "" : path + " ") + command->get_name(), words);
}

Words words_of_program() {
    CLI::App app;
    std::vector<std::unique_ptr<cli::Command>> commands;
    commands.push_back(cli::make_info_command());
    commands.push_back(cli::make_ping_command());
    commands.push_back(cli::make_request_command());
    commands.push_back(std::make_unique<cli::CommandGroup>(
            "admin", "", [] { return cli::make_admin_commands(); }, true));
    commands.push_back(std::make_unique<cli::CommandGroup>(
            "token", "", [] { return cli::make_signed_token_commands(); }, true));
    for (const auto& command : commands)
        command->bind(app, true);
    Words words;
    collect(app, "", words);
    return words;
}

} // namespace

TEST_CASE("every command and option about servers is documented, and nothing else is") {
    const std::string document = test::read_document(JANUS_TALK_ADMIN_DOCUMENT);
    const auto documented = options_in(document);
    const Words words = words_of_program();
    for (const auto& command : words.commands) {
        INFO(command << " is missing in docs/admin.md");
        CHECK(document.find("`" + command) != std::string::npos);
    }
    for (const auto& name : words.options) {
        INFO("--" << name << " is missing in docs/admin.md");
        CHECK((documented.count(name) == 1 || name.starts_with("no-")));
    }
    for (const auto& name : documented) {
        INFO("docs/admin.md has --" << name << ", the program has not");
        CHECK((words.options.count(name) == 1 || name == "no"));
    }
}
