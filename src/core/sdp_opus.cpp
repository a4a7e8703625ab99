// SPDX-License-Identifier: MIT
#include "core/sdp_opus.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace janus_talk::core::sdp {

namespace {

struct Parameter {
    std::string_view name;
    std::uint32_t least;
    std::uint32_t most;
};

/// @source RFC 7587, section 6.1; unknown parameters are to be ignored
constexpr std::array<Parameter, 10> known_parameters{{
        {"cbr", 0, 1},
        {"maxaveragebitrate", 6000, 510000},
        {"maxplaybackrate", 8000, 48000},
        {"maxptime", 3, 120},
        {"minptime", 3, 120},
        {"sprop-maxcapturerate", 8000, 48000},
        {"sprop-stereo", 0, 1},
        {"stereo", 0, 1},
        {"usedtx", 0, 1},
        {"useinbandfec", 0, 1},
}};

/// What follows the payload type in "111 …"; empty when the value is about another one.
std::optional<std::string_view> about(std::string_view value, unsigned payload_type) {
    const std::size_t space = value.find(' ');
    if (space == std::string_view::npos)
        return std::nullopt;
    if (to_number<unsigned>(value.substr(0, space)) != payload_type)
        return std::nullopt;
    return value.substr(space + 1);
}

bool is_opus(const Media& media, unsigned payload_type) {
    bool found = false;
    for (const std::string_view value : values_of(media.attributes, "rtpmap")) {
        const auto mapping = about(value, payload_type);
        if (!mapping)
            continue;
        if (found || !equals_ignoring_case(*mapping, "opus/48000/2"))
            return false;
        found = true;
    }
    return found;
}

std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

/// Adds "name=value" when it is known, in range and new.
void add_parameter(OpusFormat& format, std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos)
        return;
    const std::string_view name = text.substr(0, equals);
    const auto known = std::find_if(known_parameters.begin(),
                                    known_parameters.end(),
                                    [&](const Parameter& p) { return p.name == name; });
    const auto number = to_number<std::uint32_t>(text.substr(equals + 1));
    if (known == known_parameters.end() || !number)
        return;
    if (*number < known->least || *number > known->most)
        return;

    const std::string added = std::string(name) + "=";
    if ((";" + format.parameters).find(";" + added) != std::string::npos)
        return;
    if (!format.parameters.empty())
        format.parameters += ';';
    format.parameters += added + std::to_string(*number);
    if (name == "stereo")
        format.stereo = *number == 1;
}

OpusFormat opus_format(const Media& media, unsigned payload_type) {
    OpusFormat format{payload_type, {}, false};
    for (const std::string_view value : values_of(media.attributes, "fmtp")) {
        std::string_view rest = about(value, payload_type).value_or("");
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find(';'), rest.size());
            add_parameter(format, trimmed(rest.substr(0, end)));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    return format;
}

} // namespace

std::vector<OpusFormat> opus_formats(const MediaLine& line, const Media& media) {
    std::vector<OpusFormat> formats;
    for (const unsigned payload_type : line.payload_types) {
        if (is_opus(media, payload_type))
            formats.push_back(opus_format(media, payload_type));
    }
    return formats;
}

} // namespace janus_talk::core::sdp
