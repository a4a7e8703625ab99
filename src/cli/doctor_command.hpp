// SPDX-License-Identifier: MIT
#pragma once

#include "app/doctor.hpp"
#include "cli/command.hpp"
#include "cli/common_options.hpp"
#include "cli/network_options.hpp"
#include "cli/secret_source.hpp"

#include <string>
#include <vector>

namespace janus_talk::cli {

/// `janus-talk doctor`: which layer between here and the room fails.
class DoctorCommand final : public Command {
public:
    CLI::App* bind(CLI::App& app, bool full_help) override;
    [[nodiscard]] std::vector<std::string> secret_options() const override;
    [[nodiscard]] base::ExitCode run() override;

    /// What was typed, checked. @throws base::Error usage
    [[nodiscard]] app::DoctorOptions resolve();

private:
    ServerBinding server_;
    NetworkOptions network_;
    ReportBinding report_;
    SecretSource pin_{"pin"};
    std::string room_;
    std::string display_ = "doctor";
    bool string_ids_ = false;
};

} // namespace janus_talk::cli
