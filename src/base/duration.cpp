// SPDX-License-Identifier: MIT
#include "base/duration.hpp"

#include <charconv>
#include <cmath>

namespace janus_talk::base {

namespace {

std::optional<double> milliseconds_per(std::string_view unit) {
    if (unit == "ms")
        return 1;
    if (unit.empty() || unit == "s")
        return 1000;
    if (unit == "m")
        return 60'000;
    if (unit == "h")
        return 3'600'000;
    return std::nullopt;
}

} // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    constexpr double longest_ms = 30.0 * 24 * 3'600'000;
    double number = 0;
    const char* const end = text.data() + text.size();
    // Only plain decimals: from_chars alone would take "inf", "nan" and exponents as well.
    const auto [rest, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
    if (error != std::errc{} || text.empty() || text.front() < '0' || text.front() > '9')
        return std::nullopt;
    const auto factor = milliseconds_per({rest, static_cast<std::size_t>(end - rest)});
    if (!factor)
        return std::nullopt;
    const double total = number * *factor;
    if (!std::isfinite(total) || total < 1 || total > longest_ms)
        return std::nullopt;
    return std::chrono::milliseconds{std::llround(total)};
}

} // namespace janus_talk::base
