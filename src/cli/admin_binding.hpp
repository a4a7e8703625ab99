// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_options.hpp"
#include "cli/secret_source.hpp"

#include <string>

namespace CLI {
class App;
} // namespace CLI

namespace janus_talk::cli {

/// Where the Admin API is, and its secret.
class AdminBinding {
public:
    void bind(CLI::App& app);
    /// Makes `options`, whose server is that of --url, those of the Admin API.
    /// @throws base::Error usage
    void resolve(app::CommandOptions& options);

private:
    void require_url() const;

    std::string url_;
    SecretSource secret_{"admin-secret"};
};

/// Where the Admin API is by default: the host of --url, port 7188, or 7989 with TLS (Janus'
/// defaults).
[[nodiscard]] std::string admin_url_for(const std::string& url);

} // namespace janus_talk::cli
