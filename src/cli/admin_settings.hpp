// SPDX-License-Identifier: MIT
#pragma once

#include "app/admin_command.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace janus_talk::cli {

/// What `admin set` knows, in order.
[[nodiscard]] std::vector<std::string> setting_names();

/// @throws base::Error usage: the value does not fit the setting, or `session` does not
[[nodiscard]] janus::AdminRequest setting_request(std::string_view name,
                                                  const std::string& value,
                                                  std::optional<base::SessionId> session);

} // namespace janus_talk::cli
