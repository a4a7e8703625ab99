// SPDX-License-Identifier: MIT
#include "cli/flight_options.hpp"

#include "base/duration.hpp"
#include "cli/common_options.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <string>

namespace janus_talk::cli {

namespace {

constexpr const char* flight_group = "Flight recorder";

std::string is_flight_length(const std::string& text) {
    using namespace std::chrono_literals;
    const auto length = base::parse_duration(text);
    if (length && (*length < 5s || *length > 5min))
        return "'" + text + "' is not between 5s and 5m; to keep all of a call, use --record";
    return {};
}

} // namespace

void FlightBinding::bind(CLI::App& app) {
    app.add_option("--flight-recorder",
                   dir_,
                   "When it fails, write its last seconds to a new directory in this one: sound "
                   "both ways, events, protocol, statistics")
            ->type_name("DIR")
            ->group(flight_group);
    add_duration(app, "--flight-recorder-time", length_, "How much sound it keeps, 5s to 5m")
            ->check(is_flight_length)
            ->capture_default_str()
            ->group(flight_group);
}

app::FlightOptions FlightBinding::resolve(const std::function<std::string()>& settings) const {
    app::FlightOptions options;
    options.dir = dir_;
    options.length = base::parse_duration(length_).value();
    if (!dir_.empty())
        options.settings = settings();
    return options;
}

} // namespace janus_talk::cli
