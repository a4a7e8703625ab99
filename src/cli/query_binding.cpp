// SPDX-License-Identifier: MIT
#include "cli/query_binding.hpp"

#include "base/failure.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <iostream>
#include <unistd.h>

namespace janus_talk::cli {

namespace {

constexpr const char* server_group = "Server";

[[noreturn]] void refuse(std::string text, std::string hint) {
    throw base::Error({base::ExitCode::usage, std::move(text), std::move(hint), {}});
}

} // namespace

void QueryBinding::bind(CLI::App& app) {
    server_.bind(app, "Give up when the answer takes longer");
    if (offers_admin_) {
        app.add_flag("--through-admin,!--no-through-admin",
                     through_admin_,
                     "Send the request through the Admin API, without a session of our own")
                ->group(server_group);
    }
    if (admin_ || offers_admin_)
        admin_binding_.bind(app);
    report_.bind(app);
    bind_dry_run(app, dry_run_);
}

SecretSource&
QueryBinding::add_secret(CLI::App& app, const std::string& name, const std::string& text) {
    secrets_.push_back(std::make_unique<SecretSource>(name));
    secrets_.back()->bind(app, text);
    return *secrets_.back();
}

SecretList&
QueryBinding::add_secret_list(CLI::App& app, const std::string& name, const std::string& text) {
    secret_lists_.push_back(std::make_unique<SecretList>(name));
    secret_lists_.back()->bind(app, text);
    return *secret_lists_.back();
}

void QueryBinding::bind_confirmation(CLI::App& app) {
    app.add_flag(
            "--yes,!--no-yes", yes_, "Do not ask; needed where there is no terminal to ask on");
}

void QueryBinding::finish(CLI::App& app, const char* footer) const {
    name_environment(app, secret_options());
    app.footer(footer);
}

std::vector<std::string> QueryBinding::secret_options() const {
    std::vector<std::string> names = server_.secret_options();
    if (admin_ || offers_admin_)
        names.emplace_back("--admin-secret");
    for (const auto& secret : secrets_)
        names.push_back("--" + secret->name());
    for (const auto& secret : secret_lists_)
        names.push_back("--" + secret->name());
    return names;
}

app::CommandOptions QueryBinding::resolve() {
    app::CommandOptions options;
    options.server = server_.resolve();
    options.report = report_.resolve();
    options.dry_run = dry_run_;
    options.exposed_secrets = server_.exposed();
    for (const auto& secret : secrets_) {
        if (secret->was_on_command_line())
            options.exposed_secrets.push_back(secret->name());
    }
    for (const auto& secret : secret_lists_) {
        if (secret->was_on_command_line())
            options.exposed_secrets.push_back(secret->name());
    }
    if (!admin_ && !through_admin_)
        return options;
    admin_binding_.resolve(options);
    return options;
}

void QueryBinding::confirm(const std::string& deed) const {
    if (yes_ || dry_run_)
        return;
    if (isatty(STDIN_FILENO) != 1 || isatty(STDERR_FILENO) != 1)
        refuse("Nobody can be asked whether to " + deed + ".", "Say it with --yes.");
    std::fprintf(stderr, "Really %s? [y/N] ", deed.c_str());
    std::string answer;
    std::getline(std::cin, answer);
    if (answer != "y" && answer != "Y" && answer != "yes")
        refuse("Nothing was done.", "");
}

} // namespace janus_talk::cli
