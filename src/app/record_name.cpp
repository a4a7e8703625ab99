// SPDX-License-Identifier: MIT
#include "app/record_name.hpp"

#include "base/failure.hpp"

#include <array>
#include <cstring>
#include <ctime>

namespace janus_talk::app {

namespace {

std::string safe_part(std::string_view text) {
    constexpr std::size_t longest = 40;
    std::string safe;
    for (const char c : text.substr(0, longest)) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '_' ||
                           ((c == '.' || c == '-') && !safe.empty());
        safe += plain ? c : '_';
    }
    return safe.empty() ? "_" : safe;
}

std::string time_text(std::chrono::system_clock::time_point time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm local{};
    localtime_r(&seconds, &local);
    std::array<char, 32> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%Y%m%d-%H%M%S", &local);
    return {text.data(), size};
}

} // namespace

std::string expand_record_name(std::string_view pattern, const RecordNameParts& parts) {
    std::string name;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        if (pattern[at] != '%') {
            name += pattern[at];
            continue;
        }
        const char what = ++at < pattern.size() ? pattern[at] : '\0';
        switch (what) {
        case '%':
            name += '%';
            break;
        case 't':
            name += time_text(parts.time);
            break;
        case 'r':
            name += safe_part(parts.room);
            break;
        case 'd':
            name += safe_part(parts.display);
            break;
        default:
            throw base::Error(
                    {base::ExitCode::usage,
                     "The recording's name has a place holder that does not exist.",
                     "Use %t (time), %r (room), %d (display name) or %% (a percent sign).",
                     {}});
        }
    }
    return name;
}

} // namespace janus_talk::app
