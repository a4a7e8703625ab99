// SPDX-License-Identifier: MIT
#include "cli/run.hpp"

#include "app/process.hpp"
#include "app/version.hpp"
#include "base/failure.hpp"
#include "base/text.hpp"
#include "cli/admin_commands.hpp"
#include "cli/command.hpp"
#include "cli/command_group.hpp"
#include "cli/ctl_command.hpp"
#include "cli/devices_command.hpp"
#include "cli/join_command.hpp"
#include "cli/people_commands.hpp"
#include "cli/rooms_commands.hpp"
#include "cli/server_commands.hpp"
#include "cli/suggestion.hpp"
#include "cli/token_commands.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <memory>
#include <new>
#include <string_view>
#include <utility>

namespace janus_talk::cli {

namespace {

constexpr const char* overview = R"(Examples:
  janus-talk join --room 1234 --display mohsen
  janus-talk say --room 1234 hello.wav
  janus-talk listen --room 1234 --output null --record meeting.opus
  janus-talk devices
  janus-talk help join

Every option can also be set in the environment: --room as JANUS_TALK_ROOM, and so on.
HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY are used for the signalling.)";

void print_failure(const base::Failure& failure) {
    std::fprintf(stderr, "janus-talk: error: %s\n", failure.text.c_str());
    if (!failure.hint.empty())
        std::fprintf(stderr, "  %s\n", failure.hint.c_str());
}

int status_of(base::ExitCode code) {
    return static_cast<int>(code);
}

bool has_argument(int argc, char** argv, std::string_view wanted) {
    return std::any_of(
            argv + 1, argv + argc, [wanted](const char* text) { return wanted == text; });
}

/// All words that could stand where `typed` stands.
std::vector<std::string> known_words(const CLI::App& app, bool options) {
    std::vector<std::string> words;
    if (options) {
        for (const CLI::Option* option : app.get_options()) {
            for (const auto& name : option->get_lnames())
                words.push_back("--" + name);
            for (const auto& name : option->get_fnames())
                words.push_back("--" + name);
        }
    } else {
        for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
            words.push_back(command->get_name());
        }
    }
    return words;
}

class Program {
public:
    Program(int argc, char** argv)
        : argc_(argc), argv_(argv), full_help_(has_argument(argc, argv, "--help")) {
        app_.name("janus-talk");
        app_.set_help_flag("-h,--help", "Short help; --help adds examples and exit codes");
        app_.set_version_flag("-V,--version", app::version_line());
        app_.require_subcommand(1);
        app_.footer(overview);
        add(std::make_unique<JoinCommand>());
        add(std::make_unique<SayCommand>());
        add(std::make_unique<ListenCommand>());
        add_group("rooms",
                  "List, make, change and remove rooms; record, forward, announce",
                  make_rooms_commands);
        add(make_info_command());
        add(make_ping_command());
        add_group("admin",
                  "Watch and steer a server: sessions, handles, settings, tokens",
                  make_admin_commands);
        add(make_request_command());
        add_group("token",
                  "Make and check signed tokens, without a server",
                  make_signed_token_commands);
        add_group("people", "List, kick, mute and suspend those in a room", make_people_commands);
        add(std::make_unique<CtlCommand>());
        add(std::make_unique<DevicesCommand>());
        version_ = app_.add_subcommand("version",
                                       "Show the version of this program and of what it runs on");
        help_ = app_.add_subcommand("help", "Show the help of a command");
        help_->add_option("COMMAND", help_topic_, "Which command, in one to three words")
                ->type_name("");
    }

    int run() {
        std::vector<std::string> arguments(argv_ + 1, argv_ + argc_);
        std::reverse(arguments.begin(), arguments.end()); // the order that CLI11 takes a vector in
        try {
            app_.parse(std::move(arguments));
        } catch (const CLI::CallForHelp&) {
            std::fputs(help_of(selected()).c_str(), stdout);
            return status_of(base::ExitCode::ok);
        } catch (const CLI::CallForVersion&) {
            std::puts(app::version_line().c_str());
            return status_of(base::ExitCode::ok);
        } catch (const CLI::ParseError& error) {
            return refuse(error);
        }
        return dispatch();
    }

private:
    void add(std::unique_ptr<Command> command) {
        CLI::App* const sub = command->bind(app_, full_help_);
        commands_.emplace_back(sub, std::move(command));
    }

    void add_group(const std::string& name, const std::string& text, CommandGroup::Make make) {
        add(std::make_unique<CommandGroup>(
                name, text, std::move(make), has_argument(argc_, argv_, name)));
    }

    /// The innermost command that was named.
    const CLI::App& selected() const {
        const CLI::App* app = &app_;
        while (!app->get_subcommands().empty())
            app = app->get_subcommands().front();
        return *app;
    }

    /// CLI11 names only the innermost command in the usage line.
    static std::string help_of(const CLI::App& command) {
        if (command.get_parent() == nullptr)
            return command.help();
        const std::string before = path_of(*command.get_parent());
        return command.help(before.empty() ? "janus-talk" : "janus-talk " + before);
    }

    /// "rooms list", as it is typed; empty for the program itself.
    static std::string path_of(const CLI::App& command) {
        if (command.get_parent() == nullptr)
            return {};
        const std::string before = path_of(*command.get_parent());
        return before.empty() ? command.get_name() : before + " " + command.get_name();
    }

    int dispatch() {
        if (version_->parsed()) {
            std::fputs(app::version_details().c_str(), stdout);
            return status_of(base::ExitCode::ok);
        }
        if (help_->parsed())
            return show_help();
        for (const auto& [sub, command] : commands_) {
            if (!sub->parsed())
                continue;
            wipe_arguments(argc_, argv_, command->secret_options());
            return status_of(command->run());
        }
        return status_of(base::ExitCode::internal);
    }

    int show_help() {
        if (help_topic_.empty()) {
            std::fputs(app_.help().c_str(), stdout);
            return status_of(base::ExitCode::ok);
        }
        // The same text as `COMMAND --help`, examples included.
        std::vector<std::string> words{"janus-talk"};
        words.insert(words.end(), help_topic_.begin(), help_topic_.end());
        words.emplace_back("--help");
        std::vector<char*> arguments;
        for (std::string& word : words)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        return Program{static_cast<int>(words.size()), arguments.data()}.run();
    }

    int refuse(const CLI::ParseError& error) {
        base::Failure failure{base::ExitCode::usage, base::harmless(error.what(), 1000), {}, {}};
        const CLI::App& where = selected();
        const auto strangers = app_.remaining(true);
        const bool no_command = &where == &app_ || !where.get_subcommands([](const CLI::App*) {
                                                             return true;
                                                         }).empty();
        if (!strangers.empty() &&
            (no_command || dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr)) {
            const std::string typed = strangers.front().substr(0, strangers.front().find('='));
            const bool is_option = typed.starts_with('-');
            failure.text = "Unknown " + std::string(is_option ? "option" : "command") + " '" +
                           base::harmless(typed, 64) + "'.";
            const std::string meant = nearest(typed, known_words(where, is_option));
            if (!meant.empty())
                failure.hint = "Did you mean " + meant + "?";
        } else if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && no_command) {
            failure.text = "No command was given" +
                           (&where == &app_ ? std::string{"."} : " after " + path_of(where) + ".");
        }
        if (failure.hint.empty()) {
            failure.hint =
                    "See: janus-talk " + (&where == &app_ ? "" : path_of(where) + " ") + "--help";
        }
        print_failure(failure);
        return status_of(base::ExitCode::usage);
    }

    int argc_;
    char** argv_;
    bool full_help_;
    CLI::App app_{"A voice conference client for the Janus AudioBridge, without a window."};
    std::vector<std::pair<CLI::App*, std::unique_ptr<Command>>> commands_;
    CLI::App* version_ = nullptr;
    CLI::App* help_ = nullptr;
    std::vector<std::string> help_topic_;
};

} // namespace

int run(int argc, char** argv) {
    try {
        app::seal_process();
        return Program{argc, argv}.run();
    } catch (const base::Error& error) {
        print_failure(error.failure());
        return status_of(error.failure().code);
    } catch (const std::bad_alloc&) {
        print_failure({base::ExitCode::device, "Out of memory.", "", {}});
        return status_of(base::ExitCode::device);
    } catch (const std::exception& error) {
        print_failure({base::ExitCode::internal,
                       std::string("Unexpected: ") + base::harmless(error.what()),
                       "This is a bug of janus-talk.",
                       {}});
        return status_of(base::ExitCode::internal);
    }
}

} // namespace janus_talk::cli
