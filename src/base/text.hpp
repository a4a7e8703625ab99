// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace janus_talk::base {

/// Strict check (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool is_valid_utf8(std::string_view text) noexcept;

/// Longest text from others (display name, room description, server reason) shown to people.
inline constexpr std::size_t shown_text_limit = 256;

/// Makes text from others harmless for a terminal or a log line: control characters (C0, DEL, C1),
/// line and paragraph separators, bidirectional and zero-width controls and invalid bytes become
/// visible escapes such as `\u{1b}`; at most `limit` bytes of the original are kept, then an
/// ellipsis. The result is valid UTF-8 on one line, and harmless() of it changes nothing.
[[nodiscard]] std::string harmless(std::string_view text, std::size_t limit = shown_text_limit);

/// "192.0.2.1:80", "janus.example.org:80"; an IPv6 address is bracketed (RFC 3986): "[::1]:80".
[[nodiscard]] std::string host_and_port(std::string_view host, std::string_view port);

/// %XX becomes the byte that it stands for (RFC 3986); what is no %XX stays as it is.
[[nodiscard]] std::string percent_decoded(std::string_view text);

/// Replaces every invalid sequence by U+FFFD, so that the result may stand in JSON.
[[nodiscard]] std::string to_valid_utf8(std::string_view text);

} // namespace janus_talk::base
