// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_options.hpp"
#include "app/handle_search.hpp"
#include "base/exit_code.hpp"
#include "janus/admin_request.hpp"

#include <optional>
#include <string>

namespace janus_talk::app {

/// Sends one request to the Admin API and shows its answer. `doing` completes "Could not …".
/// @param show_secrets tokens in full
[[nodiscard]] base::ExitCode run_admin_command(const CommandOptions& options,
                                               const janus::AdminRequest& request,
                                               std::string doing,
                                               bool show_secrets = false);

/// The same for a request about a handle, whose session is looked for where it is not given.
[[nodiscard]] base::ExitCode run_on_handle(const CommandOptions& options,
                                           const HandleTarget& target,
                                           const HandleRequest& request,
                                           std::string doing);

/// Shows everything about a handle.
[[nodiscard]] base::ExitCode
run_handle_info(const CommandOptions& options, const HandleTarget& target, bool with_sdp);

/// Lists the handles of one session or of all; `long_form`: with plug-in, room, display and state.
[[nodiscard]] base::ExitCode run_handle_list(const CommandOptions& options,
                                             std::optional<base::SessionId> session,
                                             bool long_form);

} // namespace janus_talk::app
