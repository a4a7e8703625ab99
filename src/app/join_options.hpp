// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"
#include "base/secret.hpp"
#include "core/goal.hpp"
#include "core/link_adaptation.hpp"
#include "janus/audiobridge_request.hpp"
#include "janus/request.hpp"
#include "media/media_options.hpp"
#include "report/log_record.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace janus_talk::app {

/// How to reach a server and prove who we are to it.
struct ServerOptions {
    std::string url = "ws://127.0.0.1:8188";
    /// Other servers for the same room, tried in this order; only where a command stays connected.
    std::vector<std::string> more_urls;
    janus::Credentials credentials;
    /// PEM files.
    std::optional<std::string> ca_file;
    std::optional<std::string> client_cert;
    std::optional<std::string> client_key;
    /// Accept any certificate; warned about on every start.
    bool insecure = false;
    /// Until the command is ready; for join, until audio flows.
    std::chrono::milliseconds timeout{15'000};
};

enum class Colour { automatic, always, never };

enum class LogFormat { text, json };

/// What --log-level, --log-file and --log-format say; see app/log.hpp.
struct LogOptions {
    std::optional<report::LogLevels> levels;
    std::optional<std::string> file;
    LogFormat format = LogFormat::text;
};

/// What is told, where, and how much of it.
struct ReportOptions {
    /// NDJSON events on stdout.
    bool events = false;
    /// The final result as one JSON line on stdout.
    bool json = false;
    /// -1 quiet, 0 normal, 1 and more verbose.
    int verbosity = 0;
    Colour colour = Colour::automatic;
    LogOptions log;

    /// stderr is for a program that reads a log: nothing else may stand between its lines.
    [[nodiscard]] bool stderr_is_json() const { return log.format == LogFormat::json && !log.file; }
};

/// What is kept of a run, and written when it fails; see app/flight_recorder.hpp.
struct FlightOptions {
    /// Where; empty: nothing is kept.
    std::string dir;
    /// Of the sound, 5 s to 5 min. Half a minute is a sentence and its answer.
    std::chrono::milliseconds length{30'000};
    /// As --dry-run shows them, secrets masked.
    std::string settings;
};

/// Which of the commands that join a room.
enum class Task {
    /// Talk and listen.
    join,
    /// Play something into the room.
    say,
    /// Only hear.
    listen,
    /// Repeat what is heard.
    parrot,
};

struct JoinOptions {
    Task task = Task::join;
    ServerOptions server;
    ReportOptions report;
    FlightOptions flight;
    base::RoomId room;
    std::optional<base::ParticipantId> id;
    std::optional<base::Secret> pin;
    std::string display;
    janus::ParticipantSettings settings;
    /// What nobody has fixed follows the network.
    core::LinkAdaptation::Scope adapt;
    bool create_room = false;
    bool fast_join = false;
    bool leave_after_play = false;
    std::optional<std::chrono::milliseconds> stay;
    /// As typed: a condition that ends the conference with success, and rules that end it with a
    /// verdict.
    std::string until;
    std::vector<std::string> fail_if;
    /// As typed: --impair. Read into media.impair by check_join_options().
    std::string impair;
    /// The goals, read by check_join_options().
    core::Goal::Wish goal;
    /// Come back after trouble, for so long.
    bool reconnect = true;
    std::chrono::milliseconds max_outage{60'000};
    /// Name or path of the control socket; empty: the process id; "off": none.
    std::string control;
    /// Keys of the terminal are commands.
    bool keys = true;
    media::MediaOptions media;
    /// s16le:RATE:CHANNELS or wav[:RATE:CHANNELS], as typed.
    std::string pcm_format = "s16le:48000:1";
    /// The input ends by itself. Filled in by check_join_options().
    bool input_is_finite = false;
    /// Names of the secrets that stood on the command line, to be warned about.
    std::vector<std::string> exposed_secrets;
};

} // namespace janus_talk::app
