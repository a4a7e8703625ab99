// SPDX-License-Identifier: MIT
#include "app/join_setup.hpp"

#include "app/command_setup.hpp"
#include "app/random.hpp"
#include "app/read_goal.hpp"
#include "app/record_name.hpp"
#include "app/version.hpp"
#include "base/failure.hpp"
#include "base/text.hpp"
#include "core/parrot_turn.hpp"
#include "media/audio_spec.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <unistd.h>
#include <utility>

namespace janus_talk::app {

namespace {

/// Janus took 20 to 40 ms to set up a connection that it had called up; ten times that on a busy
/// machine.
constexpr std::chrono::milliseconds set_up_time{200};

[[noreturn]] void refuse(std::string text, std::string hint) {
    throw base::Error({base::ExitCode::usage, std::move(text), std::move(hint), {}});
}

bool must_play(const JoinOptions& options) {
    return options.task == Task::say && (options.input_is_finite || options.stay);
}

std::string command_name(Task task) {
    switch (task) {
    case Task::join:
        return "join";
    case Task::say:
        return "say";
    case Task::listen:
        return "listen";
    case Task::parrot:
        return "parrot";
    }
    return "join";
}

/// Only one thing at a time can flow through a standard stream.
void check_streams(const JoinOptions& options) {
    using Kind = media::AudioSpec::Kind;
    const bool audio_out =
            media::parse_output_spec(options.media.output).kind == Kind::standard_stream;
    if (audio_out && (options.report.events || options.report.json)) {
        refuse("--output - and --events or --json both want stdout.",
               "Write the audio to a FIFO: --output file:/path/to/fifo");
    }
    const bool audio_in =
            media::parse_input_spec(options.media.input).kind == Kind::standard_stream;
    if (audio_in && isatty(STDIN_FILENO) == 1) {
        refuse("--input - reads audio from stdin, but stdin is a terminal.",
               "Pipe something into it, for example: espeak-ng --stdout hello | janus-talk say …");
    }
}

/// What follows from the input and the task.
void complete_sound(JoinOptions& options) {
    using Kind = media::AudioSpec::Kind;
    auto& media = options.media;
    media.listen_only = options.task == Task::listen;
    const auto input = media::parse_input_spec(media.input);
    options.input_is_finite =
            (input.kind == Kind::file && !input.loop) || input.kind == Kind::standard_stream;
    const bool is_heard = media::parse_output_spec(media.output).kind != Kind::null ||
                          media.record || media.record_both || media.record_packets;
    media.decode = options.task != Task::say || is_heard;
    if (options.task == Task::say || options.input_is_finite)
        media.lead_in = set_up_time;
    // The room may have another one, which nobody tells us, and the end would be cut off.
    if ((must_play(options) || (options.leave_after_play && options.input_is_finite)) &&
        !options.settings.prebuffer) {
        options.settings.prebuffer = core::timing::default_prebuffer;
    }
    if (options.settings.prebuffer || options.task == Task::listen)
        options.adapt.prebuffer = false;
}

void expand_record_names(JoinOptions& options) {
    auto& media = options.media;
    std::set<std::string> names;
    for (auto* name :
         {&media.record, &media.record_sent, &media.record_both, &media.record_packets}) {
        if (!*name)
            continue;
        **name = record_name(options, **name);
        if (!names.insert(**name).second)
            refuse("Two recordings name the same file.", "Give each a name of its own.");
    }
}

/// @throws base::Error usage
void read_impairment(JoinOptions& options) {
    if (options.impair.empty())
        return;
    options.media.impair = read_goal<core::Impairment>("--impair", options.impair);
    if (options.task == Task::listen && options.media.impair->names_sent)
        refuse("--impair tx: has nothing to spoil: listen sends no sound.", "Leave it at rx:");
}

/// G.711 has one bit rate, one channel and no error correction.
void check_codec(JoinOptions& options) {
    const auto& media = options.media;
    if (media.codec == core::Codec::opus)
        return;
    const std::array wishes{
            std::pair{"--stereo", media.stereo},
            std::pair{"--spatial-position", options.settings.spatial_position.has_value()},
            std::pair{"--bitrate", media.bitrate.has_value()},
            std::pair{"--complexity", media.complexity.has_value()},
            std::pair{"--expected-loss", media.expected_loss > 0},
            std::pair{"--record-packets", media.record_packets.has_value()}};
    for (const auto& [option, given] : wishes) {
        if (given) {
            refuse(std::string{option} + " needs Opus; --codec " +
                           std::string{core::facts_of(media.codec).name} + " has no such thing.",
                   std::string{"Leave out "} + option + " or --codec.");
        }
    }
    options.adapt.expected_loss = false;
}

void read_goals(JoinOptions& options) {
    if (!options.until.empty())
        options.goal.until.emplace(read_goal<core::Condition>("--until", options.until));
    for (const auto& rule : options.fail_if)
        options.goal.limits.push_back(read_goal<core::LimitRule>("--fail-if", rule));
}

core::Problem warning(std::string text, std::string hint) {
    return {core::Severity::warning, {base::ExitCode::ok, std::move(text), std::move(hint), {}}};
}

} // namespace

std::vector<signaling::Url> check_join_options(JoinOptions& options) {
    std::vector<signaling::Url> servers{server_url(options.server.url)};
    for (const auto& url : options.server.more_urls)
        servers.push_back(server_url(url));
    options.media.pcm = media::parse_pcm_format(options.pcm_format);
    check_streams(options);
    check_codec(options);
    read_goals(options);
    read_impairment(options);
    complete_sound(options);
    if (options.task == Task::parrot) {
        options.display = core::parrot_name(options.display);
        options.settings.display = options.display;
    }
    expand_record_names(options);
    if (options.media.relay_only && options.media.turn.empty()) {
        refuse("--relay-only needs a relay.", "Give one with --turn turn:USER:PASSWORD@HOST");
    }
    return servers;
}

std::string record_name(const JoinOptions& options, const std::string& pattern) {
    return expand_record_name(
            pattern, {std::chrono::system_clock::now(), options.room.text(), options.display});
}

core::ConferenceConfig make_conference_config(const JoinOptions& options,
                                              const std::vector<signaling::Url>& servers) {
    core::ConferenceConfig config;
    config.room = options.room;
    config.id = options.id;
    config.pin = options.pin;
    config.settings = options.settings;
    config.codec = options.media.codec;
    config.adapt = options.adapt;
    config.muted = options.media.muted;
    config.create_room = options.create_room;
    config.fast_join = options.fast_join;
    config.trickle = options.media.trickle;
    config.leave_after_play = options.leave_after_play;
    config.must_play = must_play(options);
    config.listen_only = options.media.listen_only;
    config.ready_limit = options.server.timeout;
    config.stay = options.stay;
    config.goal = options.goal;
    config.reconnect = options.reconnect;
    config.max_outage = options.max_outage;
    config.servers = servers.size();
    config.candidates.loopback =
            std::all_of(servers.begin(), servers.end(), [](const signaling::Url& url) {
                return url.is_loopback();
            });
    config.opaque_id = "janus-talk-" + random_word(12);
    config.next_transaction = [] { return random_word(12); };
    config.next_session_id = random_session_id;
    config.next_fraction = random_fraction;
    return config;
}

bool is_any_secure(const std::vector<signaling::Url>& servers) {
    return std::any_of(
            servers.begin(), servers.end(), [](const signaling::Url& url) { return url.secure; });
}

signaling::WebSocketOptions make_websocket_options(const ServerOptions& server,
                                                   const signaling::Url& url) {
    signaling::WebSocketOptions options;
    options.url = url;
    options.ca_file = server.ca_file;
    options.client_cert = server.client_cert;
    options.client_key = server.client_key;
    options.insecure = server.insecure;
    auto proxy = signaling::find_proxy(url, signaling::process_environment);
    if (auto* failure = std::get_if<base::Failure>(&proxy))
        throw base::Error(std::move(*failure));
    options.proxy = std::get<std::optional<signaling::Proxy>>(std::move(proxy));
    return options;
}

report::Hello make_hello(const JoinOptions& options, const std::optional<signaling::Url>& url) {
    report::Hello hello;
    hello.version = version_number();
    hello.pid = getpid();
    hello.command = command_name(options.task);
    if (url)
        hello.url = url->shown();
    hello.room = options.room;
    hello.display = options.display;
    if (url && url->secure)
        hello.tls_verified = !options.server.insecure;
    hello.input = options.media.input;
    hello.output = options.media.output;
    hello.codec = core::facts_of(options.media.codec).name;
    return hello;
}

std::optional<core::Problem> impairment_warning(const JoinOptions& options) {
    if (!options.media.impair)
        return std::nullopt;
    return warning("The sound is impaired on purpose (" + options.media.impair->described() + ").",
                   "Leave out --impair for a call that is to be heard.");
}

std::vector<core::Problem> server_warnings(const ServerOptions& server,
                                           const std::vector<std::string>& exposed_secrets,
                                           const signaling::Url& url) {
    std::vector<core::Problem> warnings;
    for (const auto& name : exposed_secrets) {
        warnings.push_back(warning(
                "--" + name + " on the command line was visible to other users for a moment.",
                "Use --" + name + "-file instead."));
    }
    if (url.secure && server.insecure) {
        warnings.push_back(warning("The server's certificate is not checked (--insecure).",
                                   "Anybody on the way can pose as the server."));
    }
    if (!url.secure && !url.is_loopback()) {
        warnings.push_back(warning(
                "ws:// is not encrypted: the signalling, secrets included, can be read on the way.",
                "Use wss:// if the server has it."));
    }
    return warnings;
}

} // namespace janus_talk::app
