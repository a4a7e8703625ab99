// SPDX-License-Identifier: MIT
#include "cli/join_command.hpp"

#include "app/join.hpp"
#include "base/failure.hpp"
#include "base/text.hpp"
#include "cli/duration.hpp"
#include "cli/join_checks.hpp"
#include "cli/room_id.hpp"

#include <CLI/CLI.hpp>

#include <utility>

namespace janus_talk::cli {

namespace {

constexpr const char* participant_group = "Who I am in the room";
constexpr const char* sound_group = "Sound";
constexpr const char* network_group = "Media network";

constexpr const char* examples = R"(Examples:
  janus-talk join --room 1234 --display mohsen
      Talk and listen with the default microphone and loudspeaker, until Ctrl-C.
  janus-talk join --room 1234 --url wss://janus.example.org/ws --pin-file pin.txt
      A room with a PIN on your own server.
  janus-talk join --room 1234 --input file:hello.wav --output null --leave-after-play
      Play a file into the room and leave.
  janus-talk join --room 1234 --input null --output file:heard.wav --for 10m
      Record ten minutes of what is said.
  janus-talk join --room 1234 --input tone:440 --output null --for 5s --events
      Watch from a script: one JSON object per line on stdout.

Exit status:
  0 left cleanly   2 usage          3 server unreachable   4 refused (PIN, token)   5 no such room
  6 media not set up   7 media lost   8 audio device or file   9 time-out   10 kicked
  11 room destroyed   12 connection lost   13 server takes nobody now   14 broken protocol   70 bug
)";

/// Adds options to the group of the sound.
class SoundOptions {
public:
    explicit SoundOptions(CLI::App& app) : app_(app) {}

    template <typename Value>
    CLI::Option*
    operator()(const char* name, Value& value, const char* type, const char* text) const {
        return app_.add_option(name, value, text)->type_name(type)->group(sound_group);
    }

private:
    CLI::App& app_;
};

} // namespace

CLI::App* JoinCommand::bind(CLI::App& app, bool full_help) {
    auto* const command = app.add_subcommand("join", "Join a room: talk and listen");
    server_.bind(*command, "Give up when no audio flows after this long");
    bind_participant(*command);
    bind_sound(*command);
    bind_codec(*command);
    bind_network(*command);
    report_.bind_with_events(*command);
    name_environment(*command, secret_options());
    command->footer(full_help ? examples : "More, with examples: janus-talk join --help");
    return command;
}

void JoinCommand::bind_participant(CLI::App& app) {
    app.add_option("-r,--room",
                   room_,
                   "Room to join: a number, or a string where the server uses string ids")
            ->type_name("ID")
            ->required()
            ->check(is_mixed_id)
            ->group(participant_group);
    app.add_option("-d,--display", display_, "Name that the others see (default: user name)")
            ->type_name("NAME")
            ->check(is_display_name)
            ->group(participant_group);
    app.add_option("--id", id_, "Participant id; the server chooses one by itself")
            ->type_name("ID")
            ->check(is_mixed_id)
            ->group(participant_group);
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
    app.add_flag("--create,!--no-create",
                 create_,
                 "Make the room if it is missing; destroy it on leaving if we made it")
            ->group(participant_group);
    app.add_flag("--fast-join,!--no-fast-join",
                 fast_join_,
                 "Offer media on join: one round trip less")
            ->group(participant_group);
    add_duration(app, "--for", stay_, "Leave after so long in the room")->group(participant_group);
    app.add_flag("--leave-after-play,!--no-leave-after-play",
                 leave_after_play_,
                 "Leave when a finite input has been played and sent")
            ->group(participant_group);
}

void JoinCommand::bind_sound(CLI::App& app) {
    const SoundOptions option{app};
    option("-i,--input",
           input_,
           "SPEC",
           "default, null, tone[:HZ][@DBFS], file:PATH[?loop], - (stdin), pulse:NAME, alsa:NAME, "
           "part of a name")
            ->capture_default_str();
    option("-o,--output",
           output_,
           "SPEC",
           "default, null, file:PATH, - (stdout), pulse:NAME, alsa:NAME, part of a name")
            ->capture_default_str();
    option("--format", format_, "FMT", "Raw PCM of -, FIFOs and .raw files: s16le:RATE:CHANNELS")
            ->capture_default_str();
    app.add_flag("--muted,!--no-muted", muted_, "Join with the microphone off")->group(sound_group);
    app.add_flag("--stereo,!--no-stereo", stereo_, "Offer stereo, for rooms with spatial audio")
            ->group(sound_group);
    processing_.bind(app, sound_group);
    option("--record",
           record_,
           "FILE",
           "Record what is heard: .wav or .opus; %t time, %r room, %d display");
    option("--record-sent", record_sent_, "FILE", "Record what is sent, likewise");
}

void JoinCommand::bind_codec(CLI::App& app) {
    const SoundOptions option{app};
    option("--bitrate",
           bitrate_,
           "BPS",
           "Opus bit rate both ways, bit/s (default: 32000 for ours, theirs: the room's)")
            ->check(CLI::Range(6000, 510'000));
    option("--complexity", complexity_, "N", "Opus complexity both ways: 0 least CPU, 10 best")
            ->check(CLI::Range(0, 10));
    option("--expected-loss",
           expected_loss_,
           "PERCENT",
           "Loss that forward error correction prepares for, 0 to 20")
            ->check(CLI::Range(0, 20));
    option("--prebuffer",
           prebuffer_,
           "N",
           "Packets of 20 ms that the server queues before it mixes us, 1 to 50 (default: the "
           "room's)")
            ->check(is_prebuffer);
    option("--volume",
           volume_,
           "PERCENT",
           "How loud the others hear us, 0 to 1000; 100 is unchanged")
            ->check(CLI::Range(0, 1000));
    option("--spatial-position",
           spatial_position_,
           "N",
           "0 left, 50 centre, 100 right, in spatial rooms")
            ->check(CLI::Range(0, 100));
    option("--jitter-buffer",
           jitter_buffer_,
           "auto|MS|MIN-MAX",
           "Playout delay in ms, 0 to 1000: as little as the network allows, fixed, or bounded")
            ->check(is_playout_delay)
            ->capture_default_str();
}

void JoinCommand::bind_network(CLI::App& app) {
    app.add_option("--stun", stun_, "STUN server: stun:HOST[:PORT]")
            ->type_name("URI")
            ->group(network_group);
    app.add_option("--turn",
                   turn_,
                   "TURN relay, repeatable: turn:USER:PASSWORD@HOST[:PORT][?transport=tcp]")
            ->type_name("URI")
            ->allow_extra_args(false)
            ->group(network_group);
    app.add_flag("--relay-only,!--no-relay-only", relay_only_, "Media only through the TURN relay")
            ->group(network_group);
    app.add_option("--ice-interface", ice_interfaces_, "Use only this local address, repeatable")
            ->type_name("ADDR")
            ->check(is_numeric_address)
            ->allow_extra_args(false)
            ->group(network_group);
    app.add_option("--rtp-ports", rtp_ports_, "Local UDP ports for media")
            ->type_name("MIN-MAX")
            ->check(is_port_range)
            ->group(network_group);
    app.add_flag("--trickle,!--no-trickle", trickle_, "Send candidates as they are found (default)")
            ->group(network_group);
}

std::vector<std::string> JoinCommand::secret_options() const {
    std::vector<std::string> names = server_.secret_options();
    names.insert(names.end(), {"--pin", "--turn"});
    return names;
}

app::JoinOptions JoinCommand::resolve() {
    app::JoinOptions options;
    options.server = server_.resolve();
    options.report = report_.resolve();
    options.room.value = parse_mixed_id(room_, string_ids_).value();
    if (!id_.empty()) {
        options.id.emplace();
        options.id->value = parse_mixed_id(id_, string_ids_).value();
    }
    options.pin = pin_.resolve();
    options.display = display_.empty() ? user_name() : display_;
    options.create_room = create_;
    options.fast_join = fast_join_;
    options.leave_after_play = leave_after_play_;
    if (!stay_.empty())
        options.stay = parse_duration(stay_);
    options.exposed_secrets = server_.exposed();
    if (pin_.was_on_command_line())
        options.exposed_secrets.push_back(pin_.name());
    resolve_settings(options);
    resolve_media(options);
    return options;
}

void JoinCommand::resolve_settings(app::JoinOptions& options) const {
    auto& settings = options.settings;
    settings.display = options.display;
    settings.prebuffer = prebuffer_;
    settings.bitrate = bitrate_;
    // Janus counts from 1; 0 is a wish for our own encoder only.
    if (complexity_.value_or(0) > 0)
        settings.quality = complexity_;
    settings.expected_loss = expected_loss_;
    settings.volume = volume_;
    settings.spatial_position = spatial_position_;
    if (!group_.empty())
        settings.group = group_;
}

void JoinCommand::resolve_media(app::JoinOptions& options) const {
    auto& media = options.media;
    media.input = input_;
    media.output = output_;
    options.pcm_format = format_;
    media.muted = muted_;
    media.stereo = stereo_;
    media.bitrate = bitrate_;
    media.complexity = complexity_;
    media.expected_loss = expected_loss_.value_or(0);
    media.playout_delay = *parse_playout_delay(jitter_buffer_);
    processing_.resolve(options);
    if (!record_.empty())
        media.record = record_;
    if (!record_sent_.empty())
        media.record_sent = record_sent_;
    if (!stun_.empty())
        media.stun = stun_;
    for (const auto& uri : turn_)
        media.turn.emplace_back(uri);
    media.relay_only = relay_only_;
    media.trickle = trickle_;
    media.ice_interfaces = ice_interfaces_;
    media.rtp_ports = parse_port_range(rtp_ports_);
}

base::ExitCode JoinCommand::run() {
    return app::run_join(resolve());
}

} // namespace janus_talk::cli
