// SPDX-License-Identifier: MIT
#include "cli/token_commands.hpp"

#include "app/token_command.hpp"
#include "base/duration.hpp"
#include "cli/admin_base.hpp"
#include "cli/common_options.hpp"
#include "cli/join_checks.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

namespace {

constexpr const char* audiobridge = "janus.plugin.audiobridge";

/// The key, and how it is told.
class SignedTokenCommand : public Command {
public:
    [[nodiscard]] std::vector<std::string> secret_options() const override { return {"--secret"}; }

protected:
    void add_common(CLI::App& command) {
        key_.bind(command, "Key of the signature: the server's token_auth_secret");
        command.add_flag("--json,!--no-json", json_, "One JSON line on stdout");
    }

    [[nodiscard]] app::TokenOptions resolve() {
        auto key = key_.resolve();
        if (!key)
            refuse_usage("Without a key there is no signature.", "Give it with --secret-file.");
        app::TokenOptions options{std::move(*key), json_, {}};
        if (key_.was_on_command_line())
            options.exposed_secrets.push_back(key_.name());
        return options;
    }

private:
    SecretSource key_{"secret"};
    bool json_ = false;
};

class MintCommand final : public SignedTokenCommand {
public:
    CLI::App* bind(CLI::App& app, bool full_help) override {
        auto* const command = app.add_subcommand("mint", "Make a signed token");
        add_common(*command);
        add_duration(*command, "--ttl", ttl_, "How long it is valid")->capture_default_str();
        auto* const plugin = command->add_option(
                "--plugin",
                plugins_,
                "Plug-in that it opens; repeatable (default: " + std::string(audiobridge) + ")");
        plugin->type_name("NAME");
        command->add_option("--room",
                            room_,
                            "A token for this room instead (rooms with signed_tokens, newer "
                            "servers)")
                ->type_name("ID")
                ->check(is_mixed_id)
                ->excludes(plugin);
        name_environment(*command, secret_options());
        if (full_help) {
            command->footer("Examples:\n"
                            "  janus-talk token mint --secret-file key --ttl 8h\n"
                            "  JANUS_TALK_TOKEN=$(janus-talk token mint --secret-file key) "
                            "janus-talk join --room 1234\n\n"
                            "The clocks of this machine and of the server must agree.");
        }
        return command;
    }

    base::ExitCode run() override {
        const auto lifetime = std::chrono::duration_cast<std::chrono::seconds>(
                base::parse_duration(ttl_).value());
        if (lifetime.count() == 0)
            refuse_usage("A token counts in whole seconds.");
        if (!room_.empty())
            return app::run_token_mint(resolve(), audiobridge, {"room=" + room_}, lifetime);
        if (plugins_.empty())
            plugins_.emplace_back(audiobridge);
        return app::run_token_mint(resolve(), "janus", plugins_, lifetime);
    }

private:
    std::string ttl_ = "1h";
    std::vector<std::string> plugins_;
    std::string room_;
};

class CheckCommand final : public SignedTokenCommand {
public:
    CLI::App* bind(CLI::App& app, bool full_help) override {
        auto* const command = app.add_subcommand("check", "Judge a signed token");
        token_.bind(*command, "The token");
        add_common(*command);
        name_environment(*command, secret_options());
        if (full_help) {
            command->footer("Example:\n  janus-talk token check --secret-file key --token-file "
                            "ada.token\n\nExit status:\n  0 valid   1 expired, malformed or "
                            "signed with another key   2 usage");
        }
        return command;
    }

    [[nodiscard]] std::vector<std::string> secret_options() const override {
        return {"--secret", "--token"};
    }

    base::ExitCode run() override {
        auto options = resolve();
        const auto token = token_.resolve();
        if (!token)
            refuse_usage("Which token?", "Give it with --token-file.");
        if (token_.was_on_command_line())
            options.exposed_secrets.push_back(token_.name());
        return app::run_token_check(options, *token);
    }

private:
    SecretSource token_{"token"};
};

} // namespace

std::vector<std::unique_ptr<Command>> make_signed_token_commands() {
    std::vector<std::unique_ptr<Command>> commands;
    commands.push_back(std::make_unique<MintCommand>());
    commands.push_back(std::make_unique<CheckCommand>());
    return commands;
}

} // namespace janus_talk::cli
