// SPDX-License-Identifier: MIT
#include "base/failure.hpp"
#include "cli/command_tree.hpp"
#include "cli/option_facts.hpp"
#include "cli/scratch_file.hpp"
#include "cli/settings.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

#include <cstdlib>
#include <string>

using namespace janus_talk;
using test::ScratchFile;

namespace {

class Variable {
public:
    Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }

    ~Variable() { unsetenv(name_); }

    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
    Variable(Variable&&) = delete;
    Variable& operator=(Variable&&) = delete;

private:
    const char* name_;
};

/// What `config show --origin` prints for a command.
std::string
shown(const std::string& file, const std::string& command, const std::string& profile = {}) {
    const ScratchFile scratch{file};
    cli::Settings settings{{scratch.path(), profile}};
    const auto whole = cli::make_whole_program();
    CLI::App* const app = cli::find_command(*whole.app, CLI::detail::split_up(command));
    REQUIRE(app != nullptr);
    settings.apply_with_environment(*app);
    std::string text = cli::settings_text(settings.list(*app), true);
    for (auto at = text.find(scratch.path()); at != std::string::npos;
         at = text.find(scratch.path()))
        text.replace(at, scratch.path().size(), "FILE");
    for (auto at = text.find("  "); at != std::string::npos; at = text.find("  "))
        text.erase(at, 1);
    return text;
}

std::string refusal(const std::string& file, const std::string& profile = {}) {
    try {
        (void)shown(file, "join", profile);
    } catch (const base::Error& error) {
        CHECK(error.failure().code == base::ExitCode::usage);
        return error.failure().text + " " + error.failure().hint;
    }
    return {};
}

bool has(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

} // namespace

TEST_CASE("what stands nearer wins: environment, profile, command, top, default") {
    const std::string file = "room = 1\n"
                             "display = 'top'\n"
                             "timeout = '1s'\n"
                             "group = 'top'\n"
                             "[join]\n"
                             "display = 'joiner'\n"
                             "timeout = '2s'\n"
                             "[profile.p]\n"
                             "timeout = '3s'\n"
                             "[profile.p.join]\n"
                             "room = 4\n";
    CHECK(has(shown(file, "join"), "room = 1 # FILE:1"));
    CHECK(has(shown(file, "join"), "display = \"joiner\" # FILE:6"));
    CHECK(has(shown(file, "listen"), "display = \"top\" # FILE:2"));
    CHECK(has(shown(file, "listen"), "timeout = \"1s\" # FILE:3"));
    CHECK(has(shown(file, "join", "p"), "timeout = \"3s\" # FILE:9, profile p"));
    CHECK(has(shown(file, "join", "p"), "room = 4 # FILE:11, profile p"));
    CHECK(has(shown(file, "join", "p"), "group = \"top\" # FILE:4"));
    CHECK(has(shown(file, "join"), "max-outage = \"60s\" # default"));
    CHECK(has(shown(file, "rooms list"), "timeout = \"1s\" # FILE:3"));
    const Variable variable{"JANUS_TALK_TIMEOUT", "9s"};
    CHECK(has(shown(file, "join", "p"), "timeout = \"9s\" # JANUS_TALK_TIMEOUT"));
}

TEST_CASE("flags show what they are, and what decides itself is left out") {
    const auto text = shown("trickle = false\nmuted = true\nverbose = 2\nns = true\n", "join");
    CHECK(has(text, "trickle = false # FILE:1"));
    CHECK(has(text, "muted = true # FILE:2"));
    CHECK(has(text, "verbose = 2 # FILE:3"));
    CHECK(has(text, "ns = true # FILE:4"));
    CHECK(has(text, "reconnect = true # default"));
    CHECK(text.find("aec") == std::string::npos);
}

TEST_CASE("of a list, a command that takes one value takes the first") {
    const std::string file = "url = ['ws://a', 'ws://b']\n";
    CHECK(has(shown(file, "join"), "url = [\"ws://a\", \"ws://b\"] # FILE:1"));
    CHECK(has(shown(file, "info"), "url = \"ws://a\" # FILE:1"));
}

TEST_CASE("secrets are masked wherever they come from") {
    const std::string file = "pin = 'canary'\nturn = ['turn:me:canary@relay.example']\n";
    const auto text = shown(file, "join");
    CHECK(has(text, "pin = \"***\" # FILE:1"));
    CHECK(has(text, "turn = \"turn:me:***@relay.example\" # FILE:2"));
    CHECK(text.find("canary") == std::string::npos);
    unsetenv("JANUS_TALK_PIN"); // where the command would have read and wiped it
    const Variable variable{"JANUS_TALK_TOKEN", "canary"};
    CHECK(has(shown("", "join"), "token = \"***\" # JANUS_TALK_TOKEN"));
}

TEST_CASE("what excludes each other gives way to what stands nearer") {
    const Variable variable{"JANUS_TALK_PIN_FILE", "/run/pin"};
    const auto text = shown("pin = 'canary'\n", "join");
    CHECK(has(text, "pin-file = \"/run/pin\" # JANUS_TALK_PIN_FILE"));
    CHECK(text.find("\npin = ") == std::string::npos);
    CHECK(refusal("quiet = true\nverbose = 1\n").find("exclude each other") != std::string::npos);
}

TEST_CASE("an unknown profile is told with the nearest one") {
    const std::string file = "[profile.office]\n[profile.home]\n";
    CHECK(refusal(file, "offcie").find("Did you mean office?") != std::string::npos);
    CHECK(refusal(file, "office").empty());
}

TEST_CASE("what is wrong in a file is told with file and line") {
    CHECK(refusal("\ntimeout = 'abc'\n").find(":2: --timeout: 'abc' is not a duration") !=
          std::string::npos);
    CHECK(refusal("\nrom = 1\n").find(":2: unknown key 'rom' Did you mean") != std::string::npos);
    CHECK_THROWS_AS(cli::Settings({"/nowhere/x.toml", ""}), base::Error);
}

TEST_CASE("what only the rooms below understand is told with file and line as well") {
    const auto [text, words] = GENERATE(table<std::string, std::string>(
            {{"url = 'http://x'", ":1: url: "},
             {"\nuntil = 'participants>>3'", ":2: until: --until 'participants>>3': "},
             {"fail-if = ['rx.loss>3%/10s', 'rx.loss']", ":1: fail-if: "},
             {"impair = 'loss=much'", ":1: impair: "},
             {"input = 'tone:5'", ":1: input: "},
             {"output = 'tone'", ":1: output: "},
             {"format = 's16le:3:1'", ":1: format: "},
             {"stun = 'bla'", ":1: stun: "},
             {"turn = ['turn:a:b@c', 'bla']", ":1: turn: "},
             {"flight-recorder-time = '1s'", ":1: --flight-recorder-time: "},
             {"record = 'x.mp3'", ":1: record: a recording ends in .wav or .opus"},
             {"record-both = '%x.wav'", ":1: record-both: "}}));
    CAPTURE(text);
    CHECK(refusal(text + "\n").find(words) != std::string::npos);
}

TEST_CASE("good values of these kinds are no complaint") {
    CHECK(refusal("url = 'wss://janus.example.org/ws'\nuntil = 'participants>=3 || alone 30s'\n"
                  "fail-if = ['rx.loss>3%/10s']\nimpair = 'loss=5%'\ninput = 'tone:440'\n"
                  "output = 'null'\nformat = 'wav'\nstun = 'stun:a'\nturn = ['turn:a:b@c']\n"
                  "record = 'meeting-%r-%t.opus'\n")
                  .empty());
}
