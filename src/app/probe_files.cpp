// SPDX-License-Identifier: MIT
#include "app/probe_files.hpp"

#include "app/command_setup.hpp"
#include "app/exit_deadline.hpp"
#include "app/join_setup.hpp"
#include "app/process.hpp"
#include "app/whole_file.hpp"
#include "base/text.hpp"
#include "report/probe_formats.hpp"

#include <algorithm>
#include <fstream>
#include <utility>

namespace janus_talk::app {

namespace {

[[noreturn]] void refuse_file(base::ExitCode code, const std::string& path, std::string why) {
    throw base::Error({code, "The file '" + base::harmless(path) + "' " + std::move(why), {}, {}});
}

} // namespace

void read_baseline(ProbeOptions& options) {
    if (options.baseline.empty())
        return;
    constexpr std::size_t longest = 1U << 20U;
    std::ifstream file{options.baseline};
    std::string text(longest, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (file.bad() || file.gcount() == 0)
        refuse_file(base::ExitCode::usage, options.baseline, "can't be read.");
    text.resize(static_cast<std::size_t>(file.gcount()));
    const auto delay = report::delay_of_baseline(text);
    if (!delay) {
        refuse_file(base::ExitCode::usage,
                    options.baseline,
                    "is no result of probe --json with a delay in it.");
    }
    options.limits.regression =
            measure::Limits::Regression{*delay, options.max_delay_regression.value_or(0)};
}

ProbeOutput::ProbeOutput(const loop::MainLoop& loop, const ProbeOptions& options)
    : options_(options), printer_(loop, options.join.report, process_start(), [] {}) {}

report::Hello ProbeOutput::print_hello(const std::optional<signaling::Url>& url) {
    auto hello = make_hello(options_.join, url);
    hello.command = "probe";
    hello.input.clear();
    hello.output.clear();
    printer_.print(hello);
    if (!url)
        return hello;
    auto warnings = server_warnings(options_.join.server, options_.join.exposed_secrets, *url);
    if (options_.admin) {
        const auto admin_url = server_url(options_.admin->server.url);
        for (auto& warning : server_warnings(options_.admin->server, {}, admin_url)) {
            // Said once, of whichever of the two servers.
            const bool is_new = std::none_of(
                    warnings.begin(), warnings.end(), [&warning](const core::Problem& told) {
                        return told.failure.text == warning.failure.text;
                    });
            if (is_new)
                warnings.push_back(std::move(warning));
        }
    }
    for (auto& warning : warnings)
        printer_.print(core::Notice{std::move(warning)});
    return hello;
}

void ProbeOutput::require_places() {
    for (const auto* file : {&options_.junit, &options_.prometheus}) {
        if (file->empty())
            continue;
        refused_ = *file;
        require_place_for(*file);
        refused_.clear();
    }
}

void ProbeOutput::write_files(report::ProbeReport& report) {
    const auto write_one = [&](const std::string& path,
                               std::string (*form)(const report::ProbeReport&)) {
        if (path.empty() || path == refused_)
            return;
        try {
            write_whole(path, form(report));
        } catch (const base::Error& error) {
            printer_.print(core::Problem{core::Severity::error, error.failure()});
            if (report.exit == base::ExitCode::ok) {
                report.failure = error.failure();
                report.exit = error.failure().code;
            }
        }
    };
    write_one(options_.junit, report::probe_junit);
    write_one(options_.prometheus, report::probe_prometheus);
}

void ProbeOutput::end_flight(const report::ProbeReport& report, FlightRecorder& flight) {
    // A disk may hang. What both participants took to leave counts as well.
    ExitDeadline deadline;
    deadline.set_exit(report.exit);
    deadline.arm(last_resort - core::timing::leave_hard_limit);
    for (const auto& notice : flight.end(report))
        printer_.print(notice);
}

base::ExitCode ProbeOutput::print(report::ProbeReport& report, FlightRecorder& flight) {
    report.warning_ms = options_.warning_ms;
    report.critical_ms = options_.critical_ms;
    write_files(report);
    if (flight.is_on())
        end_flight(report, flight);
    printer_.print(report);
    if (options_.nagios)
        printer_.print_output(report::probe_nagios(report));
    else if (!options_.join.report.events && !options_.join.report.json)
        printer_.print_output(report::probe_text(report));
    const auto status = options_.nagios ? report::nagios_status(report) : report.exit;
    printer_.print(core::Ended{status});
    if (printer_.finish() || status != base::ExitCode::ok)
        return status;
    return options_.nagios ? report::nagios_unknown : base::ExitCode::device;
}

} // namespace janus_talk::app
