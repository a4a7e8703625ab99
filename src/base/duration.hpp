// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace janus_talk::base {

/// `250ms`, `10s`, `5m`, `1h`; a bare number is seconds; decimals are allowed (`1.5s`). Positive,
/// at most 30 days. Empty when the text is anything else.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

} // namespace janus_talk::base
