// SPDX-License-Identifier: MIT
#include "cli/flight_options.hpp"

#include "base/duration.hpp"
#include "base/failure.hpp"
#include "cli/common_options.hpp"

#include <CLI/CLI.hpp>

#include <chrono>

namespace janus_talk::cli {

namespace {

constexpr const char* flight_group = "Flight recorder";

} // namespace

void FlightBinding::bind(CLI::App& app) {
    app.add_option("--flight-recorder",
                   dir_,
                   "When it fails, write its last seconds to a new directory in this one: sound "
                   "both ways, events, protocol, statistics")
            ->type_name("DIR")
            ->group(flight_group);
    add_duration(app, "--flight-recorder-time", length_, "How much sound it keeps, 5s to 5m")
            ->capture_default_str()
            ->group(flight_group);
}

app::FlightOptions FlightBinding::resolve(const std::function<std::string()>& settings) const {
    using namespace std::chrono_literals;
    app::FlightOptions options;
    options.dir = dir_;
    options.length = base::parse_duration(length_).value();
    if (options.length < 5s || options.length > 5min) {
        throw base::Error({base::ExitCode::usage,
                           "--flight-recorder-time " + length_ + " is not between 5s and 5m.",
                           "To keep all of a call, use --record.",
                           {}});
    }
    if (!dir_.empty())
        options.settings = settings();
    return options;
}

} // namespace janus_talk::cli
