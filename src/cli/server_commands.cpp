// SPDX-License-Identifier: MIT
#include "cli/server_commands.hpp"

#include "app/server_command.hpp"
#include "base/duration.hpp"
#include "cli/admin_base.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

namespace {

class InfoCommand final : public AdminCommand {
public:
    InfoCommand()
        : AdminCommand({"info",
                        "Show version, plug-ins, limits and ICE settings of the server",
                        "Examples:\n"
                        "  janus-talk info --url wss://janus.example.org/ws\n"
                        "  janus-talk info --json | jq -r .version_string"},
                       Api::client) {}

protected:
    base::ExitCode ask(const app::CommandOptions& options) override {
        return app::run_info(options);
    }
};

class PingCommand final : public AdminCommand {
public:
    PingCommand()
        : AdminCommand({"ping",
                        "Measure the round trip of the signalling",
                        "Examples:\n"
                        "  janus-talk ping --url wss://janus.example.org/ws\n"
                        "  janus-talk ping --count 20 --interval 100ms --json | jq .avg_ms\n\n"
                        "Ctrl-C ends with the summary, exit 0 if something was answered."},
                       Api::client) {}

protected:
    void add_options(CLI::App& command) override {
        constexpr unsigned most = 1'000'000;
        command.add_option("-c,--count", count_, "How many pings")
                ->type_name("N")
                ->check(CLI::Range(1U, most))
                ->capture_default_str();
        add_duration(command, "--interval", interval_, "From one ping to the next")
                ->capture_default_str();
    }

    base::ExitCode ask(const app::CommandOptions& options) override {
        return app::run_ping(options, count_, base::parse_duration(interval_).value());
    }

private:
    unsigned count_ = 4;
    std::string interval_ = "1s";
};

class RequestCommand final : public AdminCommand {
public:
    RequestCommand()
        : AdminCommand(
                  {"request",
                   "Send a message of your own and print the answer as it is",
                   "Examples:\n"
                   "  echo '{\"request\":\"exists\",\"room\":1234}' | janus-talk request --body -\n"
                   "  echo '{\"janus\":\"list_sessions\"}' | janus-talk request --body - "
                   "--admin\n\n"
                   "The body is one to the AudioBridge, sent on a handle of our own, or with "
                   "--admin a whole\nrequest to the Admin API. Transaction and secrets are added. "
                   "What is known to hang the\nserver is refused."}) {}

protected:
    void add_options(CLI::App& command) override {
        command.add_option("--body", file_, "File with one JSON object; - is stdin")
                ->type_name("FILE")
                ->required();
        command.add_flag("--admin,!--no-admin", admin_, "To the Admin API");
    }

    void prepare() override {
        body_ = app::read_body(file_);
        binding().choose_admin(admin_);
    }

    base::ExitCode ask(const app::CommandOptions& options) override {
        return app::run_request(options, body_);
    }

private:
    std::string file_;
    std::string body_;
    bool admin_ = false;
};

} // namespace

std::unique_ptr<Command> make_info_command() {
    return std::make_unique<InfoCommand>();
}

std::unique_ptr<Command> make_ping_command() {
    return std::make_unique<PingCommand>();
}

std::unique_ptr<Command> make_request_command() {
    return std::make_unique<RequestCommand>();
}

} // namespace janus_talk::cli
