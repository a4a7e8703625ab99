// SPDX-License-Identifier: MIT
#include "base/failure.hpp"
#include "cli/room_leaf.hpp"
#include "cli/rooms_commands.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

namespace {

using janus::AccessAction;

class EditAccess final : public RoomLeaf {
public:
    EditAccess(AccessAction action, Words words) : RoomLeaf(std::move(words)), action_(action) {}

    Task task() override {
        janus::EditAccessList edit{room(), secret(), action_, {}};
        if (allowed_ != nullptr) {
            edit.allowed = allowed_->resolve();
            if (edit.allowed.empty()) {
                throw base::Error({base::ExitCode::usage,
                                   "No token was given.",
                                   "Give --allowed-file, or --allowed.",
                                   {}});
            }
        }
        return {std::move(edit), "change who may join " + this_room()};
    }

protected:
    void bind_options(CLI::App& app) override {
        bind_room(app);
        bind_secret(app);
        if (action_ == AccessAction::add || action_ == AccessAction::remove)
            allowed_ = &add_secret_list(app, "allowed", "Token to " + app.get_name());
        app.add_flag("--show-tokens,!--no-show-tokens",
                     show_tokens_,
                     "Print all tokens that may join now (default: their number)");
    }

    base::ExitCode perform(const app::CommandOptions& options, const Task& task) override {
        return app::run_access_command(
                options, std::get<janus::EditAccessList>(task.request), task.doing, show_tokens_);
    }

private:
    AccessAction action_;
    bool show_tokens_ = false;
    SecretList* allowed_ = nullptr;
};

} // namespace

Commands make_access_commands() {
    Commands commands;
    const auto add = [&](AccessAction action, const char* name, const char* text) {
        const bool has_tokens = action == AccessAction::add || action == AccessAction::remove;
        commands.push_back(std::make_unique<EditAccess>(
                action,
                RoomLeaf::Words{name,
                                text,
                                std::string("rooms allow ") + name + " --room 1234" +
                                        (has_tokens ? " --allowed-file tokens.txt" : "")}));
    };
    add(AccessAction::enable, "enable", "Admit only holders of a token; those inside stay");
    add(AccessAction::disable, "disable", "Admit everybody; the tokens are kept");
    add(AccessAction::add, "add", "Add tokens; they count once the list is enabled");
    add(AccessAction::remove, "remove", "Remove tokens");
    return commands;
}

} // namespace janus_talk::cli
