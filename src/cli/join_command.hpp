// SPDX-License-Identifier: MIT
#pragma once

#include "app/join_options.hpp"
#include "cli/command.hpp"
#include "cli/common_options.hpp"
#include "cli/processing_options.hpp"

#include <optional>
#include <string>
#include <vector>

namespace janus_talk::cli {

/// `janus-talk join`: talk and listen.
class JoinCommand : public Command {
public:
    CLI::App* bind(CLI::App& app, bool full_help) override;
    [[nodiscard]] std::vector<std::string> secret_options() const override;
    [[nodiscard]] base::ExitCode run() override;

    /// What was typed, checked. @throws base::Error usage
    [[nodiscard]] app::JoinOptions resolve();

private:
    void bind_participant(CLI::App& app);
    void bind_sound(CLI::App& app);
    void bind_codec(CLI::App& app);
    void bind_network(CLI::App& app);
    void resolve_settings(app::JoinOptions& options) const;
    void resolve_media(app::JoinOptions& options) const;

    ServerBinding server_;
    ReportBinding report_;
    SecretSource pin_{"pin"};
    std::string room_;
    std::string id_;
    bool string_ids_ = false;
    std::string display_;
    std::string group_;
    bool create_ = false;
    bool fast_join_ = false;
    std::string stay_;
    bool leave_after_play_ = false;

    bool muted_ = false;
    bool stereo_ = false;
    std::string input_ = "default";
    std::string output_ = "default";
    std::string format_ = "s16le:48000:1";
    std::optional<unsigned> bitrate_;
    std::optional<unsigned> complexity_;
    std::optional<unsigned> expected_loss_;
    std::optional<unsigned> prebuffer_;
    std::optional<unsigned> volume_;
    std::optional<unsigned> spatial_position_;
    std::string jitter_buffer_ = "auto";
    ProcessingOptions processing_;
    std::string record_;
    std::string record_sent_;

    std::string stun_;
    std::vector<std::string> turn_;
    bool relay_only_ = false;
    bool trickle_ = true;
    std::vector<std::string> ice_interfaces_;
    std::string rtp_ports_;
};

} // namespace janus_talk::cli
