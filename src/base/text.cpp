// SPDX-License-Identifier: MIT
#include "base/text.hpp"

#include <array>
#include <cstdint>
#include <cstdio>

namespace janus_talk::base {

namespace {

struct CodePoint {
    std::uint32_t value = 0;
    /// Bytes consumed; 0 when the bytes at this place are not UTF-8.
    std::size_t length = 0;
};

bool is_continuation(unsigned char byte) noexcept {
    return (byte & 0xC0U) == 0x80U;
}

std::size_t sequence_length(unsigned char lead) noexcept {
    if (lead < 0x80U)
        return 1;
    if (lead >= 0xC2U && lead <= 0xDFU)
        return 2;
    if (lead >= 0xE0U && lead <= 0xEFU)
        return 3;
    if (lead >= 0xF0U && lead <= 0xF4U)
        return 4;
    return 0;
}

CodePoint decode_at(std::string_view text, std::size_t at) noexcept {
    const auto byte = [&](std::size_t offset) {
        return static_cast<unsigned char>(text[at + offset]);
    };
    const std::size_t length = sequence_length(byte(0));
    if (length == 0 || at + length > text.size())
        return {};
    if (length == 1)
        return {byte(0), 1};
    std::uint32_t value = byte(0) & (0xFFU >> (length + 1));
    for (std::size_t offset = 1; offset < length; ++offset) {
        if (!is_continuation(byte(offset)))
            return {};
        value = (value << 6U) | (byte(offset) & 0x3FU);
    }
    constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    if (value < smallest.at(length) || value > 0x10FFFF)
        return {};
    if (value >= 0xD800 && value <= 0xDFFF)
        return {};
    return {value, length};
}

bool is_dangerous(std::uint32_t value) noexcept {
    return value < 0x20 || (value >= 0x7F && value <= 0x9F) ||        // C0, DEL, C1
           (value >= 0x200B && value <= 0x200F) ||                    // zero width, direction marks
           (value >= 0x2028 && value <= 0x202E) ||                    // separators, bidi embeddings
           (value >= 0x2060 && value <= 0x206F) || value == 0xFEFF || // invisible and bidi isolates
           (value & 0xFFFEU) == 0xFFFE || // no characters, and forbidden in XML
           value == 0x061C || (value >= 0xE0000 && value <= 0xE007F); // Arabic mark, tag characters
}

std::string escape(std::uint32_t value) {
    std::array<char, 16> buffer{};
    const int written = std::snprintf(buffer.data(), buffer.size(), "\\u{%x}", value);
    return {buffer.data(), static_cast<std::size_t>(written)};
}

} // namespace

bool is_valid_utf8(std::string_view text) noexcept {
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decode_at(text, at);
        if (point.length == 0)
            return false;
        at += point.length;
    }
    return true;
}

std::string harmless(std::string_view text, std::size_t limit) {
    std::string shown;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decode_at(text, at);
        const std::size_t length = point.length == 0 ? 1 : point.length;
        if (at + length > limit)
            return shown + "…";
        if (point.length == 0) {
            shown += escape(static_cast<unsigned char>(text[at]));
        } else if (is_dangerous(point.value)) {
            shown += escape(point.value);
        } else {
            shown += text.substr(at, length);
        }
        at += length;
    }
    return shown;
}

std::string to_valid_utf8(std::string_view text) {
    std::string valid;
    valid.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decode_at(text, at);
        if (point.length == 0) {
            valid += "\xEF\xBF\xBD";
            ++at;
        } else {
            valid += text.substr(at, point.length);
            at += point.length;
        }
    }
    return valid;
}

namespace {

int hex_value(char c) noexcept {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

} // namespace

std::string host_and_port(std::string_view host, std::string_view port) {
    const bool v6 = host.find(':') != std::string_view::npos;
    std::string text = v6 ? "[" : "";
    text += host;
    text += v6 ? "]:" : ":";
    text += port;
    return text;
}

std::string percent_decoded(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_escape = text[i] == '%' && i + 2 < text.size() &&
                               hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0;
        if (!is_escape) {
            plain += text[i];
            continue;
        }
        plain += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
        i += 2;
    }
    return plain;
}

} // namespace janus_talk::base
