// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace janus_talk::json {

template <typename Type>
concept Integer = std::integral<Type> && !std::same_as<Type, bool> && !std::same_as<Type, char>;

/// Writes one JSON text, compact and on one line, in the order of the calls:
///
///     json::Writer writer;
///     writer.begin_object().member("room", 1234).key("tags").begin_array().value("a").end_array();
///     const std::string text = writer.end_object().take();
///
/// The result is valid JSON and valid UTF-8 whatever text goes in: invalid bytes become U+FFFD.
/// Control characters, line separators and direction marks are escaped, so that a line stays a line
/// and does nothing to a terminal.
///
/// @pre calls come in an order that makes sense: a key before each value in an object and nowhere
/// else, the ends match the beginnings, one outermost value. Anything else is a bug and asserted; a
/// build without asserts still yields valid JSON.
class Writer {
public:
    Writer& begin_object();
    Writer& end_object();
    Writer& begin_array();
    Writer& end_array();
    Writer& key(std::string_view name);

    Writer& value(std::string_view text);

    Writer& value(const char* text) { return value(std::string_view{text}); }

    Writer& value(const std::string& text) { return value(std::string_view{text}); }

    /// Only bool itself: a pointer must not become `true`.
    template <std::same_as<bool> Truth>
    Writer& value(Truth truth) {
        return write_token(truth ? "true" : "false");
    }

    Writer& value(char) = delete;
    /// The fewest digits that read back as the same double; `null` for NaN and infinities.
    Writer& value(double number);
    template <std::unsigned_integral Number>

    requires Integer<Number> Writer& value(Number number) { return write_unsigned(number); }

    template <std::signed_integral Number>

    requires Integer<Number> Writer& value(Number number) { return write_signed(number); }

    /// Rounded to `decimals` places after the point (0 to 17), trailing zeros kept; `null` for NaN
    /// and infinities.
    Writer& fixed(double number, int decimals);
    Writer& null();

    template <typename Type>
    Writer& member(std::string_view name, const Type& content) {
        return key(name).value(content);
    }

    /// Writes nothing when there is no content: absent rather than null.
    template <typename Type>
    Writer& member(std::string_view name, const std::optional<Type>& content) {
        return content ? key(name).value(*content) : *this;
    }

    /// Writes nothing when the number is NaN or infinite.
    Writer& member(std::string_view name, double number);
    Writer& fixed_member(std::string_view name, double number, int decimals);

    /// The text; the writer is then as new.
    [[nodiscard]] std::string take();

private:
    enum class Place : std::uint8_t { array, object, member };

    Writer& write_unsigned(std::uint64_t number);
    Writer& write_signed(std::int64_t number);
    Writer& write_token(std::string_view token);
    Writer& begin(char bracket, Place place);
    Writer& end(Place place, char bracket);
    void write_quoted(std::string_view text);
    bool before_value();

    std::string text_;
    /// What is open; `member` stands on top of its object between a key and its value.
    std::vector<Place> places_;
    bool first_ = true;
};

} // namespace janus_talk::json
