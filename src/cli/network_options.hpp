// SPDX-License-Identifier: MIT
#pragma once

#include "app/join_options.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace janus_talk::cli {

/// The way that media takes. The same for every command that has media.
class NetworkOptions {
public:
    void bind(CLI::App& app);
    void resolve(app::JoinOptions& options) const;

    [[nodiscard]] static std::vector<std::string> secret_options() { return {"--turn"}; }

private:
    std::string stun_;
    std::vector<std::string> turn_;
    bool relay_only_ = false;
    bool trickle_ = true;
    std::vector<std::string> ice_interfaces_;
    std::string rtp_ports_;
    std::string impair_;
};

/// What happens when a connection is lost. The same for every command that stays in a room.
class RecoveryOptions {
public:
    void bind(CLI::App& app);
    void resolve(app::JoinOptions& options) const;

private:
    bool reconnect_ = true;
    std::string max_outage_ = "60s";
};

} // namespace janus_talk::cli
