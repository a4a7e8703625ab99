// SPDX-License-Identifier: MIT
#include "app/probe_room.hpp"

#include "app/command_run.hpp"
#include "app/dry_run.hpp"
#include "app/random.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace janus_talk::app {

namespace {

/// 24 characters of 62 are 142 bits.
constexpr std::size_t secret_length = 24;
/// Whoever sent a signal waits.
constexpr std::chrono::seconds destroy_limit{3};

/// Its number, if nobody has given one, and its PIN. @return whether the number is ours
bool choose_room(ProbeOptions& options) {
    const bool ours = options.join.room == base::RoomId{};
    if (ours)
        options.join.room = base::RoomId{random_session_id()};
    options.join.pin = base::Secret{random_word(secret_length)};
    return ours;
}

janus::CreateRoom create_request(const ProbeOptions& options, const base::Secret& secret) {
    janus::CreateRoom create;
    create.room = options.join.room;
    create.admin_key = options.admin_key;
    create.settings.description = "janus-talk probe";
    create.settings.is_private = true;
    create.settings.sampling_rate = core::room_rate(options.join.media.codec);
    create.settings.pin = options.join.pin;
    create.settings.secret = secret;
    return create;
}

janus::DestroyRoom destroy_request(const ProbeOptions& options, const base::Secret& secret) {
    return {options.join.room, secret, false};
}

CommandPlan plan_of(const janus::AudioBridgeRequest& request) {
    CommandPlan plan;
    plan.questions = {request};
    return plan;
}

} // namespace

ProbeRoom::ProbeRoom(ProbeOptions& options)
    : options_(options), secret_(random_word(secret_length)),
      number_is_ours_(choose_room(options)) {}

void ProbeRoom::make() {
    if (const auto failure = ask(create_request(options_, secret_), "make the room")) {
        // The answer may be what is missing. Nobody else has a room with this number.
        if (number_is_ours_ && !failure->janus)
            static_cast<void>(destroy());
        throw base::Error{*failure};
    }
}

std::optional<base::Failure> ProbeRoom::destroy() {
    return ask(destroy_request(options_, secret_), "destroy the room");
}

std::optional<base::Failure> ProbeRoom::ask(const janus::AudioBridgeRequest& request,
                                            std::string doing) const {
    CommandOptions options;
    options.server = options_.join.server;
    if (std::holds_alternative<janus::DestroyRoom>(request))
        options.server.timeout = destroy_limit;
    // Warnings about the server are told once, by the probe itself.
    options.report.verbosity = -1;
    std::optional<base::Failure> failure;
    CommandPlan plan = plan_of(request);
    plan.doing = std::move(doing);
    plan.failed = [&failure](const base::Failure& what) { failure = what; };
    const base::ExitCode exit = run_command(options, std::move(plan));
    if (exit != base::ExitCode::ok && !failure)
        failure = base::Failure{exit, "It was interrupted.", {}, {}};
    return failure;
}

base::ExitCode print_probe_requests(ProbeOptions options) {
    const base::Secret secret{random_word(secret_length)};
    CommandOptions commands;
    commands.server = options.join.server;
    if (options.with_room) {
        choose_room(options);
        static_cast<void>(
                print_command_requests(commands, plan_of(create_request(options, secret))));
    }
    const std::string name = options.join.display;
    for (const char* leg : {"-talker", "-listener"}) {
        options.join.display = name + leg;
        options.join.settings.display = options.join.display;
        static_cast<void>(print_join_requests(options.join));
    }
    if (options.admin) {
        CommandPlan look;
        look.questions = {janus::AdminRequest{janus::GetHandleInfo{{1}, {1}}}};
        static_cast<void>(print_command_requests(*options.admin, look));
    }
    if (options.with_room) {
        static_cast<void>(
                print_command_requests(commands, plan_of(destroy_request(options, secret))));
    }
    return base::ExitCode::ok;
}

} // namespace janus_talk::app
