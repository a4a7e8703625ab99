// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace janus_talk::app {

/// "20261123-145300-1234-4711": local time, room, process. All but [A-Za-z0-9._-] of the room turns
/// into `_`, a leading dot or dash too, and 40 characters remain; room empty: not known.
[[nodiscard]] std::string
flight_name(std::chrono::system_clock::time_point time, std::string_view room, int pid);

/// What flight_name() makes, as far as can be told.
[[nodiscard]] bool is_flight_name(std::string_view name);

/// One file to be written.
struct FlightFile {
    std::string name;
    std::string content;
};

/// The directory that a flight recorder puts its own into, one for each time. It is opened at the
/// start and stays the same one if somebody renames it. Nothing that is there is ever changed or
/// removed. @thread main
class FlightFolder {
public:
    /// No more directories of ours are made where so many are: a service that fails at each start
    /// must not fill a disk.
    static constexpr std::size_t most_flights = 100;

    struct Outcome {
        /// The new directory; absent: there is none.
        std::optional<std::string> path;
        /// Why not everything was written.
        std::optional<std::string> trouble;
    };

    /// @throws base::Error of class `device`: it does not exist, or nothing can be made in it
    explicit FlightFolder(std::string path);
    ~FlightFolder();
    FlightFolder(const FlightFolder&) = delete;
    FlightFolder& operator=(const FlightFolder&) = delete;
    FlightFolder(FlightFolder&&) = delete;
    FlightFolder& operator=(FlightFolder&&) = delete;

    /// Makes a directory (0700) with this name, or one like it if that is taken, and the files
    /// (0600) in it, in this order. Ends at the first that can't be written whole, and removes that
    /// one.
    [[nodiscard]] Outcome write(const std::string& name,
                                const std::vector<FlightFile>& files) const;

private:
    [[nodiscard]] bool is_full() const;

    std::string path_;
    int fd_;
};

} // namespace janus_talk::app
