// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Private to the room: how wide text is on a terminal.

namespace janus_talk::report {

/// Terminal columns of valid UTF-8 without control characters: 2 for East Asian wide characters and
/// emoji, 0 for the common combining accents, else 1. Where terminals disagree the answer is the
/// larger one, so that a line that fits by this count fits in truth.
[[nodiscard]] std::size_t columns_of(std::string_view text);

/// The longest beginning that fits; its last column is an ellipsis when something was cut off.
[[nodiscard]] std::string cut_to_columns(std::string_view text, std::size_t columns);

/// Everything but ASCII becomes '?' (an ellipsis '.'), for terminals that don't speak UTF-8.
[[nodiscard]] std::string to_ascii(std::string_view text);

} // namespace janus_talk::report
