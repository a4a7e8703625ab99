// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace janus_talk::report {

/// For people: the answer to `info` (janus::payload_of() of it): name, version, who may come in,
/// limits, ICE, transports and plug-ins. A member that the server leaves out is left out.
[[nodiscard]] std::string server_text(std::string_view payload);

/// For people: the answer to the Admin API's `get_status`.
[[nodiscard]] std::string status_text(std::string_view payload);

} // namespace janus_talk::report
