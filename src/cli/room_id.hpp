// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace janus_talk::cli {

/// A room's or participant's id as typed: digits up to 2^63-1 are a number, other text is a string
/// id. With `as_string` (--string-ids) digits are text too. Empty when it is neither: nothing at
/// all, a signed or too large number, control characters, invalid UTF-8, or longer than 256 bytes.
[[nodiscard]] std::optional<std::variant<std::uint64_t, std::string>>
parse_mixed_id(std::string_view text, bool as_string);

} // namespace janus_talk::cli
