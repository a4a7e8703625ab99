// SPDX-License-Identifier: MIT
#include "cli/common_options.hpp"

#include "base/duration.hpp"
#include "base/failure.hpp"
#include "cli/option_facts.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace janus_talk::cli {

namespace {

constexpr const char* server_group = "Server";
constexpr const char* report_group = "What is told";

std::optional<std::string> if_given(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional{text};
}

} // namespace

CLI::Option* add_duration(CLI::App& app,
                          const std::string& name,
                          std::string& value,
                          const std::string& description) {
    return app.add_option(name, value, description)
            ->type_name("DUR")
            ->check([](const std::string& text) {
                return base::parse_duration(text)
                               ? std::string{}
                               : "'" + text + "' is not a duration; write 250ms, 10s, 5m or 1h";
            });
}

void ServerBinding::bind(CLI::App& app, const std::string& timeout_text) {
    app.add_option("-u,--url", options_.url, "WebSocket address of Janus, ws:// or wss://")
            ->type_name("URL")
            ->capture_default_str()
            ->group(server_group);
    bind_others(app, timeout_text);
}

void ServerBinding::bind_several(CLI::App& app, const std::string& timeout_text) {
    urls_ = {options_.url};
    app.add_option("-u,--url",
                   urls_,
                   "WebSocket address of Janus, ws:// or wss://; repeatable: tried in order")
            ->type_name("URL")
            ->allow_extra_args(false)
            ->default_str(options_.url)
            ->group(server_group);
    bind_others(app, timeout_text);
}

void ServerBinding::bind_others(CLI::App& app, const std::string& timeout_text) {
    token_.bind(app, "Token of the server's token authentication");
    api_secret_.bind(app, "The server's API secret");
    for (const char* name : {"--token", "--token-file", "--api-secret", "--api-secret-file"}) {
        app.get_option(name)->group(server_group);
    }
    app.add_option("--cacert", ca_file_, "Trust the certificate authorities in this PEM file")
            ->type_name("FILE")
            ->check(CLI::ExistingFile)
            ->group(server_group);
    auto* const cert = app.add_option("--cert", cert_, "Client certificate (PEM)")
                               ->type_name("FILE")
                               ->check(CLI::ExistingFile)
                               ->group(server_group);
    auto* const key = app.add_option("--key", key_, "Its private key (PEM)")
                              ->type_name("FILE")
                              ->check(CLI::ExistingFile)
                              ->group(server_group);
    cert->needs(key);
    key->needs(cert);
    app.add_flag("--insecure,!--no-insecure", options_.insecure, "Accept any server certificate")
            ->group(server_group);
    add_duration(app, "--timeout", timeout_, timeout_text)
            ->capture_default_str()
            ->group(server_group);
}

app::ServerOptions ServerBinding::resolve() {
    app::ServerOptions resolved = options_;
    if (!urls_.empty()) {
        resolved.url = urls_.front();
        resolved.more_urls.assign(urls_.begin() + 1, urls_.end());
    }
    resolved.credentials.token = token_.resolve();
    resolved.credentials.api_secret = api_secret_.resolve();
    resolved.ca_file = if_given(ca_file_);
    resolved.client_cert = if_given(cert_);
    resolved.client_key = if_given(key_);
    resolved.timeout = base::parse_duration(timeout_).value();
    return resolved;
}

std::vector<std::string> ServerBinding::secret_options() const {
    return {"--token", "--api-secret"};
}

std::vector<std::string> ServerBinding::exposed() const {
    std::vector<std::string> names;
    for (const SecretSource* secret : {&token_, &api_secret_}) {
        if (secret->was_on_command_line())
            names.push_back(secret->name());
    }
    return names;
}

void ReportBinding::bind_with_events(CLI::App& app) {
    app.add_flag("--events,!--no-events",
                 options_.events,
                 "One JSON object per event on stdout (NDJSON)")
            ->group(report_group);
    bind(app);
}

void ReportBinding::bind(CLI::App& app) {
    app.add_flag("--json,!--no-json", options_.json, "The final result as one JSON line on stdout")
            ->group(report_group);
    auto* const verbose =
            app.add_flag("-v,--verbose", verbose_, "Tell more on stderr; -vv shows the protocol")
                    ->group(report_group);
    app.add_flag("-q,--quiet", quiet_, "Only errors on stderr")
            ->excludes(verbose)
            ->group(report_group);
    app.add_option("--color", colour_, "Colours on stderr")
            ->check(CLI::IsMember({"auto", "always", "never"}))
            ->type_name("auto|always|never")
            ->capture_default_str()
            ->group(report_group);
    log_.bind(app);
}

app::ReportOptions ReportBinding::resolve() const {
    app::ReportOptions resolved = options_;
    resolved.verbosity = quiet_ ? -1 : verbose_;
    resolved.log = log_.resolve();
    if (colour_ == "always")
        resolved.colour = app::Colour::always;
    if (colour_ == "never")
        resolved.colour = app::Colour::never;
    return resolved;
}

void bind_dry_run(CLI::App& app, bool& value) {
    app.add_flag("--dry-run,!--no-dry-run",
                 value,
                 "Only show the settings, where they come from, and what would be sent")
            ->group(report_group);
}

void name_environment(CLI::App& app, const std::vector<std::string>& secret_options) {
    for (CLI::Option* option : app.get_options([](const CLI::Option*) { return true; })) {
        if (option->get_lnames().empty())
            continue;
        const std::string& name = option->get_lnames().front();
        const bool is_secret =
                std::any_of(secret_options.begin(), secret_options.end(), [&](const auto& secret) {
                    return secret == "--" + name || secret + "-file" == "--" + name;
                });
        if (is_secret || name == "help")
            continue;
        option->envname(environment_name(name));
    }
}

} // namespace janus_talk::cli
