// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace janus_talk::signaling {

/// The version of libwebsockets that is loaded now, as a line that says so and ends with a newline.
[[nodiscard]] std::string library_version();

} // namespace janus_talk::signaling
