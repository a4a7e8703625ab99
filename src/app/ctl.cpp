// SPDX-License-Identifier: MIT
#include "app/ctl.hpp"

#include "base/failure.hpp"
#include "base/text.hpp"
#include "control/client.hpp"
#include "control/command.hpp"
#include "control/instances.hpp"
#include "json/document.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>
#include <string_view>

namespace janus_talk::app {

namespace {

using base::ExitCode;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t our_id = 1;
/// Of a list of instances: one that hangs must not hide the others.
constexpr std::chrono::milliseconds greeting_patience{5000};

[[noreturn]] void refuse(ExitCode code, std::string text, std::string hint = {}) {
    throw base::Error({code, std::move(text), std::move(hint), {}});
}

std::optional<json::Document> as_json(const std::string& line) {
    auto document = json::parse(line);
    if (auto* good = std::get_if<json::Document>(&document))
        return std::move(*good);
    return std::nullopt;
}

std::string
text_member(const json::Value& object, std::string_view name, std::size_t longest = 40) {
    const auto member = object.member(name);
    if (!member)
        return {};
    if (const auto text = member->string())
        return base::harmless(*text, longest);
    if (const auto number = member->unsigned_integer())
        return std::to_string(*number);
    return {};
}

/// One line for each instance that answers.
ExitCode list(bool wants_json) {
    bool any = false;
    for (const auto& name : control::socket_names()) {
        control::Client connection{*control::socket_path(name)};
        if (!connection.is_open())
            continue;
        const auto hello = connection.read(Clock::now() + greeting_patience);
        const auto document = hello ? as_json(*hello) : std::nullopt;
        if (!document)
            continue;
        if (wants_json) {
            std::printf("%s\n", hello->c_str());
        } else {
            if (!any)
                std::printf(
                        "%-12s %-8s %-8s %-16s %s\n", "NAME", "PID", "COMMAND", "ROOM", "DISPLAY");
            const auto root = document->root();
            std::printf("%-12s %-8s %-8s %-16s %s\n",
                        base::harmless(name, 40).c_str(),
                        text_member(root, "pid").c_str(),
                        text_member(root, "command").c_str(),
                        text_member(root, "room").c_str(),
                        text_member(root, "display").c_str());
        }
        any = true;
    }
    if (!any && !wants_json)
        std::fprintf(stderr, "No janus-talk of yours is running.\n");
    return ExitCode::ok;
}

std::vector<std::string> living_instances() {
    std::vector<std::string> alive;
    for (const auto& name : control::socket_names()) {
        if (control::Client{*control::socket_path(name)}.is_open())
            alive.push_back(name);
    }
    return alive;
}

ExitCode list_names() {
    for (const auto& name : living_instances())
        std::printf("%s\n", base::harmless(name, name.size()).c_str());
    return ExitCode::ok;
}

std::string only_instance() {
    const auto alive = living_instances();
    if (alive.empty())
        refuse(ExitCode::unreachable, "No janus-talk of yours is running.");
    if (alive.size() > 1) {
        std::string all;
        for (const auto& name : alive)
            all += (all.empty() ? "" : ", ") + base::harmless(name, 40);
        refuse(ExitCode::usage, "Several are running: " + all + ".", "Name one with --to.");
    }
    return alive.front();
}

/// What a person sees of a good answer.
void print_answer(const json::Value& answer, const std::string& line) {
    if (const auto people = answer.member("participants"); people && !answer.member("state")) {
        for (const auto person : people->elements()) {
            const auto muted = person.member("muted");
            std::printf("%-20s %s%s\n",
                        text_member(person, "id").c_str(),
                        text_member(person, "display").c_str(),
                        muted && muted->boolean().value_or(false) ? "  (muted)" : "");
        }
    } else if (answer.size() > 2) {
        std::printf("%s\n", line.c_str()); // more than id and ok
    }
}

ExitCode exit_of(const json::Value& error) {
    const auto name = error.member("name");
    for (int code = 0; name && code <= 70; ++code) {
        if (base::name_of(static_cast<ExitCode>(code)) == name->string())
            return static_cast<ExitCode>(code);
    }
    return ExitCode::failed;
}

/// The running program has another working directory.
std::vector<std::string> with_absolute_file(std::vector<std::string> words) {
    const bool has_file = words.front() == "say" || words.front() == "record-start";
    if (has_file && words.size() == 2)
        words[1] = std::filesystem::absolute(words[1]).string();
    return words;
}

std::map<std::string, std::string> members_of(const CtlOptions& options) {
    std::map<std::string, std::string> members;
    if (!options.pin_file.empty())
        members["pin_file"] = std::filesystem::absolute(options.pin_file).string();
    if (options.without_groups)
        members["without_groups"] = "true";
    return members;
}

ExitCode follow(control::Client& connection) {
    while (const auto line = connection.read(std::nullopt)) {
        if (std::printf("%s\n", line->c_str()) < 0 || std::fflush(stdout) != 0)
            return ExitCode::ok; // nobody reads any more
    }
    return ExitCode::ok;
}

} // namespace

std::vector<std::string> ctl_verbs() {
    const auto& verbs = control::verbs();
    return {verbs.begin(), verbs.end()};
}

ExitCode run_ctl(const CtlOptions& options) {
    if (options.words.empty())
        return options.names ? list_names() : list(options.json);
    const std::string& verb = options.words.front();
    const auto& verbs = control::verbs();
    if (std::find(verbs.begin(), verbs.end(), verb) == verbs.end()) {
        refuse(ExitCode::usage,
               "There is no command '" + base::harmless(verb, 64) + "'.",
               "See: janus-talk ctl --help");
    }
    const std::string target = options.target.empty() ? only_instance() : options.target;
    const auto path = control::socket_path(target);
    control::Client connection{path.value_or("")};
    if (!connection.is_open())
        refuse(ExitCode::unreachable, "No janus-talk listens at '" + base::harmless(target) + "'.");
    connection.write(
            control::make_line(our_id, with_absolute_file(options.words), members_of(options)));
    const auto until = Clock::now() + options.timeout;
    while (const auto line = connection.read(until)) {
        const auto document = as_json(*line);
        if (!document)
            continue;
        const auto root = document->root();
        const auto ok = root.member("ok");
        if (!ok || root.member("type"))
            continue; // hello and snapshot
        if (options.json)
            std::printf("%s\n", line->c_str());
        if (!ok->boolean().value_or(false)) {
            const auto error = root.member("error").value_or(root);
            if (!options.json)
                std::fprintf(stderr,
                             "janus-talk: error: %s\n",
                             text_member(error, "text", 1000).c_str());
            return exit_of(error);
        }
        if (verb == "subscribe") {
            std::fflush(stdout); // the next line may be long in coming
            return follow(connection);
        }
        if (!options.json)
            print_answer(root, *line);
        return ExitCode::ok;
    }
    refuse(ExitCode::timeout, "The running janus-talk did not answer in time.");
}

} // namespace janus_talk::app
