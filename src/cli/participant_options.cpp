// SPDX-License-Identifier: MIT
#include "cli/participant_options.hpp"

#include "base/duration.hpp"
#include "cli/common_options.hpp"
#include "cli/join_checks.hpp"
#include "cli/room_id.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

namespace {

constexpr const char* participant_group = "Who I am in the room";

} // namespace

void ParticipantOptions::bind_display(CLI::App& app, const std::string& text) {
    app.add_option("-d,--display", display_, text)
            ->type_name("NAME")
            ->check(is_display_name)
            ->group(participant_group);
}

void ParticipantOptions::bind_access(CLI::App& app) {
    app.add_flag("--string-ids,!--no-string-ids",
                 string_ids_,
                 "Ids of digits are strings on this server")
            ->group(participant_group);
    app.add_option("--group", group_, "Forwarding group, in rooms that have groups")
            ->type_name("NAME")
            ->group(participant_group);
    pin_.bind(app, "PIN of the room");
    app.get_option("--pin")->group(participant_group);
    app.get_option("--pin-file")->group(participant_group);
    app.add_flag("--fast-join,!--no-fast-join",
                 fast_join_,
                 "Offer media on join: one round trip less")
            ->group(participant_group);
}

void ParticipantOptions::bind_room(CLI::App& app, const char* display_text) {
    app.add_option("-r,--room", room_, "Room to join: a number, or a string with string ids")
            ->type_name("ID")
            ->check(is_mixed_id)
            ->group(participant_group);
    bind_display(app, display_text);
    bind_access(app);
}

void ParticipantOptions::bind(CLI::App& app,
                              const char* stay_text,
                              const std::string& default_display) {
    default_display_ = default_display;
    app.add_option("-r,--room",
                   room_,
                   "Room to join: a number, or a string where the server uses string ids")
            ->type_name("ID")
            ->required()
            ->check(is_mixed_id)
            ->group(participant_group);
    bind_display(app,
                 "Name that the others see (default: " +
                         (default_display.empty() ? "user name" : default_display) + ")");
    app.add_option("--id", id_, "Participant id; the server chooses one by itself")
            ->type_name("ID")
            ->check(is_mixed_id)
            ->group(participant_group);
    bind_access(app);
    app.add_flag("--create,!--no-create",
                 create_,
                 "Make the room if it is missing; destroy it on leaving if we made it")
            ->group(participant_group);
    add_duration(app, "--for", stay_, stay_text)->group(participant_group);
    app.add_option(
               "--until", until_, "Leave with success when it holds: participants>=3, alone 30s, …")
            ->type_name("COND")
            ->group(participant_group);
    app.add_option("--control",
                   control_,
                   "Control socket: a name, a path or off (default: the process id)")
            ->type_name("NAME")
            ->group(participant_group);
    app.add_flag("--keys,!--no-keys", keys_, "Keys on the terminal are commands: ? lists them")
            ->group(participant_group);
    app.add_option("--fail-if",
                   fail_if_,
                   "Leave with status 1 when it is broken, repeatable: rx.loss>3%/10s")
            ->type_name("RULE")
            ->allow_extra_args(false)
            ->group(participant_group);
}

void ParticipantOptions::resolve_room(app::JoinOptions& options,
                                      const std::string& default_display) {
    if (!room_.empty())
        options.room.value = parse_mixed_id(room_, string_ids_).value();
    options.pin = pin_.resolve();
    if (pin_.was_on_command_line())
        options.exposed_secrets.push_back(pin_.name());
    options.display = display_.empty() ? default_display : display_;
    options.settings.display = options.display;
    if (!group_.empty())
        options.settings.group = group_;
    options.fast_join = fast_join_;
}

void ParticipantOptions::resolve(app::JoinOptions& options) {
    resolve_room(options, default_display_.empty() ? user_name() : default_display_);
    if (!id_.empty()) {
        options.id.emplace();
        options.id->value = parse_mixed_id(id_, string_ids_).value();
    }
    options.create_room = create_;
    options.until = until_;
    options.fail_if = fail_if_;
    options.control = control_;
    options.keys = keys_;
    if (!stay_.empty())
        options.stay = base::parse_duration(stay_);
}

} // namespace janus_talk::cli
