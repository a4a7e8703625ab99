// SPDX-License-Identifier: MIT
#include "cli/rooms_commands.hpp"

#include "app/room_command.hpp"
#include "cli/query_binding.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

namespace {

class ListRoomsCommand final : public Command {
public:
    CLI::App* bind(CLI::App& app, bool full_help) override {
        auto* const command = app.add_subcommand("list", "Show the rooms of the server");
        admin_key_ = &binding_.add_secret(
                *command, "admin-key", "The AudioBridge's admin_key: shows private rooms too");
        binding_.bind(*command);
        binding_.finish(
                *command,
                full_help ? "Example:\n  janus-talk rooms list --url wss://janus.example.org/ws"
                          : "");
        return command;
    }

    [[nodiscard]] std::vector<std::string> secret_options() const override {
        return binding_.secret_options();
    }

    [[nodiscard]] base::ExitCode run() override {
        const auto options = binding_.resolve();
        return app::run_room_command(
                options, janus::ListRooms{admin_key_->resolve()}, "list the rooms");
    }

private:
    QueryBinding binding_;
    SecretSource* admin_key_ = nullptr;
};

} // namespace

std::vector<std::unique_ptr<Command>> make_rooms_commands() {
    std::vector<std::unique_ptr<Command>> commands;
    commands.push_back(std::make_unique<ListRoomsCommand>());
    return commands;
}

} // namespace janus_talk::cli
