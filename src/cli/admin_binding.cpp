// SPDX-License-Identifier: MIT
#include "cli/admin_binding.hpp"

#include "app/command_setup.hpp"
#include "base/failure.hpp"

#include <CLI/CLI.hpp>

#include <cstddef>
#include <utility>

namespace janus_talk::cli {

namespace {

constexpr const char* admin_group = "Server";

} // namespace

void AdminBinding::bind(CLI::App& app) {
    app.add_option("--admin-url",
                   url_,
                   "WebSocket address of the Admin API (default: the host of --url, port 7188, "
                   "or 7989 with TLS)")
            ->type_name("URL")
            ->group(admin_group);
    secret_.bind(app, "The server's admin_secret");
    app.get_option("--admin-secret")->group(admin_group);
    app.get_option("--admin-secret-file")->group(admin_group);
}

void AdminBinding::resolve(app::CommandOptions& options) {
    options.admin = true;
    options.server.url = url_.empty() ? admin_url_for(options.server.url) : url_;
    if (!url_.empty())
        require_url();
    options.admin_secret = secret_.resolve();
    if (secret_.was_on_command_line())
        options.exposed_secrets.push_back(secret_.name());
}

void AdminBinding::require_url() const {
    try {
        static_cast<void>(app::server_url(url_));
    } catch (const base::Error& error) {
        base::Failure failure = error.failure();
        failure.text = "--admin-url: " + failure.text;
        throw base::Error{std::move(failure)};
    }
}

std::string admin_url_for(const std::string& url) {
    const bool secure = url.starts_with("wss:") || url.starts_with("WSS:");
    const auto start = url.find("//");
    const std::size_t host_begin = start == std::string::npos ? 0 : start + 2;
    std::size_t host_end = url.find_first_of("/?#", host_begin);
    host_end = host_end == std::string::npos ? url.size() : host_end;
    std::string host = url.substr(host_begin, host_end - host_begin);
    const auto colon = host.rfind(':');
    const auto bracket = host.rfind(']');
    if (colon != std::string::npos && (bracket == std::string::npos || bracket < colon))
        host.resize(colon);
    return (secure ? "wss://" : "ws://") + host + (secure ? ":7989" : ":7188");
}

} // namespace janus_talk::cli
