// SPDX-License-Identifier: MIT
#pragma once

#include "json/document.hpp"

#include <string>

// Private to the room: answers that are lists.

namespace janus_talk::report {

[[nodiscard]] std::string rooms_table(json::Value reply);
[[nodiscard]] std::string participants_table(json::Value reply);
[[nodiscard]] std::string forwarders_table(json::Value reply);
[[nodiscard]] std::string announcements_table(json::Value reply);

} // namespace janus_talk::report
