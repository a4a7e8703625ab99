// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// Private to the room: the small parts that lines for people are made of. Nothing depends on the
// locale.

namespace janus_talk::report {

/// Longest part of a name that is shown, in characters.
inline constexpr std::size_t shown_name_limit = 64;

/// Text from others as one harmless word or phrase of at most shown_name_limit characters (escapes
/// count as what they stand for), then an ellipsis.
[[nodiscard]] std::string shown_name(std::string_view text);

/// The display name, or "participant 17" for those without one.
[[nodiscard]] std::string shown_participant(const std::optional<std::string>& display,
                                            const base::ParticipantId& id);

/// The same within quotation marks, so that no name can continue our sentence.
[[nodiscard]] std::string quoted_participant(const std::optional<std::string>& display,
                                             const base::ParticipantId& id);

/// "3.1", for one decimal.
[[nodiscard]] std::string decimal(double number, int decimals);

/// The same for readers that know no "?": 0 for what is no number.
[[nodiscard]] std::string plain_number(double number, int decimals);

/// "0.43 s"
[[nodiscard]] std::string seconds(std::chrono::milliseconds duration);

/// "1 packet", "2 packets"
[[nodiscard]] std::string counted(std::size_t number, std::string_view singular);

/// RFC 3339 in UTC with milliseconds. Not strftime: that needs the C library's time zone machinery.
[[nodiscard]] std::string to_rfc3339(std::chrono::system_clock::time_point wall);

} // namespace janus_talk::report
