// SPDX-License-Identifier: MIT
#include "cli/admin_commands.hpp"

#include "app/admin_command.hpp"
#include "app/server_command.hpp"
#include "cli/admin_base.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

namespace {

/// One request without options of its own.
class PlainAdminCommand final : public AdminCommand {
public:
    PlainAdminCommand(CommandWords words, janus::AdminRequest request, std::string doing)
        : AdminCommand(std::move(words)), request_(std::move(request)), doing_(std::move(doing)) {}

protected:
    base::ExitCode ask(const app::CommandOptions& options) override {
        return app::run_admin_command(options, request_, doing_);
    }

private:
    janus::AdminRequest request_;
    std::string doing_;
};

class AcceptCommand final : public AdminCommand {
public:
    AcceptCommand()
        : AdminCommand({"accept",
                        "Take new sessions, or drain the server",
                        "Example:\n  janus-talk admin accept off --yes\n\n"
                        "With \"off\" those inside go on, and everybody else is told to try "
                        "later (exit 13)."}) {}

protected:
    void add_options(CLI::App& command) override {
        command.add_option("STATE", state_, "on or off")
                ->type_name("on|off")
                ->check(CLI::IsMember({"on", "off"}))
                ->required();
        binding().bind_confirmation(command);
    }

    base::ExitCode ask(const app::CommandOptions& options) override {
        const bool accept = state_ == "on";
        if (!accept)
            binding().confirm("let nobody new in");
        return app::run_admin_command(
                options, janus::AcceptNewSessions{accept}, "switch new sessions " + state_);
    }

private:
    std::string state_;
};

class DestroySessionCommand final : public AdminCommand {
public:
    DestroySessionCommand()
        : AdminCommand({"destroy-session",
                        "End a session; its client hears nothing and learns later",
                        "Example:\n  janus-talk admin destroy-session 5187925272085406 --yes"}) {}

protected:
    void add_options(CLI::App& command) override {
        add_id(command, "SESSION", session_, "As in: janus-talk admin sessions");
        command.get_option("SESSION")->required();
        binding().bind_confirmation(command);
    }

    base::ExitCode ask(const app::CommandOptions& options) override {
        binding().confirm("destroy the session");
        return app::run_admin_command(
                options, janus::RemoveSession{{session_}}, "destroy the session");
    }

private:
    std::uint64_t session_ = 0;
};

class MessageCommand final : public AdminCommand {
public:
    MessageCommand()
        : AdminCommand({"message",
                        "Send the AudioBridge a request of your own, without a session",
                        "Example:\n  echo '{\"request\":\"list\"}' | janus-talk admin message "
                        "--body -\n\nOnly requests that are answered at once; the answer is "
                        "printed as it is."}) {}

protected:
    void add_options(CLI::App& command) override {
        command.add_option("--body", file_, "File with one JSON object; - is stdin")
                ->type_name("FILE")
                ->required();
    }

    void prepare() override { body_ = app::read_body(file_); }

    base::ExitCode ask(const app::CommandOptions& options) override {
        const janus::MessagePlugin message{janus::RawBody{body_}};
        return app::run_admin_command(options, message, "send the message");
    }

private:
    std::string file_;
    std::string body_;
};

} // namespace

Commands make_admin_commands() {
    Commands commands;
    const auto plain = [&](CommandWords words, janus::AdminRequest request, std::string doing) {
        commands.push_back(std::make_unique<PlainAdminCommand>(
                std::move(words), std::move(request), std::move(doing)));
    };
    plain({"status", "Show the settings that can change while the server runs"},
          janus::GetStatus{},
          "read the server's status");
    plain({"sessions", "List the sessions; who knows an id can take the session over"},
          janus::ListSessions{},
          "list the sessions");
    add_admin_handle_commands(commands);
    commands.push_back(std::make_unique<DestroySessionCommand>());
    commands.push_back(std::make_unique<AcceptCommand>());
    add_admin_server_commands(commands);
    plain({"loops", "List static event loops and how many handles each serves"},
          janus::ListLoops{},
          "list the event loops");
    add_admin_token_commands(commands);
    commands.push_back(std::make_unique<MessageCommand>());
    return commands;
}

} // namespace janus_talk::cli
