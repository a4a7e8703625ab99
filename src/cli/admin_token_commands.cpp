// SPDX-License-Identifier: MIT
#include "app/admin_command.hpp"
#include "cli/admin_base.hpp"
#include "cli/admin_commands.hpp"
#include "cli/command_group.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

namespace {

using janus::TokenAction;

class ListTokensCommand final : public AdminCommand {
public:
    ListTokensCommand()
        : AdminCommand({"list", "List the stored tokens and the plug-ins each may use"}) {}

protected:
    void add_options(CLI::App& command) override {
        command.add_flag(
                "--show,!--no-show", show_, "Tokens in full; else only their first characters");
    }

    base::ExitCode ask(const app::CommandOptions& options) override {
        return app::run_admin_command(options, janus::ListTokens{}, "list the tokens", show_);
    }

private:
    bool show_ = false;
};

class EditTokenCommand final : public AdminCommand {
public:
    EditTokenCommand(TokenAction action, CommandWords words)
        : AdminCommand(std::move(words)), action_(action) {}

protected:
    void add_options(CLI::App& command) override {
        token_ = &binding().add_secret(command, "stored-token", "The token that is meant");
        if (action_ == TokenAction::remove) {
            binding().bind_confirmation(command);
            return;
        }
        auto* const plugins = command.add_option("--plugin",
                                                 plugins_,
                                                 action_ == TokenAction::add
                                                         ? "It may use this plug-in; repeatable "
                                                           "(default: all)"
                                                         : "Which plug-in; repeatable");
        plugins->type_name("NAME")->required(action_ != TokenAction::add);
    }

    base::ExitCode ask(const app::CommandOptions& options) override {
        auto token = token_->resolve();
        if (!token)
            refuse_usage("Which token?", "Give it with --stored-token-file.");
        if (action_ == TokenAction::remove)
            binding().confirm("remove the token");
        return app::run_admin_command(
                options, janus::EditToken{action_, std::move(*token), plugins_}, doing());
    }

private:
    [[nodiscard]] std::string doing() const {
        switch (action_) {
        case TokenAction::add:
            return "add the token";
        case TokenAction::remove:
            return "remove the token";
        default:
            return "change the token";
        }
    }

    TokenAction action_;
    SecretSource* token_ = nullptr;
    std::vector<std::string> plugins_;
};

Commands make_token_commands() {
    Commands commands;
    const auto edit = [&](TokenAction action, CommandWords words) {
        commands.push_back(std::make_unique<EditTokenCommand>(action, std::move(words)));
    };
    commands.push_back(std::make_unique<ListTokensCommand>());
    edit(TokenAction::add,
         {"add",
          "Store a token",
          "Example:\n  janus-talk admin tokens add --stored-token-file ada.token --plugin "
          "janus.plugin.audiobridge"});
    edit(TokenAction::allow, {"allow", "Let a token use further plug-ins"});
    edit(TokenAction::disallow,
         {"disallow", "Keep a token from plug-ins; handles that it has stay"});
    edit(TokenAction::remove, {"remove", "Forget a token; its next request is refused"});
    return commands;
}

} // namespace

void add_admin_token_commands(Commands& commands) {
    commands.push_back(std::make_unique<CommandGroup>(
            "tokens", "Manage the server's stored tokens", make_token_commands, true));
}

} // namespace janus_talk::cli
