// SPDX-License-Identifier: MIT
#pragma once

#include "app/join_options.hpp"
#include "cli/log_options.hpp"
#include "cli/secret_source.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace janus_talk::cli {

/// Options of every command that talks to a server.
class ServerBinding {
public:
    /// `timeout_text` says what the command waits for.
    void bind(CLI::App& app, const std::string& timeout_text);
    /// Likewise, for a command that stays connected: --url may be given several times.
    void bind_several(CLI::App& app, const std::string& timeout_text);
    /// @throws base::Error usage
    [[nodiscard]] app::ServerOptions resolve();
    [[nodiscard]] std::vector<std::string> secret_options() const;
    /// Names of the secrets that stood on the command line.
    [[nodiscard]] std::vector<std::string> exposed() const;

private:
    void bind_others(CLI::App& app, const std::string& timeout_text);

    app::ServerOptions options_;
    std::vector<std::string> urls_;
    std::string ca_file_;
    std::string cert_;
    std::string key_;
    std::string timeout_ = "15s";
    SecretSource token_{"token"};
    SecretSource api_secret_{"api-secret"};
};

/// Options about what is told and how.
class ReportBinding {
public:
    /// With the event stream, which only commands that stay have.
    void bind_with_events(CLI::App& app);
    void bind(CLI::App& app);
    [[nodiscard]] app::ReportOptions resolve() const;

private:
    app::ReportOptions options_;
    int verbose_ = 0;
    bool quiet_ = false;
    std::string colour_ = "auto";
    LogBinding log_;
};

/// Gives every long option of `app` its environment variable JANUS_TALK_<OPTION>. Secrets read
/// theirs themselves.
void name_environment(CLI::App& app, const std::vector<std::string>& secret_options);

/// --dry-run of a command that talks to a server.
void bind_dry_run(CLI::App& app, bool& value);

/// An option whose text must parse as a duration. The value is stored as typed.
CLI::Option* add_duration(CLI::App& app,
                          const std::string& name,
                          std::string& value,
                          const std::string& description);

} // namespace janus_talk::cli
