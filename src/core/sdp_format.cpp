// SPDX-License-Identifier: MIT
#include "core/sdp_format.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
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

/// "PCMA/8000" and "PCMA/8000/1" are the same (RFC 8866, section 6.6).
bool means(std::string_view mapping, Codec codec) {
    const std::string whole = mapping_of(codec);
    return equals_ignoring_case(mapping, whole) ||
           (facts_of(codec).channels == 0 && equals_ignoring_case(mapping, whole + "/1"));
}

std::optional<Codec> codec_of(const Media& media, unsigned payload_type) {
    std::optional<std::string_view> mapping;
    for (const std::string_view value : values_of(media.attributes, "rtpmap")) {
        const auto one = about(value, payload_type);
        if (one && mapping)
            return std::nullopt;
        mapping = one ? one : mapping;
    }
    for (const CodecFacts& facts : codecs) {
        const bool is_static = facts.codec != Codec::opus;
        if (is_static && facts.payload_type != payload_type)
            continue;
        if (mapping ? means(*mapping, facts.codec) : is_static)
            return facts.codec;
    }
    return std::nullopt;
}

std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

/// Adds "name=value" when it is known, in range and new.
void add_parameter(Format& format, std::string_view text) {
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

Format opus_format(const Media& media, unsigned payload_type) {
    Format format{Codec::opus, payload_type, {}, false};
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

std::vector<Format> known_formats(const MediaLine& line, const Media& media) {
    std::vector<Format> formats;
    for (const unsigned payload_type : line.payload_types) {
        const auto codec = codec_of(media, payload_type);
        if (codec == Codec::opus)
            formats.push_back(opus_format(media, payload_type));
        else if (codec)
            formats.push_back({*codec, payload_type, {}, false});
    }
    return formats;
}

std::string mapping_of(Codec codec) {
    const CodecFacts& facts = facts_of(codec);
    std::string mapping{facts.encoding};
    mapping += "/" + std::to_string(facts.clock_rate);
    if (facts.channels > 0)
        mapping += "/" + std::to_string(facts.channels);
    return mapping;
}

} // namespace janus_talk::core::sdp
