// SPDX-License-Identifier: MIT
#pragma once

#include "core/notice.hpp"
#include "report/hello.hpp"
#include "report/probe_report.hpp"
#include "report/summary.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace janus_talk::json {
class Writer;
}

namespace janus_talk::report {

/// When something happened, on both clocks: the wall for people, the monotonic one for arithmetic.
struct Moment {
    std::chrono::system_clock::time_point wall;
    std::chrono::steady_clock::time_point monotonic;
};

/// The `type` of the event that tells it.
[[nodiscard]] std::string_view event_type(const core::Notice& notice);
/// Some notice is told under that `type`.
[[nodiscard]] bool is_notice_type(std::string_view type);

/// Makes one NDJSON line (without the newline) of each notice, as docs/events.md describes them.
/// Numbers the lines from 1 without gaps; `ms` never runs backwards. Whatever text goes in, a line
/// is valid JSON and UTF-8 without a raw control character. Pure: time is an argument.
class EventJson {
public:
    /// @param session random word that tells runs apart
    /// @param start   of the process; the zero of `ms`
    EventJson(std::string session, std::chrono::steady_clock::time_point start);

    [[nodiscard]] std::string line(const Hello& hello, const Moment& now);
    /// @param leg which participant it is about; empty: there is only one
    [[nodiscard]] std::string
    line(const core::Notice& notice, const Moment& now, std::string_view leg = {});
    /// The `result` event.
    [[nodiscard]] std::string line(const Summary& summary, const Moment& now);
    [[nodiscard]] std::string line(const ProbeReport& report, const Moment& now);
    /// The `dropped` event: so many could not be told, because nobody read.
    [[nodiscard]] std::string line_of_dropped(std::uint64_t count, const Moment& now);

private:
    void begin(json::Writer& writer, std::string_view type, const Moment& now);

    std::string session_;
    std::chrono::steady_clock::time_point start_;
    std::uint64_t seq_ = 0;
    std::int64_t ms_ = 0;
};

} // namespace janus_talk::report
