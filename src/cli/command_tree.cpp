// SPDX-License-Identifier: MIT
#include "cli/command_tree.hpp"

#include "app/version.hpp"
#include "cli/admin_commands.hpp"
#include "cli/command_group.hpp"
#include "cli/completion_command.hpp"
#include "cli/config_choice.hpp"
#include "cli/config_commands.hpp"
#include "cli/ctl_command.hpp"
#include "cli/devices_command.hpp"
#include "cli/doctor_command.hpp"
#include "cli/join_command.hpp"
#include "cli/option_facts.hpp"
#include "cli/people_commands.hpp"
#include "cli/probe_command.hpp"
#include "cli/rooms_commands.hpp"
#include "cli/server_commands.hpp"
#include "cli/token_commands.hpp"
#include "cli/wait_command.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

namespace {

constexpr const char* overview = R"(Examples:
  janus-talk join --room 1234 --display mohsen
  janus-talk say --room 1234 hello.wav
  janus-talk listen --room 1234 --output null --record meeting.opus
  janus-talk devices
  janus-talk help join

Every option can also be set in the environment: --room as JANUS_TALK_ROOM, and so on,
or in a configuration file, see: janus-talk config --help
HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY are used for the signalling.)";

} // namespace

CommandTree::CommandTree(CLI::App& app, const Wish& wish)
    : help_topic_(std::make_unique<std::vector<std::string>>()) {
    const auto add_group =
            [&](const std::string& name, const std::string& text, CommandGroup::Make make) {
                add(app,
                    wish,
                    std::make_unique<CommandGroup>(name, text, std::move(make), wish.group(name)));
            };
    add(app, wish, std::make_unique<JoinCommand>());
    add(app, wish, std::make_unique<SayCommand>());
    add(app, wish, std::make_unique<ListenCommand>());
    add(app, wish, std::make_unique<ParrotCommand>());
    add(app, wish, std::make_unique<ProbeCommand>());
    add_group("rooms",
              "List, make, change and remove rooms; record, forward, announce",
              make_rooms_commands);
    add(app, wish, make_wait_command());
    add(app, wish, make_info_command());
    add(app, wish, make_ping_command());
    add_group("admin",
              "Watch and steer a server: sessions, handles, settings, tokens",
              make_admin_commands);
    add(app, wish, make_request_command());
    add_group(
            "token", "Make and check signed tokens, without a server", make_signed_token_commands);
    add_group("people", "List, kick, mute and suspend those in a room", make_people_commands);
    add(app, wish, std::make_unique<CtlCommand>());
    add(app, wish, std::make_unique<DoctorCommand>());
    add(app, wish, std::make_unique<DevicesCommand>());
    add_group("config",
              "Show where settings come from, and check configuration files",
              make_config_commands);
    add_group("completion", "Print completion scripts for shells", make_completion_commands);
    add(app, wish, make_manual_command());
    version_ = app.add_subcommand("version",
                                  "Show the version of this program and of what it runs on");
    help_ = app.add_subcommand("help", "Show the help of a command");
    help_->add_option("COMMAND", *help_topic_, "Which command, in one to three words")
            ->type_name("");
}

void CommandTree::add(CLI::App& app, const Wish& wish, std::unique_ptr<Command> command) {
    CLI::App* const sub = command->bind(app, wish.full_help);
    const auto below = leaves(*sub);
    const bool has_settings = sub->get_name() != "completion" && sub->get_name() != "manual";
    for (CLI::App* const leaf : below) {
        if (has_settings)
            bind_config_choice(*leaf);
    }
    const bool is_group = dynamic_cast<CommandGroup*>(command.get()) != nullptr;
    if (below.empty() && !is_group && has_settings)
        bind_config_choice(*sub);
    commands_.emplace_back(sub, std::move(command));
}

Command* CommandTree::typed() const {
    for (const auto& [sub, command] : commands_) {
        if (sub->parsed())
            return command.get();
    }
    return nullptr;
}

WholeProgram make_whole_program(bool full_help) {
    WholeProgram program;
    program.app = std::make_shared<CLI::App>();
    describe_program(*program.app);
    bind_config_choice(*program.app, [] {});
    CommandTree::Wish wish;
    wish.full_help = full_help;
    program.tree = std::make_shared<CommandTree>(*program.app, wish);
    return program;
}

void describe_program(CLI::App& app) {
    app.description("A voice conference client for the Janus AudioBridge, without a window.");
    app.name("janus-talk");
    app.set_help_flag("-h,--help", "Short help; --help adds examples and exit codes");
    app.set_version_flag("-V,--version", app::version_line());
    app.require_subcommand(1);
    app.footer(overview);
}

} // namespace janus_talk::cli
