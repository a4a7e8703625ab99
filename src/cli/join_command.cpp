// SPDX-License-Identifier: MIT
#include "cli/join_command.hpp"

#include "app/dry_run.hpp"
#include "app/join.hpp"
#include "base/duration.hpp"
#include "base/failure.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

namespace {

constexpr const char* until_sound = "Give up when no audio flows after this long";

constexpr const char* exit_status = R"(
Exit status:
  0 left cleanly   1 --fail-if   2 usage          3 server unreachable   4 refused (PIN, token)   5 no such room
  6 media not set up   7 media lost   8 audio device or file   9 time-out   10 kicked
  11 room destroyed   12 connection lost for good   13 server takes nobody now   14 broken protocol   70 bug
)";

constexpr const char* join_examples = R"(Examples:
  janus-talk join --room 1234 --display mohsen
      Talk and listen with the default microphone and loudspeaker, until Ctrl-C.
  janus-talk join --room 1234 --url wss://janus.example.org/ws --pin-file pin.txt
      A room with a PIN on your own server.
  janus-talk join --room 1234 --input meeting.wav --leave-after-play
      Play a file, hear the room meanwhile, and leave.
  janus-talk join --room 1234 --record heard.wav --record-sent sent.wav
      Record both directions.
  janus-talk join --room 1234 --input tone:440 --output null --for 5s --events
      Watch from a script: one JSON object per line on stdout.
  janus-talk join --room 1234 --input tone --for 1m --fail-if 'rtt>200ms/5s' --fail-if 'rx.level<-55dBFS/15s'
      Does it hold? Exit status 1 when it does not.
  janus-talk join --room 1234 --impair 'tx:loss=5%,jitter=20ms;rx:loss=2%,burst=3'
      How does it sound over a bad network?
)";

constexpr const char* say_examples = R"(Examples:
  janus-talk say --room 1234 hello.wav
      Play a file and leave when the server has mixed the last of it.
  espeak-ng --stdout "deploy done" | janus-talk say --room 1234 --input -
      Say what another program makes; a WAV header is understood.
  janus-talk say --room 1234 tone:440 --for 3s
      Three seconds of a tone. An input that never ends (a tone, a loop, a microphone) is played for
      the time of --for, or until Ctrl-C.

It ends with 0 when all was played; with 7 when the room can't have heard it all (somebody muted us,
or the server received nothing); with 8 when the input is missing, empty or no sound; with 130 or 143
when a signal came first.
)";

constexpr const char* listen_examples = R"(Examples:
  janus-talk listen --room 1234
      Hear the room on the default loudspeaker, until Ctrl-C. No microphone is opened.
  janus-talk listen --room 1234 --output null --record meeting-%t.opus --for 10m
      Record ten minutes.
  janus-talk listen --room 1234 --output null --record call.opus --until 'alone 30s || silence 5m'
      Record until everybody has gone, or nobody has said anything for five minutes.
  janus-talk listen --room 1234 --output - | sox -t raw -r 48000 -e signed -b 16 -c 1 - room.flac
      Raw samples for another program; when it goes away we leave with 0.
  janus-talk listen --room 1234 --output - --format wav:16000:1 | sox -t wav - room.flac
      With a WAV header that says so, at another rate.
)";

constexpr const char* parrot_examples = R"(Examples:
  janus-talk parrot --room 1234
      Talk to yourself: whatever is said in the room comes back a second later.
  janus-talk parrot --room 1234 --delay 3s --for 10m
      Time for a sentence; gone after ten minutes.
  janus-talk parrot --room 1234 --impair tx:loss=10%,jitter=40ms
      How do I hear somebody with a bad connection?

The others see it as 'parrot', or as 'NAME (parrot)' with --display NAME. Of several parrots in a room
only the one with the smallest id speaks; otherwise they would repeat each other for ever. Use
headphones, or the parrot repeats what your loudspeaker plays as well.
)";

} // namespace

CLI::App* RoomCommandBase::bind(CLI::App& app, bool full_help) {
    auto* const command = app.add_subcommand(texts_.name, texts_.description);
    server_.bind_several(*command, until_sound);
    participant_.bind(*command, texts_.stay, texts_.display);
    bind_sound(*command);
    network_.bind(*command);
    recovery_.bind(*command);
    report_.bind_with_events(*command);
    flight_.bind(*command);
    bind_dry_run(*command, dry_run_);
    name_environment(*command, secret_options());
    const std::string name = texts_.name;
    command->footer(full_help ? texts_.examples + std::string{exit_status}
                              : "More, with examples: janus-talk " + name + " --help");
    return command;
}

std::vector<std::string> RoomCommandBase::secret_options() const {
    std::vector<std::string> names = server_.secret_options();
    for (const auto& more : {participant_.secret_options(), network_.secret_options()})
        names.insert(names.end(), more.begin(), more.end());
    return names;
}

app::JoinOptions RoomCommandBase::resolve() {
    app::JoinOptions options;
    options.server = server_.resolve();
    options.report = report_.resolve();
    options.flight = flight_.resolve([this] { return settings(); });
    options.exposed_secrets = server_.exposed();
    participant_.resolve(options);
    network_.resolve(options);
    recovery_.resolve(options);
    resolve_sound(options);
    return options;
}

base::ExitCode RoomCommandBase::run() {
    auto options = resolve();
    return dry_run_ ? app::print_join_requests(std::move(options))
                    : app::run_join(std::move(options));
}

JoinCommand::JoinCommand()
    : RoomCommandBase({.name = "join",
                       .description = "Join a room: talk and listen",
                       .stay = "Leave after so long in the room",
                       .examples = join_examples}) {}

void JoinCommand::bind_sound(CLI::App& app) {
    in_.bind_microphone(app);
    out_.bind(app, "default");
    codec_.bind(app, {});
}

void JoinCommand::resolve_sound(app::JoinOptions& options) {
    in_.resolve(options);
    out_.resolve(options);
    codec_.resolve(options);
}

SayCommand::SayCommand()
    : RoomCommandBase({.name = "say",
                       .description = "Play a file, stdin or a tone into a room, and leave",
                       .stay = "Play so long, then leave",
                       .examples = say_examples}) {}

void SayCommand::bind_sound(CLI::App& app) {
    in_.bind_playback(app);
    out_.bind(app, "null");
    codec_.bind(app, {});
}

void SayCommand::resolve_sound(app::JoinOptions& options) {
    options.task = app::Task::say;
    in_.resolve(options);
    out_.resolve(options);
    codec_.resolve(options);
    if (options.media.input.empty()) {
        throw base::Error({base::ExitCode::usage,
                           "There is nothing to say.",
                           "Give a file, - (stdin) or a tone: janus-talk say --room ID hello.wav",
                           {}});
    }
}

ListenCommand::ListenCommand()
    : RoomCommandBase({.name = "listen",
                       .description = "Join a room and only hear it; nothing is sent",
                       .stay = "Leave after so long in the room",
                       .examples = listen_examples}) {}

void ListenCommand::bind_sound(CLI::App& app) {
    out_.bind(app, "default");
    codec_.bind(
            app,
            {.format = "PCM of -, FIFOs and .raw files: s16le:RATE:CHANNELS, or "
                       "wav[:RATE:CHANNELS] with a header",
             .bitrate = "Opus bit rate of what the server sends us, bit/s (default: the room's)",
             .complexity = "Opus complexity of what the server sends us: 1 least CPU, 10 best"});
}

void ListenCommand::resolve_sound(app::JoinOptions& options) {
    options.task = app::Task::listen;
    options.media.input = "null";
    out_.resolve(options);
    codec_.resolve(options);
}

ParrotCommand::ParrotCommand()
    : RoomCommandBase({.name = "parrot",
                       .description = "Repeat what the others say, for testing alone",
                       .stay = "Leave after so long in the room",
                       .examples = parrot_examples,
                       .display = "parrot"}) {}

void ParrotCommand::bind_sound(CLI::App& app) {
    add_duration(app, "--delay", delay_, "Repeat everything so much later, 100ms to 60s")
            ->capture_default_str()
            ->group("Sound");
    in_.bind_without_input(app);
    out_.bind_without_output(app);
    codec_.bind(app, {});
}

void ParrotCommand::resolve_sound(app::JoinOptions& options) {
    using namespace std::chrono_literals;
    options.task = app::Task::parrot;
    in_.resolve(options);
    out_.resolve(options);
    codec_.resolve(options);
    const auto delay = base::parse_duration(delay_).value();
    if (delay < 100ms || delay > 60s) {
        throw base::Error({base::ExitCode::usage,
                           "--delay " + delay_ + " is not between 100ms and 60s.",
                           "A shorter echo is not told from the voice, a longer one is forgotten.",
                           {}});
    }
    options.media.parrot_delay = delay;
}

} // namespace janus_talk::cli
