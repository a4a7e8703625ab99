// SPDX-License-Identifier: MIT
#include "cli/command_tree.hpp"
#include "cli/config_check.hpp"
#include "cli/config_file.hpp"
#include "cli/document.hpp"
#include "cli/scratch_file.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace janus_talk;
using test::ScratchFile;

namespace {

/// "LINE: text. hint" of everything that is wrong.
std::vector<std::string> problems_of(const std::string& text, mode_t mode = 0600) {
    const ScratchFile file{text, mode};
    const auto read = cli::read_config_file(file.path());
    REQUIRE(read);
    const auto whole = cli::make_whole_program();
    std::vector<std::string> problems;
    for (const auto& problem : cli::check_everything(*read, *whole.app)) {
        CHECK(problem.path == file.path());
        problems.push_back(std::to_string(problem.line) + ": " + problem.text +
                           (problem.hint.empty() ? "" : ". " + problem.hint));
    }
    return problems;
}

std::string syntax_error_of(const std::string& text) {
    const ScratchFile file{text};
    try {
        (void)cli::read_config_file(file.path());
    } catch (const cli::ConfigProblem& problem) {
        return std::to_string(problem.line) + ": " + problem.text;
    }
    return {};
}

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("a configuration file is read with its sections, kinds and lines") {
    const ScratchFile file{"display = 'ada'\n"
                           "timeout = 2.5\n"
                           "[rooms.list]\n"
                           "json = true\n"
                           "[profile.office.join]\n"
                           "url = ['ws://a', 'ws://b']\n"
                           "[profile.empty]\n"};
    const auto read = cli::read_config_file(file.path());
    REQUIRE(read);
    REQUIRE(read->values.size() == 4);
    const auto value = [&](const std::string& key) {
        return *std::find_if(read->values.begin(), read->values.end(), [&](const auto& one) {
            return one.key == key;
        });
    };
    CHECK(value("display").texts == Lines{"ada"});
    CHECK(value("display").line == 1);
    CHECK(value("timeout").texts == Lines{"2.5"});
    CHECK(value("json").section == cli::ConfigSection{"", {"rooms", "list"}});
    CHECK(value("json").kind == cli::ConfigValue::Kind::boolean);
    CHECK(value("url").section == cli::ConfigSection{"office", {"join"}});
    CHECK(value("url").texts == Lines{"ws://a", "ws://b"});
    CHECK(value("url").line == 6);
    CHECK(std::count_if(read->tables.begin(), read->tables.end(), [](const auto& table) {
              return table.section == cli::ConfigSection{"empty", {}};
          }) == 1);
}

TEST_CASE("no file is no problem, an unreadable one is") {
    CHECK_FALSE(cli::read_config_file("/nowhere/config.toml"));
    CHECK_THROWS_AS(cli::read_config_file("/tmp"), cli::ConfigProblem);
}

TEST_CASE("text that is no TOML is refused with its line, and never quoted") {
    for (const char* secret :
         {"4711canary", "canary", "\"canary", "2012-13-canary", "tcanary", "0xcanary"}) {
        const auto error = syntax_error_of("display = 'x'\npin = " + std::string{secret} + "\n");
        CHECK(error.substr(0, 3) == "2: ");
        CHECK(error.find("canary") == std::string::npos);
        CHECK(error.find("4711") == std::string::npos);
    }
    CHECK(syntax_error_of("a = 1\na = 2\n").substr(0, 3) == "2: ");
    CHECK(syntax_error_of("profile = 'x'\n") == "1: a profile is a table: [profile.NAME]");
}

TEST_CASE("unknown keys and tables are told with what was probably meant") {
    CHECK(problems_of("displai = 'x'\n") ==
          Lines{"1: unknown key 'displai'. Did you mean display?"});
    CHECK(problems_of("[jion]\n") == Lines{"1: there is no command 'jion'. Did you mean join?"});
    CHECK(problems_of("[rooms.lst]\nroom = 1\n") ==
          Lines{"1: there is no command 'rooms lst'. Did you mean list?"});
    CHECK(problems_of("[listen]\ninput = 'null'\n") == Lines{"2: unknown key 'input' of listen"});
    CHECK(problems_of("no-trickle = true\n") ==
          Lines{"1: unknown key 'no-trickle'. Write trickle = false"});
    CHECK(problems_of("help = true\n").size() == 1);
    CHECK(problems_of("config = 'x'\n").size() == 1);
    CHECK(problems_of("INPUT = 'x'\n").size() == 1);
    CHECK(problems_of("[profile.p.rooms]\nrom = 1\n").size() == 1);
}

TEST_CASE("values of the wrong kind are refused") {
    CHECK(problems_of("display = true\n") ==
          Lines{"1: display takes a text or a number, not true or false"});
    CHECK(problems_of("muted = 'yes'\n") == Lines{"1: muted is true or false"});
    CHECK(problems_of("room = [1, 2]\n") == Lines{"1: room takes one value, not a list"});
    CHECK(problems_of("url = []\n").size() == 1);
    CHECK(problems_of("url = [['ws://a']]\n").size() == 1);
    CHECK(problems_of("display = 2026-11-23\n").size() == 1);
    CHECK(problems_of("verbose = 2\n").empty());
    CHECK(problems_of("verbose = true\n").empty());
}

TEST_CASE("each option judges its own values, in all commands") {
    CHECK(problems_of("timeout = 'abc'\n") ==
          Lines{"1: --timeout: 'abc' is not a duration; write 250ms, 10s, 5m or 1h"});
    CHECK(problems_of("\n[profile.p.say]\nvolume = 2000\n") ==
          Lines{"3: --volume: Value 2000 not in range 0 to 1000"});
    CHECK(problems_of("timeout = 20\nvolume = 100\nmax-outage = '5m'\n").empty());
}

TEST_CASE("a file with a secret is for its owner only") {
    for (const char* line : {"pin = '1'\n",
                             "token = '1'\n",
                             "api-secret = '1'\n",
                             "admin-secret = '1'\n",
                             "secret = '1'\n",
                             "admin-key = '1'\n",
                             "turn = ['turn:user:password@host']\n",
                             "[profile.p.join]\npin = '1'\n"}) {
        INFO(line);
        CHECK(problems_of(line, 0600).empty());
        for (const mode_t mode : {0640U, 0604U}) {
            const auto problems = problems_of(line, mode);
            REQUIRE(problems.size() == 1);
            CHECK(problems.front().find("can be read by others. Run: chmod 600") !=
                  std::string::npos);
        }
    }
    CHECK(problems_of("pin-file = '/run/pin'\nstun = 'stun:host'\n", 0644).empty());
}

TEST_CASE("the example of the manual is a good configuration") {
    const std::string page = test::read_document(JANUS_TALK_CONFIGURATION_DOCUMENT);
    const std::string opening = "```toml\n";
    unsigned examples = 0;
    for (auto at = page.find(opening); at != std::string::npos; at = page.find(opening, at + 1)) {
        const auto begin = at + opening.size();
        CHECK(problems_of(page.substr(begin, page.find("\n```", begin) + 1 - begin)) == Lines{});
        ++examples;
    }
    CHECK(examples > 0);
}
