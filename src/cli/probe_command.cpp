// SPDX-License-Identifier: MIT
#include "cli/probe_command.hpp"

#include "app/probe_room.hpp"
#include "base/duration.hpp"
#include "base/failure.hpp"
#include "base/text.hpp"
#include "cli/join_checks.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace janus_talk::cli {

namespace {

constexpr const char* limits_group = "Limits";
constexpr const char* results_group = "Results";

constexpr const char* probe_examples = R"(Examples:
  janus-talk probe --room 1234
      Two participants join, one talks for 10 s, the other one listens. Exit status 0 only when the
      voice was heard and all limits were kept.
  janus-talk probe --with-room --url wss://janus.example.org/ws --max-delay 250ms --junit probe.xml
      In a private room of its own, for a pipeline.
  janus-talk probe --room 1234 --admin-secret-file secret.txt
      With what the server itself knows: its queues, round trips and losses.
  janus-talk probe --room 1234 --nagios -w 200ms -c 400ms
      One line with performance data, exit status 0 to 3.
  janus-talk probe --room 1234 --prometheus /var/lib/node_exporter/probe.prom
      For the textfile collector of node_exporter.
  janus-talk probe --room 1234 --keep-sound probe.wav
      To listen to: left what was heard, right what was sent, as far apart as they were.
  janus-talk probe --room 1234 --baseline yesterday.json --max-regression delay=20%
      Is it slower than it was?

Exit status:
  0 pass   1 fail: a limit is broken, or nothing can be said   2 usage   3 server unreachable
  4 refused (PIN, token)   5 no such room   6 media not set up   7 nothing was heard, or media lost
  8 file or local part   9 time-out   10 kicked   11 room destroyed   13 server takes nobody now
  14 broken protocol   70 bug   130, 143 interrupted before the verdict
  With --nagios 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
)";

std::optional<double> ms_of(const std::string& duration) {
    if (duration.empty())
        return std::nullopt;
    return static_cast<double>(base::parse_duration(duration).value().count());
}

/// "delay=20%": what, and by how many percent it may be worse.
std::optional<double> delay_percent(const std::string& text) {
    constexpr std::string_view name = "delay=";
    if (!text.starts_with(name) || !text.ends_with('%'))
        return std::nullopt;
    const std::string number = text.substr(name.size(), text.size() - name.size() - 1);
    char* end = nullptr;
    const double percent = std::strtod(number.c_str(), &end);
    const bool whole = !number.empty() && end == number.c_str() + number.size();
    return whole && std::isfinite(percent) && percent >= 0 ? std::optional{percent} : std::nullopt;
}

std::string is_regression(const std::string& text) {
    return delay_percent(text) ? "" : "'" + text + "' is not of the form delay=PERCENT%";
}

} // namespace

void ProbeLimitOptions::bind(CLI::App& app) {
    const auto duration = [&](const char* name, std::string& value, const char* text) {
        add_duration(app, name, value, text)->group(limits_group);
    };
    const auto number = [&](const char* name, auto& value, const char* unit, const char* text) {
        return app.add_option(name, value, text)
                ->type_name(unit)
                ->check(CLI::Range(0.0, 100.0))
                ->group(limits_group);
    };
    max_delay_option_ = add_duration(app, "--max-delay", max_delay_, "Mouth to ear, p95")
                                ->capture_default_str()
                                ->group(limits_group);
    duration("--max-jitter", max_jitter_, "Mean change of the delay from marker to marker");
    duration("--max-join", max_join_, "From the start to sound, of the slower participant");
    duration("--max-gap", max_gap_, "Longest time without voice");
    number("--max-loss", max_loss_, "PERCENT", "Packets lost on the whole way")
            ->capture_default_str();
    number("--max-missing", max_missing_, "PERCENT", "Markers that were not heard")
            ->capture_default_str();
    number("--min-mos", min_mos_, "MOS", "Mean opinion score by the E-model, 1 to 4.5")
            ->capture_default_str();
    number("--min-snr", min_snr_, "DB", "Voice against noise");
    number("--max-level-error", max_level_error_, "DB", "Heard louder or softer than sent");
    auto* const baseline = app.add_option("--baseline",
                                          baseline_,
                                          "The --json of an earlier probe to compare with")
                                   ->type_name("FILE")
                                   ->group(limits_group);
    app.add_option("--max-regression", max_regression_, "How much slower than --baseline it may be")
            ->type_name("delay=PERCENT%")
            ->check(is_regression)
            ->capture_default_str()
            ->needs(baseline)
            ->group(limits_group);
}

bool ProbeLimitOptions::names_delay() const {
    return max_delay_option_->count() > 0;
}

void ProbeLimitOptions::resolve(app::ProbeOptions& options) const {
    options.limits.max_delay_ms = ms_of(max_delay_);
    options.limits.max_jitter_ms = ms_of(max_jitter_);
    options.limits.max_join_ms = ms_of(max_join_);
    options.limits.max_gap_ms = ms_of(max_gap_);
    options.limits.max_loss_pct = max_loss_;
    options.limits.max_missing_pct = max_missing_;
    options.limits.min_mos = min_mos_;
    options.limits.min_snr_db = min_snr_;
    options.limits.max_level_error_db = max_level_error_;
    options.baseline = baseline_;
    options.max_delay_regression = delay_percent(max_regression_);
}

CLI::App* ProbeCommand::bind(CLI::App& app, bool full_help) {
    auto* const command =
            app.add_subcommand("probe", "Is voice really carried? With figures and a verdict");
    // One server: participants on two of them would not meet.
    server_.bind(*command, "Give up when no audio flows after this long");
    admin_.bind(*command);
    participant_.bind_room(*command, "What both names begin with");
    add_duration(*command, "--for", duration_, "Talk so long, 1s or more")->capture_default_str();
    command->add_flag("--with-room,!--no-with-room",
                      with_room_,
                      "Make a private room with a random PIN, and destroy it afterwards");
    admin_key_.bind(*command, "Key of the plug-in, where making rooms needs it");
    network_.bind(*command);
    bind_queues(*command);
    codec_.bind_encoding(*command, {});
    limits_.bind(*command);
    bind_results(*command);
    report_.bind_with_events(*command);
    flight_.bind(*command);
    bind_dry_run(*command, dry_run_);
    name_environment(*command, secret_options());
    command->footer(full_help ? probe_examples : "More, with examples: janus-talk probe --help");
    return command;
}

void ProbeCommand::bind_queues(CLI::App& app) {
    app.add_option("--prebuffer",
                   prebuffer_,
                   "Packets of 20 ms that the server queues of the talker: as few as the network "
                   "allows, the room's default, or 1 to 50")
            ->type_name("auto|room|N")
            ->check(is_prebuffer)
            ->capture_default_str();
    app.add_option(
               "--jitter-buffer", jitter_buffer_, "Playout delay of the listener in ms, 0 to 1000")
            ->type_name("auto|MS|MIN-MAX")
            ->check(is_playout_delay)
            ->capture_default_str();
}

void ProbeCommand::bind_results(CLI::App& app) {
    app.add_option("--junit", junit_, "Write the result as JUnit XML")
            ->type_name("FILE")
            ->group(results_group);
    app.add_option("--prometheus", prometheus_, "Write the figures for node_exporter, whole")
            ->type_name("FILE")
            ->group(results_group);
    app.add_option("--keep-sound",
                   keep_sound_,
                   "Record it on one time line: .wav; left what is heard, right what is sent; "
                   "%t time, %r room, %d display")
            ->type_name("FILE")
            ->group(results_group);
    auto* const nagios = app.add_flag("--nagios,!--no-nagios",
                                      nagios_,
                                      "One line for Nagios, exit status 0 to 3")
                                 ->group(results_group);
    add_duration(app, "-w,--warning", warning_, "With --nagios: delay (p95) that is a warning")
            ->needs(nagios)
            ->group(results_group);
    add_duration(app, "-c,--critical", critical_, "With --nagios: delay (p95) that is critical")
            ->needs(nagios)
            ->group(results_group);
}

std::vector<std::string> ProbeCommand::secret_options() const {
    std::vector<std::string> names = server_.secret_options();
    for (const auto& more : {ParticipantOptions::secret_options(),
                             NetworkOptions::secret_options(),
                             std::vector<std::string>{"--admin-key", "--admin-secret"}})
        names.insert(names.end(), more.begin(), more.end());
    return names;
}

void ProbeCommand::resolve_admin(app::ProbeOptions& options) {
    app::CommandOptions admin;
    admin.server = options.join.server;
    admin_.resolve(admin);
    auto& exposed = options.join.exposed_secrets;
    exposed.insert(exposed.end(), admin.exposed_secrets.begin(), admin.exposed_secrets.end());
    // The address alone may stand in the environment for other commands.
    if (admin.admin_secret)
        options.admin = std::move(admin);
}

app::ProbeOptions ProbeCommand::resolve() {
    const auto refuse = [](std::string text, std::string hint) {
        throw base::Error({base::ExitCode::usage, std::move(text), std::move(hint), {}});
    };
    app::ProbeOptions options;
    app::JoinOptions& join = options.join;
    join.server = server_.resolve();
    join.report = report_.resolve();
    join.flight = flight_.resolve([this] { return settings(); });
    join.exposed_secrets = server_.exposed();
    participant_.resolve_room(join, "probe");
    network_.resolve(join);
    join.media.input = "null";
    join.media.output = "null";
    join.reconnect = false;
    join.control = "off";
    join.settings.prebuffer = number_in(prebuffer_);
    join.adapt.prebuffer = prebuffer_ == "auto";
    codec_.resolve(join);
    join.media.playout_delay = *parse_playout_delay(jitter_buffer_);
    resolve_admin(options);
    limits_.resolve(options);
    options.with_room = with_room_;
    options.admin_key = admin_key_.resolve();
    if (admin_key_.was_on_command_line())
        join.exposed_secrets.push_back(admin_key_.name());
    options.duration = base::parse_duration(duration_).value();
    options.nagios = nagios_;
    options.warning_ms = ms_of(warning_);
    options.critical_ms = ms_of(critical_);
    if (options.critical_ms && !limits_.names_delay())
        options.limits.max_delay_ms.reset(); // else the default would be critical before
    options.junit = junit_;
    options.prometheus = prometheus_;
    options.record = keep_sound_;
    if (options.duration < std::chrono::seconds{1} || options.duration > std::chrono::hours{24})
        refuse("--for is 1s to 24h.", "The default is 10s.");
    if (join.room == base::RoomId{} && !with_room_)
        refuse("--room is missing.", "Give one, or --with-room to make one for the probe.");
    if (with_room_ && join.pin)
        refuse("--with-room chooses its own PIN.", "Leave out --pin.");
    if (nagios_ && (join.report.events || join.report.json))
        refuse("--nagios and --events or --json both want stdout.", "Give one of them.");
    return options;
}

base::ExitCode ProbeCommand::run() {
    app::ProbeOptions options;
    try {
        options = resolve();
    } catch (const base::Error& error) {
        if (!nagios_)
            throw;
        return app::print_nagios_unknown(error.failure());
    }
    return dry_run_ ? app::print_probe_requests(std::move(options))
                    : app::run_probe(std::move(options));
}

} // namespace janus_talk::cli
