// SPDX-License-Identifier: MIT
#pragma once

#include "core/notice.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace janus_talk::report {

/// One for each room of the architecture that has something to log.
enum class Logger {
    app,       ///< beginning and end, the log itself
    control,   ///< commands while running
    core,      ///< states, people, warnings and errors
    janus,     ///< every message, without its secrets
    media,     ///< connections, devices, recordings, figures
    signaling, ///< the socket, TLS, libwebsockets
};

inline constexpr std::size_t logger_count = 6;

enum class LogLevel { debug, info, warning, error, off };

/// The words of --log-level.
[[nodiscard]] std::string_view name_of(Logger logger) noexcept;
[[nodiscard]] std::string_view name_of(LogLevel level) noexcept;
[[nodiscard]] std::optional<Logger> logger_of(std::string_view name) noexcept;
[[nodiscard]] std::optional<LogLevel> log_level_of(std::string_view name) noexcept;
[[nodiscard]] std::vector<std::string> logger_names();
[[nodiscard]] std::vector<std::string> log_level_names();

/// What each logger lets through: that level and the graver ones.
class LogLevels {
public:
    explicit LogLevels(LogLevel all) { levels_.fill(all); }

    void set(Logger logger, LogLevel level) {
        levels_.at(static_cast<std::size_t>(logger)) = level;
    }

    [[nodiscard]] LogLevel of(Logger logger) const {
        return levels_.at(static_cast<std::size_t>(logger));
    }

    /// @pre `level` is not `off`
    [[nodiscard]] bool admit(Logger logger, LogLevel level) const { return level >= of(logger); }

    bool operator==(const LogLevels&) const = default;

private:
    std::array<LogLevel, logger_count> levels_{};
};

/// One thing to log. The text is harmless for a terminal, has no secrets, and is one line.
struct LogRecord {
    Logger logger = Logger::app;
    LogLevel level = LogLevel::info;
    std::string text;
};

/// What the log says about a notice; nothing about what comes every second only to be drawn.
[[nodiscard]] std::optional<LogRecord> record_of(const core::Notice& notice);

/// "2026-01-31T12:00:00.000Z warning media: No sound arrives from the server."
[[nodiscard]] std::string text_line(const LogRecord& record,
                                    std::chrono::system_clock::time_point wall);
/// {"t":…,"level":…,"logger":…,"text":…}
[[nodiscard]] std::string json_line(const LogRecord& record,
                                    std::chrono::system_clock::time_point wall);

} // namespace janus_talk::report
