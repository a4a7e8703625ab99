// SPDX-License-Identifier: MIT
#pragma once

#include "app/join_options.hpp"

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace janus_talk::cli {

/// --flight-recorder and --flight-recorder-time, of the commands that are in a room.
class FlightBinding {
public:
    void bind(CLI::App& app);

    /// @param settings asked only when they are kept
    [[nodiscard]] app::FlightOptions resolve(const std::function<std::string()>& settings) const;

private:
    std::string dir_;
    std::string length_ = "30s";
};

} // namespace janus_talk::cli
