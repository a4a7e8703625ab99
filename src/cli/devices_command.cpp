// SPDX-License-Identifier: MIT
#include "cli/devices_command.hpp"

#include "app/devices.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

CLI::App* DevicesCommand::bind(CLI::App& app, bool full_help) {
    auto* const command = app.add_subcommand("devices", "List microphones and loudspeakers");
    command->add_flag("--json,!--no-json", json_, "One JSON object on stdout")
            ->envname("JANUS_TALK_JSON");
    command->add_option("--specs", specs_, "Only what --input or --output takes, one a line")
            ->type_name("input|output")
            ->check(CLI::IsMember({"input", "output"}));
    if (full_help) {
        command->footer(
                "Examples:\n"
                "  janus-talk devices\n"
                "  janus-talk devices --json | jq -r '.devices[].spec'\n"
                "\nThe first column is what --input and --output take. An empty list is no error.\n"
                "\nExit status:\n  0 listed   2 usage   8 a GStreamer part is missing\n");
    }
    return command;
}

base::ExitCode DevicesCommand::run() {
    return specs_.empty() ? app::run_devices(json_) : app::run_device_specs(specs_);
}

} // namespace janus_talk::cli
