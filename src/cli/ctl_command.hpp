// SPDX-License-Identifier: MIT
#pragma once

#include "app/ctl.hpp"
#include "cli/command.hpp"

#include <string>

namespace janus_talk::cli {

/// `janus-talk ctl`: talk to a running janus-talk.
class CtlCommand : public Command {
public:
    CLI::App* bind(CLI::App& app, bool full_help) override;
    [[nodiscard]] base::ExitCode run() override;

private:
    app::CtlOptions options_;
    std::string timeout_;
};

} // namespace janus_talk::cli
