// SPDX-License-Identifier: MIT
#include "report/words.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace janus_talk::report {

namespace {

/// Bytes of the character at `at`; a byte that begins no character is one of its own.
std::size_t character_length(std::string_view text, std::size_t at) noexcept {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0xC0U ? 1 : lead < 0xE0U ? 2 : lead < 0xF0U ? 3 : 4;
    return base::is_valid_utf8(text.substr(at, length)) ? length : 1;
}

std::size_t bytes_of_characters(std::string_view text, std::size_t limit) noexcept {
    std::size_t at = 0;
    for (std::size_t i = 0; i < limit && at < text.size(); ++i)
        at += character_length(text, at);
    return at;
}

} // namespace

std::string shown_name(std::string_view text) {
    return base::harmless(text, bytes_of_characters(text, shown_name_limit));
}

std::string shown_participant(const std::optional<std::string>& display,
                              const base::ParticipantId& id) {
    if (display && !display->empty())
        return shown_name(*display);
    return "participant " + shown_name(id.text());
}

std::string quoted_participant(const std::optional<std::string>& display,
                               const base::ParticipantId& id) {
    std::string shown = shown_participant(display, id);
    std::replace(shown.begin(), shown.end(), '"', '\'');
    return display && !display->empty() ? '"' + shown + '"' : shown;
}

std::string decimal(double number, int decimals) {
    if (!std::isfinite(number))
        return "?";
    std::array<char, 400> buffer{};
    const auto end = std::to_chars(buffer.data(),
                                   buffer.data() + buffer.size(),
                                   number,
                                   std::chars_format::fixed,
                                   decimals)
                             .ptr;
    return {buffer.data(), end};
}

std::string plain_number(double number, int decimals) {
    return decimal(std::isfinite(number) ? number : 0.0, decimals);
}

std::string seconds(std::chrono::milliseconds duration) {
    return decimal(std::chrono::duration<double>(duration).count(), 2) + " s";
}

std::string counted(std::size_t number, std::string_view singular) {
    return std::to_string(number) + " " + std::string(singular) + (number == 1 ? "" : "s");
}

std::string to_rfc3339(std::chrono::system_clock::time_point wall) {
    using namespace std::chrono;
    const auto instant = floor<milliseconds>(wall);
    const auto day = floor<days>(instant);
    const year_month_day date{day};
    const hh_mm_ss time{instant - day};
    std::array<char, 64> buffer{};
    const int written = std::snprintf(buffer.data(),
                                      buffer.size(),
                                      "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                                      static_cast<int>(date.year()),
                                      static_cast<unsigned>(date.month()),
                                      static_cast<unsigned>(date.day()),
                                      static_cast<int>(time.hours().count()),
                                      static_cast<int>(time.minutes().count()),
                                      static_cast<int>(time.seconds().count()),
                                      static_cast<int>(time.subseconds().count()));
    return {buffer.data(), static_cast<std::size_t>(written)};
}

} // namespace janus_talk::report
