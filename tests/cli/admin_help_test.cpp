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

namespace {

void collect(const CLI::App& app, const std::string& path, std::set<std::string>& words) {
    const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
    if (commands.empty())
        words.insert(path);
    for (const CLI::App* command : commands)
        collect(*command, (path.empty() ? "" : path + " ") + command->get_name(), words);
}

std::set<std::string> commands_of_program() {
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
    std::set<std::string> words; // "admin pcap start"
    collect(app, "", words);
    return words;
}

} // namespace

TEST_CASE("every command about servers is documented") {
    const std::string document = test::read_document(JANUS_TALK_ADMIN_DOCUMENT);
    const auto words = commands_of_program();
    for (const auto& command : words) {
        INFO(command << " is missing in docs/admin.md");
        CHECK(document.find("`" + command) != std::string::npos);
    }
}
