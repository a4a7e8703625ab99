// SPDX-License-Identifier: MIT
#include "app/admin_command.hpp"
#include "cli/admin_base.hpp"
#include "cli/admin_commands.hpp"
#include "cli/command_group.hpp"

#include <CLI/CLI.hpp>

#include <optional>

namespace janus_talk::cli {

namespace {

/// HANDLE, and --session where it is known.
class HandleCommand : public AdminCommand {
public:
    using AdminCommand::AdminCommand;

protected:
    void add_options(CLI::App& command) override {
        add_id(command, "HANDLE", handle_, "As in: janus-talk admin handles --long");
        command.get_option("HANDLE")->required();
        add_id(command,
               "--session",
               session_,
               "Session of the handle (default: all sessions are asked for it)");
    }

    [[nodiscard]] app::HandleTarget target() const {
        return {{handle_}, session_ == 0 ? std::nullopt : std::optional{base::SessionId{session_}}};
    }

private:
    std::uint64_t handle_ = 0;
    std::uint64_t session_ = 0;
};

class ShowHandleCommand final : public HandleCommand {
public:
    ShowHandleCommand()
        : HandleCommand({"handle",
                         "Show everything the server knows about a handle",
                         "Examples:\n"
                         "  janus-talk admin handle 3208733140832632\n"
                         "  janus-talk admin handle 3208733140832632 --json | jq .media[0].rtcp\n\n"
                         "\"in\" is what the server received, \"out\" what it sent."}) {}

protected:
    void add_options(CLI::App& command) override {
        HandleCommand::add_options(command);
        command.add_flag(
                "--sdp,!--no-sdp", sdp_, "Also the session descriptions, without ICE passwords");
    }

    base::ExitCode ask(const app::CommandOptions& options) override {
        return app::run_handle_info(options, target(), sdp_);
    }

private:
    bool sdp_ = false;
};

class ListHandlesCommand final : public AdminCommand {
public:
    ListHandlesCommand()
        : AdminCommand({"handles",
                        "List the handles of a session, or of all",
                        "Example:\n  janus-talk admin handles --long"}) {}

protected:
    void add_options(CLI::App& command) override {
        add_id(command, "SESSION", session_, "Only those of this session");
        command.add_flag("--long,!--no-long", long_, "Also plug-in, room, display and state");
    }

    base::ExitCode ask(const app::CommandOptions& options) override {
        std::optional<base::SessionId> session;
        if (session_ != 0)
            session = base::SessionId{session_};
        return app::run_handle_list(options, session, long_);
    }

private:
    std::uint64_t session_ = 0;
    bool long_ = false;
};

/// Something final that is done to a handle.
template <typename Request>
class EndHandleCommand final : public HandleCommand {
public:
    EndHandleCommand(CommandWords words, std::string deed)
        : HandleCommand(std::move(words)), deed_(std::move(deed)) {}

protected:
    void add_options(CLI::App& command) override {
        HandleCommand::add_options(command);
        binding().bind_confirmation(command);
    }

    base::ExitCode ask(const app::CommandOptions& options) override {
        binding().confirm(deed_);
        const auto request = [](base::SessionId session, base::HandleId handle) {
            return janus::AdminRequest{Request{session, handle}};
        };
        return app::run_on_handle(options, target(), request, deed_);
    }

private:
    std::string deed_;
};

class StartCaptureCommand final : public HandleCommand {
public:
    StartCaptureCommand()
        : HandleCommand({"start",
                         "Dump the decrypted RTP of a handle to a file of the server",
                         "Example:\n  janus-talk admin pcap start 3208733140832632 "
                         "--folder /tmp --filename ada.pcap"}) {}

protected:
    void add_options(CLI::App& command) override {
        HandleCommand::add_options(command);
        command.add_option("--folder", folder_, "Folder on the server")->type_name("PATH");
        command.add_option("--filename", filename_, "Name of the file")->type_name("NAME");
        command.add_option("--truncate", truncate_, "Bytes of each packet to keep; 0: all")
                ->type_name("N");
        command.add_flag("--text,!--no-text", text_, "As text2pcap reads it, instead of pcap");
    }

    base::ExitCode ask(const app::CommandOptions& options) override {
        const auto request = [this](base::SessionId session, base::HandleId handle) {
            const auto given = [](const std::string& text) {
                return text.empty() ? std::nullopt : std::optional{text};
            };
            return janus::AdminRequest{janus::StartCapture{
                    session, handle, given(folder_), given(filename_), truncate_, text_}};
        };
        return app::run_on_handle(options, target(), request, "start the capture");
    }

private:
    std::string folder_;
    std::string filename_;
    std::optional<unsigned> truncate_;
    bool text_ = false;
};

class StopCaptureCommand final : public HandleCommand {
public:
    StopCaptureCommand() : HandleCommand({"stop", "End the dump of a handle"}) {}

protected:
    void add_options(CLI::App& command) override {
        HandleCommand::add_options(command);
        command.add_flag("--text,!--no-text", text_, "It was started with --text");
    }

    base::ExitCode ask(const app::CommandOptions& options) override {
        const auto request = [this](base::SessionId session, base::HandleId handle) {
            return janus::AdminRequest{janus::StopCapture{session, handle, text_}};
        };
        return app::run_on_handle(options, target(), request, "stop the capture");
    }

private:
    bool text_ = false;
};

Commands make_capture_commands() {
    Commands commands;
    commands.push_back(std::make_unique<StartCaptureCommand>());
    commands.push_back(std::make_unique<StopCaptureCommand>());
    return commands;
}

} // namespace

void add_admin_handle_commands(Commands& commands) {
    commands.push_back(std::make_unique<ListHandlesCommand>());
    commands.push_back(std::make_unique<ShowHandleCommand>());
    commands.push_back(std::make_unique<EndHandleCommand<janus::HangupWebrtc>>(
            CommandWords{"hangup",
                         "End the peer connection of a handle; its client is told",
                         "Example:\n  janus-talk admin hangup 3208733140832632 --yes"},
            "end the peer connection"));
    commands.push_back(std::make_unique<EndHandleCommand<janus::DetachHandle>>(
            CommandWords{"detach",
                         "Take a handle from its plug-in; its client is told",
                         "Example:\n  janus-talk admin detach 3208733140832632 --yes"},
            "detach the handle"));
    commands.push_back(std::make_unique<CommandGroup>(
            "pcap", "Dump what a handle sends and receives", make_capture_commands, true));
}

} // namespace janus_talk::cli
