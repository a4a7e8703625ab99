// SPDX-License-Identifier: MIT
#include "app/server_command.hpp"

#include "app/admin_command.hpp"
#include "app/command_run.hpp"
#include "base/failure.hpp"
#include "json/document.hpp"
#include "report/ping_text.hpp"
#include "report/server_text.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>
#include <variant>

namespace janus_talk::app {

namespace {

constexpr std::size_t longest_body = std::size_t{1024} * 1024;

[[noreturn]] void refuse(std::string text, std::string hint = {}) {
    throw base::Error({base::ExitCode::usage, std::move(text), std::move(hint), {}});
}

report::RoundTrips round_trips(const std::vector<core::Reply>& replies) {
    report::RoundTrips times;
    for (const core::Reply& reply : replies)
        times.push_back(reply.round_trip);
    return times;
}

struct CloseFile {
    void operator()(std::FILE* file) const noexcept {
        if (file != stdin)
            std::fclose(file);
    }
};

/// One byte more than allowed, at most, so that too much shows.
std::string read_text(const std::string& path) {
    const std::unique_ptr<std::FILE, CloseFile> file{path == "-" ? stdin
                                                                 : std::fopen(path.c_str(), "rbe")};
    if (!file)
        refuse("Can't read " + path + ": " + std::strerror(errno) + ".");
    std::string text(longest_body + 1, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
    if (std::ferror(file.get()) != 0)
        refuse("Can't read " + path + ": " + std::strerror(errno) + ".");
    return text;
}

} // namespace

base::ExitCode run_info(const CommandOptions& options) {
    CommandPlan plan;
    plan.questions = {janus::Info{}};
    plan.doing = "ask the server about itself";
    plan.misfit = [](const core::Reply& reply) -> std::optional<base::Failure> {
        const auto parsed = json::parse(reply.payload);
        const auto* document = std::get_if<json::Document>(&parsed);
        if (document != nullptr && document->root().member("version"))
            return std::nullopt;
        return base::Failure{
                base::ExitCode::protocol, "The server's answer does not say what it is.", "", {}};
    };
    plan.text = [](const core::Reply& reply) { return report::server_text(reply.payload); };
    return run_command(options, std::move(plan));
}

base::ExitCode
run_ping(const CommandOptions& options, unsigned count, std::chrono::milliseconds interval) {
    const auto sent = std::make_shared<std::size_t>(0);
    CommandPlan plan;
    plan.questions = {core::PingSeries{count, interval}};
    plan.doing = "ping the server";
    plan.interrupt_is_success = true;
    plan.sent = [sent] { ++*sent; };
    plan.text = [url = options.server.url](const core::Reply& reply) {
        return report::ping_line(url, reply.question + 1, reply.round_trip);
    };
    plan.closing_text = [sent](const std::vector<core::Reply>& replies) {
        return report::ping_summary(*sent, round_trips(replies));
    };
    plan.json = [sent](const std::vector<core::Reply>& replies) {
        return report::ping_members(*sent, round_trips(replies));
    };
    return run_command(options, std::move(plan));
}

std::string read_body(const std::string& path) {
    std::string text = read_text(path);
    const std::string name = path == "-" ? "stdin" : path;
    if (text.size() > longest_body)
        refuse("The body in " + name + " is larger than 1 MiB.");
    const auto parsed = json::parse(text);
    if (const auto* failure = std::get_if<json::ParseFailure>(&parsed)) {
        refuse("The body in " + name + " is no JSON: " + failure->text + " at byte " +
               std::to_string(failure->offset) + ".");
    }
    if (!std::get<json::Document>(parsed).root().is_object())
        refuse("The body in " + name + " is no JSON object.", "Write {\"request\": …}.");
    return text;
}

base::ExitCode run_request(const CommandOptions& options, std::string body) {
    if (options.admin)
        return run_admin_command(options, janus::RawAdmin{std::move(body)}, "send the request");
    CommandPlan plan;
    plan.questions = {janus::AudioBridgeRequest{janus::RawBody{std::move(body)}}};
    plan.doing = "send the request";
    plan.text = [](const core::Reply& reply) { return reply.payload + "\n"; };
    return run_command(options, std::move(plan));
}

} // namespace janus_talk::app
