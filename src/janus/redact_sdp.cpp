// SPDX-License-Identifier: MIT
#include "janus/redact_sdp.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace janus_talk::janus {

namespace {

constexpr std::string_view secret_mark = "***";
/// Of one line; the longest in use is a fingerprint or a candidate with some 200.
constexpr std::size_t line_limit = 1024;

/// Lines whose value may show; an `a` line is looked at by name. Not among them: `k`, an encryption
/// key, and what a person may have written (`i`, `u`, `e`, `p`).
constexpr std::string_view shown_types = "vostmcb";

constexpr std::array shown_attributes{
        std::string_view{"bundle-only"},   std::string_view{"candidate"},
        std::string_view{"connection"},    std::string_view{"end-of-candidates"},
        std::string_view{"extmap"},        std::string_view{"extmap-allow-mixed"},
        std::string_view{"fingerprint"},   std::string_view{"fmtp"},
        std::string_view{"group"},         std::string_view{"ice-lite"},
        std::string_view{"ice-mismatch"},  std::string_view{"ice-options"},
        std::string_view{"inactive"},      std::string_view{"maxptime"},
        std::string_view{"mid"},           std::string_view{"msid"},
        std::string_view{"msid-semantic"}, std::string_view{"ptime"},
        std::string_view{"recvonly"},      std::string_view{"rtcp"},
        std::string_view{"rtcp-fb"},       std::string_view{"rtcp-mux"},
        std::string_view{"rtcp-mux-only"}, std::string_view{"rtcp-rsize"},
        std::string_view{"rtpmap"},        std::string_view{"sendonly"},
        std::string_view{"sendrecv"},      std::string_view{"setup"},
        std::string_view{"ssrc"},          std::string_view{"ssrc-group"},
};

/// Pairs of name and value that follow the eight fixed words of a candidate (RFC 8839).
constexpr std::array shown_extensions{
        std::string_view{"generation"},
        std::string_view{"network-cost"},
        std::string_view{"network-id"},
        std::string_view{"raddr"},
        std::string_view{"rport"},
        std::string_view{"tcptype"},
};

template <typename Names>
bool is_one_of(const Names& names, std::string_view name) noexcept {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// As RFC 8866 wants names; anything else may be a value.
bool is_plain_name(std::string_view name) noexcept {
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    });
}

/// Takes the text up to `separator` from its front.
std::string_view take_until(std::string_view& text, char separator) noexcept {
    const auto end = std::min(text.find(separator), text.size());
    const std::string_view taken = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return taken;
}

std::string shown_candidate(std::string_view value) {
    constexpr std::size_t fixed_words = 8;
    std::string text;
    std::string_view name;
    for (std::size_t count = 0; !value.empty(); ++count) {
        const std::string_view word = take_until(value, ' ');
        if (count > 0)
            text += ' ';
        const bool is_name = count >= fixed_words && (count - fixed_words) % 2 == 0;
        const bool is_value = count >= fixed_words && !is_name;
        const bool hidden =
                is_name ? !is_plain_name(word) : is_value && !is_one_of(shown_extensions, name);
        text += hidden ? secret_mark : word;
        name = word;
    }
    return text;
}

std::string shown_attribute(std::string_view attribute) {
    const bool has_value = attribute.find(':') != std::string_view::npos;
    std::string_view value = attribute;
    const std::string_view name = take_until(value, ':');
    if (!is_plain_name(name))
        return std::string{secret_mark};
    if (!has_value)
        return std::string{name};
    std::string text{name};
    text += ':';
    if (name == "candidate")
        return text + shown_candidate(value);
    return text.append(is_one_of(shown_attributes, name) ? value : secret_mark);
}

std::string shown_line(std::string_view line) {
    const bool has_type = line.size() >= 2 && line[0] >= 'a' && line[0] <= 'z' && line[1] == '=';
    if (!has_type)
        return std::string{secret_mark};
    std::string text{line.substr(0, 2)};
    const std::string_view value = line.substr(2);
    if (line[0] == 'a')
        return text + shown_attribute(value);
    return text.append(shown_types.find(line[0]) != std::string_view::npos ? value : secret_mark);
}

} // namespace

std::string redact_sdp(std::string_view sdp) {
    std::string text;
    while (!sdp.empty()) {
        std::string_view line = take_until(sdp, '\n');
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (!line.empty())
            text.append(base::harmless(shown_line(line), line_limit)).append("\n");
    }
    return text;
}

} // namespace janus_talk::janus
