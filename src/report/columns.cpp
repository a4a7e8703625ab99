// SPDX-License-Identifier: MIT
#include "report/columns.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace janus_talk::report {

namespace {

struct Character {
    std::uint32_t point = 0;
    std::size_t length = 1;
};

/// @pre valid UTF-8 at `at`; anything else counts as one byte
Character character_at(std::string_view text, std::size_t at) noexcept {
    const auto byte = [&](std::size_t offset) {
        return static_cast<unsigned char>(text[at + offset]);
    };
    const unsigned lead = byte(0);
    if (lead < 0xC0)
        return {lead, 1};
    const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (at + length > text.size())
        return {lead, 1};
    std::uint32_t point = lead & (0xFFU >> (length + 1));
    for (std::size_t offset = 1; offset < length; ++offset)
        point = (point << 6U) | (byte(offset) & 0x3FU);
    return {point, length};
}

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};

/// Holds every character of East Asian Width W or F in Unicode 15 and, for a short table, some that
/// are not.
constexpr std::array<Range, 13> wide{{
        {0x1100, 0x115F},   // Hangul Jamo
        {0x231A, 0x232A},   // watch, hourglass, angle brackets
        {0x23E9, 0x23F3},   // player symbols
        {0x25FD, 0x27BF},   // symbols, many of them emoji
        {0x2B1B, 0x2B55},   // squares, star, circle
        {0x2E80, 0xA4CF},   // CJK, kana, Yi
        {0xA960, 0xA97F},   // Hangul Jamo extended
        {0xAC00, 0xD7A3},   // Hangul
        {0xF900, 0xFAFF},   // CJK compatibility
        {0xFE10, 0xFE6F},   // vertical and small forms
        {0xFF01, 0xFFE6},   // full-width forms
        {0x16FE0, 0x1B2FF}, // Tangut, Khitan, kana supplements
        {0x1F000, 0x3FFFD}, // emoji, CJK extensions
}};

constexpr std::uint32_t ellipsis = 0x2026;

std::size_t columns_of(std::uint32_t point) noexcept {
    if (point >= 0x300 && point <= 0x36F)
        return 0;
    const bool is_wide = std::any_of(wide.begin(), wide.end(), [point](const Range& range) {
        return point >= range.first && point <= range.last;
    });
    return is_wide ? 2 : 1;
}

} // namespace

std::size_t columns_of(std::string_view text) {
    std::size_t columns = 0;
    for (std::size_t at = 0; at < text.size();) {
        const Character character = character_at(text, at);
        columns += columns_of(character.point);
        at += character.length;
    }
    return columns;
}

std::string cut_to_columns(std::string_view text, std::size_t columns) {
    if (columns_of(text) <= columns)
        return std::string(text);
    if (columns == 0)
        return {};
    std::size_t used = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        const Character character = character_at(text, at);
        used += columns_of(character.point);
        if (used > columns - 1)
            break;
        at += character.length;
    }
    return std::string(text.substr(0, at)) + "…";
}

std::string to_ascii(std::string_view text) {
    std::string ascii;
    for (std::size_t at = 0; at < text.size();) {
        const Character character = character_at(text, at);
        const bool is_ascii = character.point < 0x80;
        const char stand_in = character.point == ellipsis ? '.' : '?';
        ascii += is_ascii ? static_cast<char>(character.point) : stand_in;
        at += character.length;
    }
    return ascii;
}

} // namespace janus_talk::report
