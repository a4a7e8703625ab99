// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

// Private to the SDP gate: an SDP text taken apart into lines, nothing judged yet. All views point
// into the text that was parsed.

namespace janus_talk::core::sdp {

/// What follows "a=", in the order of the text.
using Attributes = std::vector<std::string_view>;

struct Media {
    /// What follows "m=".
    std::string_view line;
    Attributes attributes;
};

struct Description {
    Attributes session;
    std::vector<Media> media;
};

/// Empty when this is no SDP: no `v=0` at the start, a line that isn't `x=…`, or a NUL byte. Lines
/// may end with LF alone, as some servers send them.
[[nodiscard]] std::optional<Description> parse_description(std::string_view text);

/// The values of all attributes called `name`, for example of "a=mid:audio0" the value "audio0"; a
/// flag such as "a=rtcp-mux" gives an empty value.
[[nodiscard]] std::vector<std::string_view> values_of(const Attributes& attributes,
                                                      std::string_view name);

/// Values at the level of the media, or those of the session when it has none there.
[[nodiscard]] std::vector<std::string_view>
values_of(const Description& description, const Media& media, std::string_view name);

/// Words between single spaces; two spaces in a row give an empty word, which no check accepts.
[[nodiscard]] std::vector<std::string_view> words_of(std::string_view text);

/// The fields of an `m=` line.
struct MediaLine {
    std::string_view kind;
    std::uint16_t port = 0;
    std::string_view profile;
    /// RTP payload types, 0 to 127, none twice; a rejected line may have none.
    std::vector<unsigned> payload_types;
};

/// Empty when the line is malformed or its formats are not RTP payload types.
[[nodiscard]] std::optional<MediaLine> parse_media_line(std::string_view line);

/// Whether `text` has `least` to `most` characters, all of them `ice-char` of RFC 8839.
[[nodiscard]] bool is_ice_text(std::string_view text, std::size_t least, std::size_t most);

/// A `token` of RFC 8866 of 1 to `most` characters.
[[nodiscard]] bool is_token(std::string_view text, std::size_t most);

/// 1 to `most` visible ASCII characters.
[[nodiscard]] bool is_visible_ascii(std::string_view text, std::size_t most);

[[nodiscard]] bool equals_ignoring_case(std::string_view one, std::string_view other);

/// Decimal digits only: no sign, no space, nothing after.
template <typename Number>
[[nodiscard]] std::optional<Number> to_number(std::string_view text) {
    Number number = 0;
    if (text.empty() || text.front() == '-')
        return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

} // namespace janus_talk::core::sdp
