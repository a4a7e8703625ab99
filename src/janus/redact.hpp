// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace janus_talk::janus {

/// A copy of a Janus message that may be logged: an allow-list of members keeps its values, every
/// other string or number (secrets, session and handle ids, SDP, unknown members) is replaced. Text
/// that is not JSON becomes its length only.
[[nodiscard]] std::string redact(std::string_view message);

} // namespace janus_talk::janus
