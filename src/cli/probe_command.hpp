// SPDX-License-Identifier: MIT
#pragma once

#include "app/probe.hpp"
#include "cli/admin_binding.hpp"
#include "cli/command.hpp"
#include "cli/common_options.hpp"
#include "cli/flight_options.hpp"
#include "cli/network_options.hpp"
#include "cli/participant_options.hpp"
#include "cli/secret_source.hpp"
#include "cli/sound_options.hpp"

#include <optional>
#include <string>
#include <vector>

namespace janus_talk::cli {

/// What a probe must keep to.
class ProbeLimitOptions {
public:
    void bind(CLI::App& app);
    void resolve(app::ProbeOptions& options) const;

    /// --max-delay was given, not left at its default.
    [[nodiscard]] bool names_delay() const;

private:
    const CLI::Option* max_delay_option_ = nullptr;
    std::string max_delay_ = "400ms";
    std::string max_jitter_;
    std::string max_join_;
    std::string max_gap_;
    double max_loss_ = 5;
    double max_missing_ = 5;
    double min_mos_ = 3.1;
    std::optional<double> min_snr_;
    std::optional<double> max_level_error_;
    std::string baseline_;
    std::string max_regression_ = "delay=20%";
};

/// `janus-talk probe`: does voice get through a conference, and how well?
class ProbeCommand final : public Command {
public:
    CLI::App* bind(CLI::App& app, bool full_help) override;
    [[nodiscard]] std::vector<std::string> secret_options() const override;
    [[nodiscard]] base::ExitCode run() override;

private:
    void bind_queues(CLI::App& app);
    void bind_results(CLI::App& app);
    void resolve_admin(app::ProbeOptions& options);
    [[nodiscard]] app::ProbeOptions resolve();

    ServerBinding server_;
    ReportBinding report_;
    FlightBinding flight_;
    ParticipantOptions participant_;
    NetworkOptions network_;
    CodecOptions codec_;
    ProbeLimitOptions limits_;
    SecretSource admin_key_{"admin-key"};
    AdminBinding admin_;
    bool with_room_ = false;
    bool nagios_ = false;
    std::string duration_ = "10s";
    std::string prebuffer_ = "auto";
    std::string jitter_buffer_ = "auto";
    std::string warning_;
    std::string critical_;
    std::string junit_;
    std::string prometheus_;
    std::string keep_sound_;
    bool dry_run_ = false;
};

} // namespace janus_talk::cli
