// SPDX-License-Identifier: MIT
#include "app/admin_command.hpp"
#include "cli/admin_base.hpp"
#include "cli/admin_commands.hpp"
#include "cli/admin_settings.hpp"

#include <CLI/CLI.hpp>

#include <optional>

namespace janus_talk::cli {

namespace {

constexpr std::uint16_t stun_port = 3478;

class LogLevelCommand final : public AdminCommand {
public:
    LogLevelCommand() : AdminCommand({"log-level", "Set how much the server logs"}) {}

protected:
    void add_options(CLI::App& command) override {
        command.add_option("LEVEL", level_, "0 (silent) to 7 (everything)")
                ->type_name("N")
                ->check(CLI::Range(0U, 7U))
                ->required();
    }

    base::ExitCode ask(const app::CommandOptions& options) override {
        return app::run_admin_command(options,
                                      janus::SetNumber{janus::AdminNumber::log_level, level_},
                                      "set the log level");
    }

private:
    unsigned level_ = 0;
};

class SetCommand final : public AdminCommand {
public:
    SetCommand()
        : AdminCommand({"set",
                        "Change a setting until the server is restarted",
                        "Examples:\n"
                        "  janus-talk admin set slowlink-threshold 4\n"
                        "  janus-talk admin set session-timeout 120 --session 5187925272085406\n\n"
                        "NAME is one of locking-debug, refcount-debug, libnice-debug, "
                        "log-timestamps,\nlog-colors, nack-optimizations (on or off); "
                        "min-nack-queue (ms), no-media-timer (s),\nslowlink-threshold "
                        "(packets/s, 0: never), session-timeout (s, 0: never; with --session "
                        "also\n\"default\")."}) {}

protected:
    void add_options(CLI::App& command) override {
        command.add_option("NAME", name_, "Which setting, see --help")
                ->type_name("")
                ->check(CLI::IsMember(setting_names()))
                ->required();
        command.add_option("VALUE", value_, "on, off or a number")->type_name("")->required();
        add_id(command, "--session", session_, "Only this session (session-timeout)");
    }

    void prepare() override {
        std::optional<base::SessionId> session;
        if (session_ != 0)
            session = base::SessionId{session_};
        request_ = setting_request(name_, value_, session);
    }

    base::ExitCode ask(const app::CommandOptions& options) override {
        return app::run_admin_command(options, request_, "set " + name_);
    }

private:
    std::string name_;
    std::string value_;
    std::uint64_t session_ = 0;
    janus::AdminRequest request_;
};

class LogLineCommand final : public AdminCommand {
public:
    LogLineCommand() : AdminCommand({"log-line", "Write a line into the server's log"}) {}

protected:
    void add_options(CLI::App& command) override {
        command.add_option("TEXT", text_, "The line")->type_name("")->required();
        command.add_option("--level", level_, "1 (fatal) to 7 (debug); default 2, an error")
                ->type_name("N")
                ->check(CLI::Range(1U, 7U));
    }

    base::ExitCode ask(const app::CommandOptions& options) override {
        return app::run_admin_command(
                options, janus::LogLine{text_, level_}, "write into the server's log");
    }

private:
    std::string text_;
    std::optional<unsigned> level_;
};

class ResolveCommand final : public AdminCommand {
public:
    ResolveCommand()
        : AdminCommand({"resolve", "Let the server look up a host name, and time it"}) {}

protected:
    void add_options(CLI::App& command) override {
        command.add_option("ADDRESS", address_, "Host name")->type_name("")->required();
    }

    base::ExitCode ask(const app::CommandOptions& options) override {
        return app::run_admin_command(
                options, janus::ResolveAddress{address_}, "resolve the address");
    }

private:
    std::string address_;
};

class TestStunCommand final : public AdminCommand {
public:
    TestStunCommand()
        : AdminCommand({"test-stun",
                        "Let the server ask a STUN server for its public address",
                        "Example:\n  janus-talk admin test-stun stun.example.org"}) {}

protected:
    void add_options(CLI::App& command) override {
        command.add_option("ADDRESS", address_, "Host name or address of the STUN server")
                ->type_name("")
                ->required();
        command.add_option("--port", port_, "Its port")->type_name("N")->capture_default_str();
        command.add_option("--local-port", local_port_, "Port of the server to ask from")
                ->type_name("N");
    }

    base::ExitCode ask(const app::CommandOptions& options) override {
        return app::run_admin_command(
                options, janus::TestStun{address_, port_, local_port_}, "ask the STUN server");
    }

private:
    std::string address_;
    std::uint16_t port_ = stun_port;
    std::optional<std::uint16_t> local_port_;
};

} // namespace

void add_admin_server_commands(Commands& commands) {
    commands.push_back(std::make_unique<LogLevelCommand>());
    commands.push_back(std::make_unique<SetCommand>());
    commands.push_back(std::make_unique<LogLineCommand>());
    commands.push_back(std::make_unique<ResolveCommand>());
    commands.push_back(std::make_unique<TestStunCommand>());
}

} // namespace janus_talk::cli
