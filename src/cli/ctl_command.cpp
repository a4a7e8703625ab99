// SPDX-License-Identifier: MIT
#include "cli/ctl_command.hpp"

#include "base/duration.hpp"
#include "cli/common_options.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

namespace {

constexpr const char* examples = R"(Commands:
  mute, unmute, toggle-mute, ptt-on, ptt-off     the microphone
  volume PERCENT, display NAME, bitrate BPS      how the others hear and see us
  change-room ROOM [GROUP]                       on the same peer connection; with --pin-file,
                                                 and --without-groups for old servers
  record-start [FILE], record-stop               record the call
  say FILE                                       play a file into the call; done when it was said
  state, people, stats                           what is going on
  subscribe [TYPE…]                              events, one JSON object a line, until it ends
  quit                                           leave the room

Examples:
  janus-talk ctl
      What is running?
  janus-talk ctl mute
      The only one that is running.
  janus-talk ctl --to doorbell say ding.wav
      The one that was started with --control doorbell.
  janus-talk ctl subscribe talking participant | jq -r '.display // empty'

Exit status:
  0 done   1 not done   2 usage, or several are running   3 none is running   9 no answer in time
  others: that of the error, see janus-talk help join
)";

} // namespace

CLI::App* CtlCommand::bind(CLI::App& app, bool full_help) {
    auto* const command =
            app.add_subcommand("ctl", "Control a running janus-talk; alone: list what is running");
    command->add_option("COMMAND", options_.words, "What to do, and with what")->type_name("");
    command->add_option("--to", options_.target, "Name or path of the control socket")
            ->type_name("NAME")
            ->envname("JANUS_TALK_TO");
    command->add_option(
                   "--pin-file", options_.pin_file, "change-room: file with the PIN of that room")
            ->type_name("FILE");
    command->add_flag("--without-groups",
                      options_.without_groups,
                      "change-room: that room has no groups (servers before 1.2.4 must know)");
    command->add_flag("--json,!--no-json", options_.json, "The answer as it comes")
            ->envname("JANUS_TALK_JSON");
    command->add_flag("--names,!--no-names",
                      options_.names,
                      "Alone: only the names of what is running, one a line");
    add_duration(*command, "--timeout", timeout_, "Wait so long for the answer (default: 15s)")
            ->envname("JANUS_TALK_TIMEOUT");
    command->footer(full_help ? examples : "More, with examples: janus-talk ctl --help");
    return command;
}

base::ExitCode CtlCommand::run() {
    if (!timeout_.empty())
        options_.timeout = base::parse_duration(timeout_).value();
    return app::run_ctl(options_);
}

} // namespace janus_talk::cli
