// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"

#include <string>

namespace janus_talk::cli {

/// `janus-talk devices`: the microphones and loudspeakers that --input and --output can name.
class DevicesCommand : public Command {
public:
    CLI::App* bind(CLI::App& app, bool full_help) override;
    [[nodiscard]] base::ExitCode run() override;

private:
    bool json_ = false;
    std::string specs_;
};

} // namespace janus_talk::cli
