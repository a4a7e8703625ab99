// SPDX-License-Identifier: MIT
#pragma once

#include "app/join_options.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace janus_talk::cli {

// Checks in the form that the parser wants: the empty string, or what is wrong.

[[nodiscard]] std::string is_mixed_id(const std::string& text);
/// Janus hands names to everybody else as they are, so ours has no control characters; it is UTF-8
/// (Janus answers anything else without saying to what) of at most 1024 bytes.
[[nodiscard]] std::string is_display_name(const std::string& text);
/// `auto`, `room` or 1 to 50.
[[nodiscard]] std::string is_prebuffer(const std::string& text);
/// `auto` or 0 to 20.
[[nodiscard]] std::string is_expected_loss(const std::string& text);
/// Empty for a word instead of a number.
[[nodiscard]] std::optional<unsigned> number_in(std::string_view text);
[[nodiscard]] std::string is_numeric_address(const std::string& text);
/// `auto`, `MS` or `MIN-MAX`, in milliseconds up to 1000.
[[nodiscard]] std::optional<media::PlayoutDelay> parse_playout_delay(std::string_view text);
[[nodiscard]] std::string is_playout_delay(const std::string& text);

[[nodiscard]] std::string is_port_range(const std::string& text);

/// "MIN-MAX", 1 to 65535, MIN ≤ MAX.
[[nodiscard]] std::optional<media::PortRange> parse_port_range(std::string_view text);

/// The login name, or "janus-talk" for a user without one.
[[nodiscard]] std::string user_name();

} // namespace janus_talk::cli
