// SPDX-License-Identifier: MIT
#include "report/log_record.hpp"

#include "json/writer.hpp"
#include "report/event_text.hpp"
#include "report/words.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace janus_talk::report {

namespace {

constexpr std::array<std::string_view, logger_count> logger_words{
        "app", "control", "core", "janus", "media", "signaling"};
constexpr std::array<std::string_view, 5> level_words{"debug", "info", "warning", "error", "off"};

/// Where a notice belongs and how grave it is.
struct Place {
    Logger logger = Logger::core;
    LogLevel level = LogLevel::info;
};

Place place_of(const core::StateChanged& notice) {
    return {Logger::core,
            notice.to == core::Phase::reconnecting ? LogLevel::warning : LogLevel::info};
}

Place place_of(const core::Problem& notice) {
    return {Logger::core,
            notice.severity == core::Severity::error ? LogLevel::error : LogLevel::warning};
}

Place place_of(const core::AssertionChecked& notice) {
    return {Logger::core, notice.ok ? LogLevel::debug : LogLevel::warning};
}

Place place_of(const core::TalkingChanged&) {
    return {Logger::core, LogLevel::debug};
}

Place place_of(const core::MediaChanged& notice) {
    const bool bad = notice.change == core::MediaChange::stalled ||
                     notice.change == core::MediaChange::slowlink;
    return {Logger::media, bad ? LogLevel::warning : LogLevel::info};
}

Place place_of(const core::media::DeviceChanged& notice) {
    const bool bad = notice.change == core::media::DeviceChange::lost;
    return {Logger::media, bad ? LogLevel::warning : LogLevel::info};
}

Place place_of(const core::media::RecordingChanged&) {
    return {Logger::media, LogLevel::info};
}

Place place_of(const core::media::RoomTalking&) {
    return {Logger::media, LogLevel::debug};
}

Place place_of(const core::media::Stats&) {
    return {Logger::media, LogLevel::debug};
}

Place place_of(const core::LinkAdapted&) {
    return {Logger::media, LogLevel::debug};
}

Place place_of(const core::CommandDone& notice) {
    return {Logger::control, notice.failure ? LogLevel::warning : LogLevel::info};
}

Place place_of(const core::FlightRecorded&) {
    return {Logger::app, LogLevel::info};
}

Place place_of(const core::Ended&) {
    return {Logger::app, LogLevel::info};
}

/// People who come and go, and what is never told at all.
template <typename Other>
Place place_of(const Other&) {
    return {Logger::core, LogLevel::info};
}

/// The level is said elsewhere, and what to do follows on the same line.
std::string on_one_line(std::string text) {
    for (const std::string_view start : {"janus-talk: warning: ", "janus-talk: error: "}) {
        if (text.starts_with(start))
            text.erase(0, start.size());
    }
    constexpr std::string_view next = "\n  ";
    for (auto at = text.find(next); at != std::string::npos; at = text.find(next, at))
        text.replace(at, next.size(), " ");
    return text;
}

template <typename Value, std::size_t Count>
std::optional<Value> value_of(const std::array<std::string_view, Count>& words,
                              std::string_view name) noexcept {
    const auto* const found = std::find(words.begin(), words.end(), name);
    if (found == words.end())
        return std::nullopt;
    return static_cast<Value>(found - words.begin());
}

} // namespace

std::string_view name_of(Logger logger) noexcept {
    return logger_words.at(static_cast<std::size_t>(logger));
}

std::string_view name_of(LogLevel level) noexcept {
    return level_words.at(static_cast<std::size_t>(level));
}

std::optional<Logger> logger_of(std::string_view name) noexcept {
    return value_of<Logger>(logger_words, name);
}

std::optional<LogLevel> log_level_of(std::string_view name) noexcept {
    return value_of<LogLevel>(level_words, name);
}

std::vector<std::string> logger_names() {
    return {logger_words.begin(), logger_words.end()};
}

std::vector<std::string> log_level_names() {
    return {level_words.begin(), level_words.end()};
}

std::optional<LogRecord> record_of(const core::Notice& notice) {
    constexpr int everything = 1;
    auto text = text_of(notice, {everything, false});
    if (!text)
        return std::nullopt;
    const Place place = std::visit([](const auto& value) { return place_of(value); }, notice);
    return LogRecord{place.logger, place.level, on_one_line(std::move(*text))};
}

std::string text_line(const LogRecord& record, std::chrono::system_clock::time_point wall) {
    std::string line = to_rfc3339(wall) + ' ';
    line += name_of(record.level);
    line += ' ';
    line += name_of(record.logger);
    return line + ": " + record.text;
}

std::string json_line(const LogRecord& record, std::chrono::system_clock::time_point wall) {
    json::Writer writer;
    writer.begin_object()
            .member("t", to_rfc3339(wall))
            .member("level", name_of(record.level))
            .member("logger", name_of(record.logger))
            .member("text", record.text);
    return writer.end_object().take();
}

} // namespace janus_talk::report
