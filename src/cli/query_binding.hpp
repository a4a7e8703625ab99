// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_options.hpp"
#include "cli/admin_binding.hpp"
#include "cli/common_options.hpp"
#include "cli/secret_source.hpp"

#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
} // namespace CLI

namespace janus_talk::cli {

/// Options of every command that asks a server something and ends.
class QueryBinding {
public:
    /// @param admin the command speaks to the Admin API
    explicit QueryBinding(bool admin = false) : admin_(admin) {}

    void bind(CLI::App& app);
    /// A secret of the command itself, for example "pin"; lives as long as this.
    SecretSource& add_secret(CLI::App& app, const std::string& name, const std::string& text);
    SecretList& add_secret_list(CLI::App& app, const std::string& name, const std::string& text);

    /// Offers the Admin API as another way to the same plug-in; before bind().
    void offer_admin() { offers_admin_ = true; }

    /// For commands that can't be undone: --yes, see confirm().
    void bind_confirmation(CLI::App& app);

    /// For a command that speaks to either API, made with `admin` true: which one it is, before
    /// resolve().
    void choose_admin(bool admin) noexcept { admin_ = admin; }

    /// Names the environment variables of all options of `app`: the last step of binding.
    void finish(CLI::App& app, const char* footer) const;

    [[nodiscard]] std::vector<std::string> secret_options() const;
    /// @throws base::Error usage
    [[nodiscard]] app::CommandOptions resolve();
    /// Asks on a terminal ("kick everybody from room 1234? [y/N]"); elsewhere --yes is needed.
    /// @throws base::Error usage when the answer is no or nobody can be asked
    void confirm(const std::string& deed) const;

private:
    bool admin_;
    bool offers_admin_ = false;
    bool through_admin_ = false;
    bool yes_ = false;
    bool dry_run_ = false;
    ServerBinding server_;
    ReportBinding report_;
    AdminBinding admin_binding_;
    std::vector<std::unique_ptr<SecretSource>> secrets_;
    std::vector<std::unique_ptr<SecretList>> secret_lists_;
};

} // namespace janus_talk::cli
