// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace janus_talk::control {

/// Where the sockets of this user's running instances are: $RUNTIME_DIRECTORY of a service,
/// $XDG_RUNTIME_DIR/janus-talk otherwise; empty when there is neither.
[[nodiscard]] std::optional<std::string> runtime_folder();

/// `NAME` in the runtime folder, or a path as it is (with a slash); empty without a runtime folder.
[[nodiscard]] std::optional<std::string> socket_path(std::string_view name_or_path);

/// Names of all sockets there, of the living and the dead, sorted.
[[nodiscard]] std::vector<std::string> socket_names();

} // namespace janus_talk::control
