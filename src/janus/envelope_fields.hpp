// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "janus/fields.hpp"
#include "janus/server_message.hpp"

#include <string>

// What the client API and the Admin API have in common.

namespace janus_talk::janus {

[[nodiscard]] CoreError decode_core_error(const Fields& message);
[[nodiscard]] ServerInfo decode_server_info(const Fields& message);

/// Replaces each run of digits by `#`: the core's error texts name session and handle ids.
[[nodiscard]] std::string without_numbers(std::string text);

} // namespace janus_talk::janus
