// SPDX-License-Identifier: MIT
#include "core/sdp_description.hpp"

#include <algorithm>
#include <bitset>

namespace janus_talk::core::sdp {

namespace {

// Not <cctype>: that depends on the locale.
bool is_alphanumeric(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

char lowered(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Takes the next line off the front of `rest`.
std::string_view take_line(std::string_view& rest) noexcept {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
    return line;
}

} // namespace

std::optional<Description> parse_description(std::string_view text) {
    if (text.find('\0') != std::string_view::npos)
        return std::nullopt;
    if (take_line(text) != "v=0")
        return std::nullopt;
    Description description;
    while (!text.empty()) {
        const std::string_view line = take_line(text);
        if (line.empty())
            continue;
        if (line.size() < 2 || line[1] != '=')
            return std::nullopt;
        if (line[0] == 'm') {
            description.media.push_back({line.substr(2), {}});
        } else if (line[0] == 'a') {
            Attributes& attributes = description.media.empty()
                                             ? description.session
                                             : description.media.back().attributes;
            attributes.push_back(line.substr(2));
        }
    }
    return description;
}

std::vector<std::string_view> values_of(const Attributes& attributes, std::string_view name) {
    std::vector<std::string_view> values;
    for (const std::string_view attribute : attributes) {
        if (attribute == name) {
            values.emplace_back();
        } else if (attribute.size() > name.size() && attribute[name.size()] == ':' &&
                   attribute.starts_with(name)) {
            values.push_back(attribute.substr(name.size() + 1));
        }
    }
    return values;
}

std::vector<std::string_view>
values_of(const Description& description, const Media& media, std::string_view name) {
    std::vector<std::string_view> values = values_of(media.attributes, name);
    return values.empty() ? values_of(description.session, name) : values;
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (true) {
        const std::size_t end = text.find(' ');
        words.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return words;
        text.remove_prefix(end + 1);
    }
}

std::optional<MediaLine> parse_media_line(std::string_view line) {
    const std::vector<std::string_view> words = words_of(line);
    if (words.size() < 3)
        return std::nullopt;
    const auto port = to_number<std::uint16_t>(words[1]);
    if (!port)
        return std::nullopt;
    MediaLine media{words[0], *port, words[2], {}};
    std::bitset<128> seen;
    for (std::size_t at = 3; at < words.size(); ++at) {
        const auto type = to_number<unsigned>(words[at]);
        if (!type || *type >= seen.size() || seen[*type])
            return std::nullopt;
        seen.set(*type);
        media.payload_types.push_back(*type);
    }
    return media;
}

bool is_ice_text(std::string_view text, std::size_t least, std::size_t most) {
    return text.size() >= least && text.size() <= most &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return is_alphanumeric(c) || c == '+' || c == '/';
           });
}

bool is_token(std::string_view text, std::size_t most) {
    constexpr std::string_view others = "!#$%&'*+-.^_`{|}~";
    return !text.empty() && text.size() <= most &&
           std::all_of(text.begin(), text.end(), [&](char c) {
               return is_alphanumeric(c) || others.find(c) != std::string_view::npos;
           });
}

bool is_visible_ascii(std::string_view text, std::size_t most) {
    return !text.empty() && text.size() <= most &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

bool equals_ignoring_case(std::string_view one, std::string_view other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(), [](char a, char b) {
        return lowered(a) == lowered(b);
    });
}

} // namespace janus_talk::core::sdp
