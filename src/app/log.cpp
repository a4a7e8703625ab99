// SPDX-License-Identifier: MIT
#include "app/log.hpp"

#include "app/log_file.hpp"
#include "base/text.hpp"
#include "report/line_limit.hpp"

#include <spdlog/details/null_mutex.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

namespace janus_talk::app {

namespace {

using report::Logger;
using report::LogLevel;
using report::LogLevels;
using report::LogRecord;

/// A message of a server may be so long; longer ones are cut when they arrive.
constexpr std::size_t longest_log_text = std::size_t{1} << 20U;

constexpr std::array all_loggers{Logger::app,
                                 Logger::control,
                                 Logger::core,
                                 Logger::janus,
                                 Logger::media,
                                 Logger::signaling};

spdlog::level::level_enum spdlog_level(LogLevel level) noexcept {
    switch (level) {
    case LogLevel::debug:
        return spdlog::level::debug;
    case LogLevel::info:
        return spdlog::level::info;
    case LogLevel::warning:
        return spdlog::level::warn;
    case LogLevel::error:
        return spdlog::level::err;
    case LogLevel::off:
        break;
    }
    return spdlog::level::off;
}

LogLevel level_from(spdlog::level::level_enum level) noexcept {
    if (level <= spdlog::level::debug)
        return LogLevel::debug;
    if (level == spdlog::level::info)
        return LogLevel::info;
    return level == spdlog::level::warn ? LogLevel::warning : LogLevel::error;
}

LogRecord record_from(const spdlog::details::log_msg& message) {
    const std::string_view name{message.logger_name.data(), message.logger_name.size()};
    return {report::logger_of(name).value_or(Logger::app),
            level_from(message.level),
            {message.payload.data(), message.payload.size()}};
}

/// One of our two ways to write a line.
class LineFormatter final : public spdlog::formatter {
public:
    explicit LineFormatter(LogFormat format) : format_(format) {}

    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
        const LogRecord record = record_from(message);
        const std::string line = format_ == LogFormat::json
                                         ? report::json_line(record, message.time)
                                         : report::text_line(record, message.time);
        out.append(line.data(), line.data() + line.size());
    }

    [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override {
        return std::make_unique<LineFormatter>(format_);
    }

private:
    LogFormat format_;
};

/// Beside lines for people: without time, and the protocol without a name, as its arrows say it.
class PeopleFormatter final : public spdlog::formatter {
public:
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
        const LogRecord record = record_from(message);
        std::string line;
        if (record.logger != Logger::janus)
            line.append(report::name_of(record.logger)).append(": ");
        line += record.text;
        out.append(line.data(), line.data() + line.size());
    }

    [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override {
        return std::make_unique<PeopleFormatter>();
    }
};

class StderrSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
    explicit StderrSink(std::function<void(const std::string&)> line) : line_(std::move(line)) {}

protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t buffer;
        formatter_->format(message, buffer);
        line_({buffer.data(), buffer.size()});
    }

    void flush_() override {}

private:
    std::function<void(const std::string&)> line_;
};

class FileSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
    FileSink(std::string path, std::function<void(const base::Failure&)> trouble)
        : file_(std::move(path)), trouble_(std::move(trouble)) {}

    LogFile& file() noexcept { return file_; }

protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        if (lost_ > 0 && append({"app",
                                 spdlog::level::warn,
                                 std::to_string(lost_) + " lines could not be written."})) {
            lost_ = 0;
        }
        if (lost_ == 0 && append(message))
            return;
        const int error = errno;
        // First counted, then told: the complaint is a record too, and comes back here.
        if (lost_++ == 0)
            trouble_({base::ExitCode::device,
                      "The log file '" + base::harmless(file_.path()) +
                              "' can't be written: " + std::strerror(error) + ".",
                      "The call goes on without it.",
                      {}});
    }

    void flush_() override {}

private:
    bool append(const spdlog::details::log_msg& message) {
        spdlog::memory_buf_t buffer;
        formatter_->format(message, buffer);
        buffer.push_back('\n');
        return file_.append({buffer.data(), buffer.size()});
    }

    LogFile file_;
    std::function<void(const base::Failure&)> trouble_;
    std::uint64_t lost_ = 0;
};

/// All loggers of one place to write to.
class Channel {
public:
    Channel(const spdlog::sink_ptr& sink,
            std::unique_ptr<spdlog::formatter> formatter,
            const LogLevels& levels)
        : levels_(levels) {
        sink->set_formatter(std::move(formatter));
        for (const Logger logger : all_loggers) {
            auto& made = loggers_.at(static_cast<std::size_t>(logger));
            made = std::make_unique<spdlog::logger>(std::string{report::name_of(logger)}, sink);
            made->set_level(spdlog_level(levels.of(logger)));
        }
    }

    [[nodiscard]] bool wants(Logger logger, LogLevel level) const noexcept {
        return levels_.admit(logger, level);
    }

    void write(Logger logger, LogLevel level, std::string_view text) {
        loggers_.at(static_cast<std::size_t>(logger))
                ->log(spdlog_level(level), spdlog::string_view_t{text.data(), text.size()});
    }

private:
    LogLevels levels_;
    std::array<std::unique_ptr<spdlog::logger>, report::logger_count> loggers_;
};

/// As much as -q, -v and -vv say elsewhere.
LogLevels levels_by_verbosity(int verbosity) {
    if (verbosity < 0)
        return LogLevels{LogLevel::error};
    LogLevels levels{verbosity == 0 ? LogLevel::info : LogLevel::debug};
    if (verbosity == 1)
        levels.set(Logger::janus, LogLevel::info);
    return levels;
}

LogLevels protocol_if_wanted(int verbosity) {
    LogLevels levels{LogLevel::off};
    if (verbosity >= 2) {
        levels.set(Logger::janus, LogLevel::debug);
        levels.set(Logger::signaling, LogLevel::debug);
    }
    return levels;
}

/// What a server or a participant can't cause as often as they like is never left out.
bool is_never_left_out(const core::Notice& notice) {
    return std::holds_alternative<core::StateChanged>(notice) ||
           std::holds_alternative<core::CommandDone>(notice) ||
           std::holds_alternative<core::FlightRecorded>(notice) ||
           std::holds_alternative<core::Ended>(notice);
}

} // namespace

struct Log::Impl {
    Impl(const ReportOptions& options, Outlets outlets)
        : on_stderr(make_stderr(options, std::move(outlets.line))) {
        if (!options.log.file)
            return;
        auto sink = std::make_shared<FileSink>(*options.log.file, std::move(outlets.trouble));
        file_sink = sink.get();
        file.emplace(sink,
                     std::make_unique<LineFormatter>(options.log.format),
                     options.log.levels.value_or(LogLevels{LogLevel::info}));
    }

    static Channel make_stderr(const ReportOptions& options,
                               std::function<void(const std::string&)> line) {
        auto sink = std::make_shared<StderrSink>(std::move(line));
        if (options.stderr_is_json()) {
            return {sink,
                    std::make_unique<LineFormatter>(LogFormat::json),
                    options.log.levels.value_or(levels_by_verbosity(options.verbosity))};
        }
        const LogLevels protocol = protocol_if_wanted(options.verbosity);
        return {sink,
                std::make_unique<PeopleFormatter>(),
                options.log.file ? protocol : options.log.levels.value_or(protocol)};
    }

    void write(Logger logger, LogLevel level, std::string_view text, bool told) {
        const std::string safe = base::harmless(text, longest_log_text);
        if (!told && on_stderr.wants(logger, level))
            on_stderr.write(logger, level, safe);
        if (file && file->wants(logger, level))
            file->write(logger, level, safe);
    }

    Channel on_stderr;
    std::optional<Channel> file;
    /// Owned by the loggers of `file`.
    FileSink* file_sink = nullptr;
    report::LineLimit limit;
};

Log::Log(const ReportOptions& options, Outlets outlets)
    : impl_(std::make_unique<Impl>(options, std::move(outlets))) {}

Log::~Log() = default;

bool Log::wants(Logger logger, LogLevel level) const noexcept {
    return impl_->on_stderr.wants(logger, level) ||
           (impl_->file && impl_->file->wants(logger, level));
}

void Log::write(Logger logger, LogLevel level, std::string_view text) {
    if (wants(logger, level))
        impl_->write(logger, level, text, false);
}

void Log::add(const core::Notice& notice, bool told) {
    const auto record = report::record_of(notice);
    if (!record || !wants(record->logger, record->level))
        return;
    if (!is_never_left_out(notice) && record->level != LogLevel::error &&
        !impl_->limit.admit(std::chrono::steady_clock::now()))
        return;
    if (const auto count = impl_->limit.take_left_out(); count != 0) {
        impl_->write(Logger::app,
                     LogLevel::warning,
                     std::to_string(count) + " lines left out: there was too much at once.",
                     told);
    }
    impl_->write(record->logger, record->level, record->text, told);
}

void Log::add_wire(bool outgoing, std::string_view redacted) {
    write(Logger::janus, LogLevel::debug, (outgoing ? "→ " : "← ") + std::string{redacted});
}

bool Log::wants_wire() const noexcept {
    return wants(Logger::janus, LogLevel::debug);
}

void Log::add(signaling::LogLevel level, std::string_view line) {
    // One grade less: whether it is an error that a socket fails, the machine decides.
    switch (level) {
    case signaling::LogLevel::error:
        return write(Logger::signaling, LogLevel::warning, line);
    case signaling::LogLevel::warning:
        return write(Logger::signaling, LogLevel::info, line);
    case signaling::LogLevel::notice:
        return write(Logger::signaling, LogLevel::debug, line);
    }
}

signaling::LwsContextOptions Log::lws_options(bool secure) {
    return {secure,
            [this](signaling::LogLevel level, std::string_view line) { this->add(level, line); }};
}

bool Log::has_file() const noexcept {
    return impl_->file.has_value();
}

std::optional<base::Failure> Log::reopen() {
    if (impl_->file_sink == nullptr)
        return std::nullopt;
    if (const auto reason = impl_->file_sink->file().reopen()) {
        return base::Failure{base::ExitCode::device,
                             "The log file '" + base::harmless(impl_->file_sink->file().path()) +
                                     "' can't be opened anew: " + *reason + ".",
                             "The old one is written on.",
                             {}};
    }
    write(Logger::app, LogLevel::info, "The log file was opened anew.");
    return std::nullopt;
}

} // namespace janus_talk::app
