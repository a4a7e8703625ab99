// SPDX-License-Identifier: MIT
#pragma once

#include "base/exit_code.hpp"
#include "report/event_json.hpp"
#include "report/hello.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace janus_talk::report {

/// What a flight recorder knows at the end, for flight_text().
struct FlightFacts {
    struct Track {
        /// The file that is left out when nothing is on it.
        std::string file;
        /// Which sound it is: "what was heard".
        std::string what;
        /// Length in seconds; absent: it was left out.
        std::optional<double> seconds;
        /// From the last packet to the end.
        double ago_seconds = 0;
        /// Why it was left out.
        std::string why_absent = "there was no sound";
    };

    struct File {
        std::string name;
        std::string what;
    };

    Hello hello;
    std::chrono::system_clock::time_point began;
    std::chrono::system_clock::time_point ended;
    base::ExitCode exit = base::ExitCode::internal;
    /// The step that the conference was at before it left; empty: not known.
    std::string phase;
    /// Warnings and errors, one a line, the oldest first; each line ended.
    std::string troubles;
    std::vector<Track> tracks;
    /// Beside the tracks.
    std::vector<File> files;
    /// One a line, each line ended.
    std::string versions;
};

/// The file for people among those of a flight recorder: what happened, and what is where. Pure.
[[nodiscard]] std::string flight_text(const FlightFacts& facts);

/// A message of the protocol as one line of JSON, without the newline. Pure.
/// @param redacted what janus::redact() made @param start of the process, the zero of `ms`
/// @param leg which participant it is about; empty: there is only one
[[nodiscard]] std::string wire_line(bool outgoing,
                                    std::string_view redacted,
                                    const Moment& now,
                                    std::chrono::steady_clock::time_point start,
                                    std::string_view leg = {});

} // namespace janus_talk::report
