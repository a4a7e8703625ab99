// SPDX-License-Identifier: MIT
#include "media/audio_spec.hpp"

#include "base/failure.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace janus_talk::media {

namespace {

constexpr double lowest_tone_hz = 20;
constexpr double highest_tone_hz = 20000;
constexpr double faintest_tone_dbfs = -100;

[[noreturn]] void refuse(const std::string& text, const std::string& hint) {
    throw base::Error({base::ExitCode::usage, text, hint, {}});
}

std::string quoted(std::string_view text) {
    return "'" + base::harmless(text) + "'";
}

/// Whether something stands before that ending, whatever its case. @param ending in lower case
bool ends_in(std::string_view text, std::string_view ending) noexcept {
    if (text.size() <= ending.size())
        return false;
    text.remove_prefix(text.size() - ending.size());
    return std::equal(ending.begin(), ending.end(), text.begin(), [](char expected, char actual) {
        const bool upper = actual >= 'A' && actual <= 'Z';
        return expected == (upper ? static_cast<char>(actual + 32) : actual);
    });
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix))
        return false;
    text.remove_prefix(prefix.size());
    return true;
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
    if (!text.ends_with(suffix))
        return false;
    text.remove_suffix(suffix.size());
    return true;
}

template <typename Number>
std::optional<Number> to_number(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

bool is_tone(std::string_view text) {
    return text == "tone" || text.starts_with("tone:") || text.starts_with("tone@");
}

AudioSpec parse_tone(std::string_view text) {
    constexpr const char* hint = "Write tone, tone:440, tone@-20 or tone:440@-20.";
    AudioSpec spec;
    spec.kind = AudioSpec::Kind::tone;
    const std::string whole = quoted(text);
    take_prefix(text, "tone");
    if (const auto at = text.find('@'); at != std::string_view::npos) {
        const auto level = to_number<double>(text.substr(at + 1));
        if (!level || !(*level >= faintest_tone_dbfs && *level <= 0))
            refuse("The level in " + whole + " must be from -100 to 0 dBFS.", hint);
        spec.tone_dbfs = *level;
        text = text.substr(0, at);
    }
    if (text.empty())
        return spec;
    take_prefix(text, ":");
    const auto hz = to_number<double>(text);
    if (!hz || !(*hz >= lowest_tone_hz && *hz <= highest_tone_hz))
        refuse("The frequency in " + whole + " must be from 20 to 20000 Hz.", hint);
    spec.tone_hz = *hz;
    return spec;
}

AudioSpec named(AudioSpec::Kind kind, std::string_view name, const char* what) {
    if (name.empty())
        refuse(std::string{"The "} + what + " is empty.", {});
    if (name.find('\0') != std::string_view::npos)
        refuse(std::string{"The "} + what + " holds a zero byte.", {});
    AudioSpec spec;
    spec.kind = kind;
    spec.name = name;
    return spec;
}

/// What people type when they mean a file: a path, or a name that ends as sound files do.
bool looks_like_file(std::string_view text) {
    constexpr std::array endings{".wav",
                                 ".opus",
                                 ".ogg",
                                 ".oga",
                                 ".mp3",
                                 ".flac",
                                 ".m4a",
                                 ".aac",
                                 ".aif",
                                 ".aiff",
                                 ".au",
                                 ".mka",
                                 ".webm",
                                 ".raw",
                                 ".pcm"};
    if (text.find('/') != std::string_view::npos)
        return true;
    return std::any_of(endings.begin(), endings.end(), [text](std::string_view ending) {
        return ends_in(text, ending);
    });
}

AudioSpec parse_common(std::string_view text) {
    using Kind = AudioSpec::Kind;
    if (text == "default")
        return AudioSpec{};
    if (text == "null")
        return AudioSpec{Kind::null, {}};
    if (text == "help")
        return AudioSpec{Kind::help, {}};
    if (text == "-")
        return AudioSpec{Kind::standard_stream, {}};
    if (take_prefix(text, "file:"))
        return named(Kind::file, text, "file name");
    if (take_prefix(text, "pulse:"))
        return named(Kind::pulse, text, "PulseAudio device name");
    if (take_prefix(text, "alsa:"))
        return named(Kind::alsa, text, "ALSA device name");
    if (looks_like_file(text))
        return named(Kind::file, text, "file name");
    return named(Kind::device_search, text, "device name");
}

} // namespace

AudioSpec parse_input_spec(std::string_view text) {
    if (is_tone(text))
        return parse_tone(text);
    std::string_view name = text;
    const bool loop = take_suffix(name, "?loop");
    AudioSpec spec = parse_common(name);
    if (loop && spec.kind != AudioSpec::Kind::file)
        return parse_common(text);
    spec.loop = loop;
    return spec;
}

AudioSpec parse_output_spec(std::string_view text) {
    if (is_tone(text))
        refuse("A tone is an input, not an output.", {});
    return parse_common(text);
}

PcmFormat parse_pcm_format(std::string_view text) {
    constexpr const char* hint =
            "Write s16le:RATE:CHANNELS or wav:RATE:CHANNELS, for example s16le:48000:1.";
    const std::string whole = quoted(text);
    PcmFormat format;
    if (text == "wav") {
        format.wav = true;
        return format;
    }
    format.wav = take_prefix(text, "wav:");
    if (!format.wav && !take_prefix(text, "s16le:"))
        refuse("The PCM format " + whole + " is not known; only s16le and wav are.", hint);
    const auto colon = text.find(':');
    if (colon == std::string_view::npos)
        refuse("The PCM format " + whole + " is incomplete.", hint);
    const auto rate = to_number<unsigned>(text.substr(0, colon));
    const auto channels = to_number<unsigned>(text.substr(colon + 1));
    if (!rate || *rate < 8000 || *rate > 192000)
        refuse("The rate in " + whole + " must be from 8000 to 192000 Hz.", hint);
    if (!channels || *channels < 1 || *channels > 8)
        refuse("The channels in " + whole + " must be from 1 to 8.", hint);
    format.rate = *rate;
    format.channels = *channels;
    return format;
}

FileType file_type_of(std::string_view path) noexcept {
    if (ends_in(path, ".wav"))
        return FileType::wav;
    if (ends_in(path, ".opus"))
        return FileType::opus;
    if (ends_in(path, ".raw") || ends_in(path, ".pcm"))
        return FileType::raw;
    return FileType::other;
}

} // namespace janus_talk::media
