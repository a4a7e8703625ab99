// SPDX-License-Identifier: MIT
#include "cli/room_id.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace janus_talk::cli {

namespace {

constexpr std::size_t longest_id = 256;

bool is_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

std::optional<std::variant<std::uint64_t, std::string>> parse_mixed_id(std::string_view text,
                                                                       bool as_string) {
    if (text.empty() || text.size() > longest_id || base::harmless(text) != text)
        return std::nullopt;
    if (as_string)
        return std::string{text};
    if (is_digits(text)) {
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        constexpr auto largest =
                static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        if (error != std::errc{} || number > largest)
            return std::nullopt;
        return number;
    }
    // "-5" or "+5" is a slip, not the name of a room.
    if ((text.front() == '-' || text.front() == '+') && is_digits(text.substr(1)))
        return std::nullopt;
    return std::string{text};
}

} // namespace janus_talk::cli
