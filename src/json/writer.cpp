// SPDX-License-Identifier: MIT
#include "json/writer.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <utility>

namespace janus_talk::json {

namespace {

/// The code point that starts at the front of valid UTF-8, and its length in bytes.
std::pair<std::uint32_t, std::size_t> front_of(std::string_view text) noexcept {
    const auto byte = [text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    if (byte(0) < 0x80U)
        return {byte(0), 1};
    const std::size_t length = byte(0) < 0xE0U ? 2 : byte(0) < 0xF0U ? 3 : 4;
    std::uint32_t point = byte(0) & (0xFFU >> (length + 1));
    for (std::size_t at = 1; at < length; ++at)
        point = (point << 6U) | (byte(at) & 0x3FU);
    return {point, length};
}

/// Control characters, and what ends a line or turns the direction of writing.
bool needs_escape(std::uint32_t point) noexcept {
    return point < 0x20 || (point >= 0x7F && point <= 0x9F) || point == 0x61C ||
           (point >= 0x200E && point <= 0x200F) || (point >= 0x2028 && point <= 0x202E) ||
           (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

void append_escape(std::string& out, std::uint32_t point) {
    switch (point) {
    case '\b':
        out += "\\b";
        return;
    case '\t':
        out += "\\t";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\f':
        out += "\\f";
        return;
    case '\r':
        out += "\\r";
        return;
    default:
        break;
    }
    std::array<char, 8> buffer{};
    const int written = std::snprintf(buffer.data(), buffer.size(), "\\u%04x", point);
    out.append(buffer.data(), static_cast<std::size_t>(written));
}

template <typename Number, typename... Format>
std::string_view print(std::array<char, 400>& buffer, Number number, Format... format) noexcept {
    const auto [end, error] =
            std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, format...);
    if (error != std::errc{})
        return "0";
    return {buffer.data(), static_cast<std::size_t>(end - buffer.data())};
}

/// "-0" and "-0.00" say nothing that anybody wants to read.
std::string_view without_negative_zero(std::string_view number) noexcept {
    const bool zero = number.find_first_of("123456789") == std::string_view::npos;
    if (zero && number.starts_with('-'))
        number.remove_prefix(1);
    return number;
}

/// Ends a debug build; otherwise the call is left out.
bool misplaced() {
    assert(false && "calls of json::Writer in an order that makes no JSON");
    return false;
}

} // namespace

Writer& Writer::begin_object() {
    return begin('{', Place::object);
}

Writer& Writer::end_object() {
    return end(Place::object, '}');
}

Writer& Writer::begin_array() {
    return begin('[', Place::array);
}

Writer& Writer::end_array() {
    return end(Place::array, ']');
}

Writer& Writer::key(std::string_view name) {
    if (places_.empty() || places_.back() != Place::object) {
        misplaced();
        return *this;
    }
    if (!first_)
        text_ += ',';
    write_quoted(name);
    text_ += ':';
    places_.push_back(Place::member);
    return *this;
}

Writer& Writer::value(std::string_view text) {
    if (before_value())
        write_quoted(text);
    return *this;
}

Writer& Writer::value(double number) {
    if (!std::isfinite(number))
        return null();
    std::array<char, 400> buffer{};
    return write_token(without_negative_zero(print(buffer, number)));
}

Writer& Writer::fixed(double number, int decimals) {
    if (!std::isfinite(number))
        return null();
    std::array<char, 400> buffer{};
    const int places = std::clamp(decimals, 0, 17);
    return write_token(
            without_negative_zero(print(buffer, number, std::chars_format::fixed, places)));
}

Writer& Writer::null() {
    return write_token("null");
}

Writer& Writer::member(std::string_view name, double number) {
    return std::isfinite(number) ? key(name).value(number) : *this;
}

Writer& Writer::fixed_member(std::string_view name, double number, int decimals) {
    return std::isfinite(number) ? key(name).fixed(number, decimals) : *this;
}

std::string Writer::take() {
    if (!places_.empty())
        misplaced();
    while (!places_.empty()) {
        if (places_.back() == Place::member) {
            null();
        } else {
            end(places_.back(), places_.back() == Place::object ? '}' : ']');
        }
    }
    first_ = true;
    return std::exchange(text_, {});
}

Writer& Writer::write_unsigned(std::uint64_t number) {
    std::array<char, 400> buffer{};
    return write_token(print(buffer, number));
}

Writer& Writer::write_signed(std::int64_t number) {
    std::array<char, 400> buffer{};
    return write_token(print(buffer, number));
}

Writer& Writer::write_token(std::string_view token) {
    if (before_value())
        text_ += token;
    return *this;
}

Writer& Writer::begin(char bracket, Place place) {
    if (!before_value())
        return *this;
    text_ += bracket;
    places_.push_back(place);
    first_ = true;
    return *this;
}

Writer& Writer::end(Place place, char bracket) {
    if (places_.empty() || places_.back() != place) {
        misplaced();
        return *this;
    }
    places_.pop_back();
    text_ += bracket;
    first_ = false;
    return *this;
}

bool Writer::before_value() {
    if (places_.empty())
        return text_.empty() || misplaced();
    if (places_.back() == Place::object)
        return misplaced();
    if (places_.back() == Place::member) {
        places_.pop_back();
    } else if (!first_) {
        text_ += ',';
    }
    first_ = false;
    return true;
}

void Writer::write_quoted(std::string_view text) {
    const std::string valid = base::to_valid_utf8(text);
    text_ += '"';
    for (std::string_view rest = valid; !rest.empty();) {
        const auto [point, length] = front_of(rest);
        if (point == '"' || point == '\\') {
            text_ += '\\';
            text_ += rest.front();
        } else if (needs_escape(point)) {
            append_escape(text_, point);
        } else {
            text_ += rest.substr(0, length);
        }
        rest.remove_prefix(length);
    }
    text_ += '"';
}

} // namespace janus_talk::json
