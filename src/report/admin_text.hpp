// SPDX-License-Identifier: MIT
#pragma once

#include "janus/admin_request.hpp"

#include <string>
#include <string_view>

namespace janus_talk::report {

/// What people read about the Admin API's answer to `request`; every line is ended. `payload` is
/// janus::payload_of() of the answer.
/// @param show_secrets tokens in full; else only their beginning
[[nodiscard]] std::string
admin_text(const janus::AdminRequest& request, std::string_view payload, bool show_secrets);

/// Members of the --json line for the same. Ids of sessions are in it where they were asked for
/// only.
[[nodiscard]] std::string
admin_members(const janus::AdminRequest& request, std::string_view payload, bool show_secrets);

/// The first characters of a token, if it is long enough to hide the rest.
[[nodiscard]] std::string masked(std::string_view token);

} // namespace janus_talk::report
