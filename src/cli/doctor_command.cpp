// SPDX-License-Identifier: MIT
#include "cli/doctor_command.hpp"

#include "cli/join_checks.hpp"
#include "cli/room_id.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

namespace {

constexpr const char* doctor_room_group = "Who I am in the room";

constexpr const char* doctor_examples = R"(Examples:
  janus-talk doctor --room 1234
      From the configuration to sound both ways, one line for each layer.
  janus-talk doctor --url wss://janus.example.org/ws
      Without a room: up to the plug-in, and which addresses media could use.
  janus-talk doctor --room 1234 --stun stun:stun.example.org --turn turn:user:password@turn.example.org
      Do STUN and the relay work, too?
  janus-talk doctor --room 1234 --json | jq -r .layer
      For scripts: the layer that fails first.

What was seen stands behind each layer; "perhaps:" is a guess, "try:" what may help.

Exit status: that of the first layer that fails
  0 all is well   2 configuration   3 dns, tcp, tls, websocket   4 auth   5 room
  6 ice-gathering, stun, turn, connectivity, dtls   7 rtp   8 devices, plugins   14 janus, audiobridge
)";

} // namespace

CLI::App* DoctorCommand::bind(CLI::App& app, bool full_help) {
    auto* const command =
            app.add_subcommand("doctor", "Find out which layer between here and the room fails");
    server_.bind(*command, "Give up a layer that does not answer after this long");
    command->add_option("-r,--room",
                        room_,
                        "Room to try: a number, or a string where the server uses string ids; "
                        "without it, what needs a room is skipped")
            ->type_name("ID")
            ->check(is_mixed_id)
            ->group(doctor_room_group);
    command->add_flag("--string-ids,!--no-string-ids",
                      string_ids_,
                      "Ids of digits are strings on this server")
            ->group(doctor_room_group);
    command->add_option("-d,--display", display_, "Name that the others see for a few seconds")
            ->type_name("NAME")
            ->check(is_display_name)
            ->capture_default_str()
            ->group(doctor_room_group);
    pin_.bind(*command, "PIN of the room");
    command->get_option("--pin")->group(doctor_room_group);
    command->get_option("--pin-file")->group(doctor_room_group);
    network_.bind(*command);
    report_.bind(*command);
    name_environment(*command, secret_options());
    command->footer(full_help ? doctor_examples : "More, with examples: janus-talk doctor --help");
    return command;
}

std::vector<std::string> DoctorCommand::secret_options() const {
    std::vector<std::string> names = server_.secret_options();
    for (const auto& more : {std::vector<std::string>{"--pin"}, network_.secret_options()})
        names.insert(names.end(), more.begin(), more.end());
    return names;
}

app::DoctorOptions DoctorCommand::resolve() {
    app::DoctorOptions options;
    auto& join = options.join;
    join.server = server_.resolve();
    join.report = report_.resolve();
    join.exposed_secrets = server_.exposed();
    network_.resolve(join);
    options.has_room = !room_.empty();
    if (options.has_room)
        join.room.value = parse_mixed_id(room_, string_ids_).value();
    join.pin = pin_.resolve();
    if (pin_.was_on_command_line())
        join.exposed_secrets.push_back(pin_.name());
    join.display = display_;
    join.settings.display = display_;
    join.media.input = "null";
    join.media.output = "null";
    return options;
}

base::ExitCode DoctorCommand::run() {
    return app::run_doctor(resolve());
}

} // namespace janus_talk::cli
