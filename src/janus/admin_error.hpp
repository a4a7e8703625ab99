// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"

#include <string_view>

namespace janus_talk::janus {

/// As to_failure(), for answers of the Admin API, where 403 is about the admin secret and a session
/// or handle that does not exist is somebody else's. Never holds an id of the server's text.
[[nodiscard]] base::Failure to_admin_failure(const base::JanusError& error, std::string_view doing);

} // namespace janus_talk::janus
