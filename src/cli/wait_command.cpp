// SPDX-License-Identifier: MIT
#include "cli/wait_command.hpp"

#include "app/wait.hpp"
#include "base/duration.hpp"
#include "cli/admin_base.hpp"
#include "cli/common_options.hpp"
#include "cli/join_checks.hpp"
#include "cli/room_id.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

namespace {

constexpr std::chrono::seconds most_interval{10};

class WaitCommand final : public AdminCommand {
public:
    WaitCommand()
        : AdminCommand({"wait",
                        "Wait until a condition on a room holds, without entering it",
                        "Examples:\n"
                        "  janus-talk wait --room 1234 joined:alice --timeout 1m\n"
                        "  janus-talk wait --room 1234 'participants>=3 && talking:bob'\n"
                        "  janus-talk wait --room 1234 'alone 30s || destroyed'\n\n"
                        "Conditions are those of join --until; nobody is counted but those who are "
                        "in the room.\n"
                        "Ends with 0 when it holds, 9 when --timeout runs out, 5 when there is no "
                        "such room,\n11 when it was destroyed meanwhile, 130 and 143 by a signal."},
                       Api::client) {}

protected:
    void add_options(CLI::App& command) override {
        command_ = &command;
        command.add_option("condition", condition_, "What to wait for: participants>=3, alone 30s")
                ->type_name("COND")
                ->required();
        command.add_option("-r,--room", room_, "Room to look into")
                ->type_name("ID")
                ->required()
                ->check(is_mixed_id);
        command.add_flag("--string-ids,!--no-string-ids",
                         string_ids_,
                         "Ids of digits are strings on this server");
        add_duration(command, "--interval", interval_, "From one look to the next")
                ->capture_default_str();
    }

    base::ExitCode ask(const app::CommandOptions& options) override {
        app::WaitOptions wait;
        if (base::parse_duration(interval_).value() > most_interval)
            refuse_usage("--interval is at most 10s.", "Servers forget who is silent for long.");
        wait.room.value = parse_mixed_id(room_, string_ids_).value();
        wait.condition = condition_;
        wait.interval = base::parse_duration(interval_).value();
        // Its default is about a server that does not answer.
        if (command_->count("--timeout") > 0)
            wait.limit = options.server.timeout;
        return app::run_wait(options, wait);
    }

private:
    const CLI::App* command_ = nullptr;
    std::string condition_;
    std::string room_;
    bool string_ids_ = false;
    std::string interval_ = "500ms";
};

} // namespace

std::unique_ptr<Command> make_wait_command() {
    return std::make_unique<WaitCommand>();
}

} // namespace janus_talk::cli
